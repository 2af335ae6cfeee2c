"""The desk's answers in plain lines, in either language."""

from __future__ import annotations

import pytest

from cli import console
from cli.desk.showing import (
    show_add,
    show_cancel,
    show_confirm,
    show_day,
    show_done,
    show_hashes,
    show_have,
    show_person,
    show_signed,
    show_start,
)
from schemas.answers.desk import (
    AddAnswer,
    CancelAnswer,
    ClerkDay,
    ConfirmAnswer,
    DayAnswer,
    HashToSign,
    HaveAnswer,
    HavePaper,
    NeededPaper,
    OnFile,
    PaperAnswer,
    PaperField,
    PersonAnswer,
    RefusedFile,
    SignBeginAnswer,
    SignFinishAnswer,
    StartAnswer,
    Told,
)

BLURRED = Told("blurred", "Trang mờ.", "Quét lại.", page=2)
ON_FILE = OnFile(
    "H26-1.1",
    "H26-1",
    "giay_khai_sinh",
    "Giấy khai sinh",
    "45",
    "2024-03-01",
    None,
    "x",
)


def said(show, answer, lang: str = "vi") -> list[str]:
    with console.capture_output() as captured:
        show(answer, lang)
    assert captured.err == []
    return "".join(captured.out).splitlines()


def test_what_a_procedure_needs_and_how_it_is_to_be_had():
    needs = (
        NeededPaper("to_khai", "Tờ khai", "scan", "QĐ 1"),
        NeededPaper("cccd", "Căn cước", "show_only", "QĐ 1"),
    )
    lines = said(show_start, StartAnswer("s1", "H26-1", "1.1", "Khai sinh", needs, ()))
    assert "H26-1" in lines[0] and "Khai sinh" in lines[0] and "s1" in lines[0]
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["Tờ khai", "Căn cước"]
    assert lines[1] != lines[2].replace("Căn cước", "Tờ khai")


def test_a_procedure_that_nobody_listed_has_no_needs():
    warned = StartAnswer("s1", "H26-1", None, None, None, (BLURRED,))
    lines = said(show_start, warned)
    assert "–" in lines[0]
    assert lines[1:] == ["! trang 2: Trang mờ.", "  → Quét lại."]


@pytest.mark.parametrize(("consistent", "other"), [(True, False), (False, True)])
def test_a_card_is_told_with_whether_it_is_consistent(consistent, other):
    def person(fits: bool) -> PersonAnswer:
        return PersonAnswer(
            None, "001080000001", "012345678", "Nguyễn Văn An", "1980-03-12", "M",
            None, None, fits, None, (),
        )  # fmt: skip

    lines = said(show_person, person(consistent))
    assert "Nguyễn Văn An" in lines[0] and "001080000001 (012345678)" in lines[0]
    assert lines[1] != said(show_person, person(other))[1]


def test_what_is_on_file_and_what_must_not_be_scanned():
    papers = (
        HavePaper("giay_khai_sinh", "Giấy khai sinh", "reuse", "NĐ 1", (ON_FILE,)),
        HavePaper("cccd", "Căn cước", "do_not_scan", "NĐ 2", ()),
        HavePaper("to_khai", "Tờ khai", "scan", "NĐ 3", ()),
    )
    lines = said(show_have, HaveAnswer("s1", None, papers, (ON_FILE,), ()))
    text = "\n".join(lines)
    assert "  H26-1.1  45  2024-03-01" in lines
    # The rule is told where a paper is not to be scanned.
    assert "(NĐ 1)" in text and "(NĐ 2)" in text and "NĐ 3" not in text
    assert "Giấy khai sinh" in lines[-1] and "H26-1.1" in lines[-1]


def field(name: str, value: str | None, doubtful: bool) -> PaperField:
    key = f"1:subject.1.{name}"
    return PaperField(
        key, "subject", 1, name, value, value, 0.5, 1, None, doubtful, False, None
    )


def paper(**more) -> PaperAnswer:
    known = {
        "paper": 1,
        "files": ("a.pdf",),
        "document_type": "giay_khai_sinh",
        "document_type_confidence": 0.9,
        "kind": "component",
        "page_count": 2,
        "already_had": False,
        "signed": False,
        "rescan": (),
        "review_reasons": (),
        "fields": (),
        "matches": (),
    }
    return PaperAnswer(**{**known, **more})


def test_a_paper_with_its_values_and_a_mark_at_what_is_doubtful():
    fields = (field("full_name", "Lan", False), field("birth_date", None, True))
    lines = said(show_add, AddAnswer("s1", (paper(fields=fields),), (), (), ()))
    assert "Giấy khai sinh" in lines[0]
    # What is doubtful bears the name that `confirm` takes.
    assert lines[1:] == [
        "    họ tên (người được ghi nhận): Lan",
        "  ? ngày sinh (người được ghi nhận) [1:subject.1.birth_date]: –",
    ]


def test_what_to_scan_again_stands_with_its_page():
    lines = said(show_add, AddAnswer("s1", (paper(rescan=(BLURRED,)),), (), (), ()))
    assert lines[1:] == ["! trang 2: Trang mờ.", "  → Quét lại."]
    english = said(
        show_add, AddAnswer("s1", (paper(rescan=(BLURRED,)),), (), (), ()), "en"
    )
    assert english[1].startswith("! page 2: ")


def test_the_same_paper_again_is_told_otherwise():
    new, had = (
        said(show_add, AddAnswer("s1", (paper(already_had=one),), (), (), ()))
        for one in (False, True)
    )
    assert new[0] != had[0]


def test_a_refused_file_is_told_with_what_to_do():
    refused = (RefusedFile("x.pdf", "broken_pdf", "Tệp hỏng.", "Quét lại."),)
    lines = said(show_add, AddAnswer("s1", (), refused, (), ()))
    assert "x.pdf" in lines[0] and "Tệp hỏng." in lines[0]
    assert lines[1] == "  → Quét lại."


def test_what_can_not_be_filed_now_is_told_with_what_happens_next():
    deferred = {"message": "Đã cất giữ.", "remedy": "Kho sẽ tự lưu."}
    assert said(show_done, {"deferred": deferred}) == [
        "Đã cất giữ.",
        "→ Kho sẽ tự lưu.",
    ]


def test_small_answers_name_what_they_are_about():
    for lang in ("vi", "en"):
        confirmed = ConfirmAnswer("s1", "1:number", "12/QĐ", None)
        (line,) = said(show_confirm, confirmed, lang)
        assert "1:number" in line and "12/QĐ" in line
        (line,) = said(show_cancel, CancelAnswer("s1", "H26-1", 3), lang)
        assert "H26-1" in line and "3" in line
        signed = SignFinishAnswer("s1", "H26-1.1", "B-T", "f" * 64, "valid")
        (line,) = said(show_signed, signed, lang)
        assert "H26-1.1" in line
    hashes = SignBeginAnswer("s1", "H26-1", "sha256", (HashToSign("H26-1.1", "ab"),))
    assert said(show_hashes, hashes) == ["H26-1.1  sha256:ab"]


def clerk(name: str, papers: int) -> ClerkDay:
    return ClerkDay(name, 1, papers, 4, 0, 0, 0, 2, 0, 0, 0, None)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_day_by_clerk_and_for_all(lang):
    day = DayAnswer(
        "2026-11-28", (clerk("An", 2), clerk("Bình", 3)), clerk("", 5), 1, 2
    )
    head, first, second, total, last = said(show_day, day, lang)
    assert "2026-11-28" in head
    assert first.strip().startswith("An:") and second.strip().startswith("Bình:")
    assert " 5" in total and not total.strip().startswith(":")
    assert "1" in last and "2" in last
