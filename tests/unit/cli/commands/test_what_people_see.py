"""Answers as people see them, from plain values."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from cli.commands.deciding import review
from cli.commands.finding import shown
from cli.commands.papers import papers, recognize, run, sign
from cli.commands.upkeep import archive
from cli.console import say
from cli.showing.signatures import show_signatures
from pipeline.errors import UsageError
from pipeline.review.decision import DecisionKind, Subject
from pipeline.review.open_items.items import UNCLEAR, UNSURE, ReviewItem, ValuePlace
from schemas.archive import ReceivedVerdict


@pytest.mark.parametrize("until", ["24:00", "5", "05:60", "half past", ""])
def test_until_is_a_time_of_day(until: str) -> None:
    with pytest.raises(UsageError):
        run._moment(until)


def test_until_is_the_next_such_time() -> None:
    assert run._moment(None) is None
    moment, present = run._moment("5:30"), datetime.now().astimezone()
    assert moment is not None and (moment.hour, moment.minute) == (5, 30)
    assert 0 < (moment - present).total_seconds() <= 90_000


DOCUMENT = {
    "superseded_by": None,
    "withdrawn_on": None,
    "document_id": "D.1",
    "page_count": 2,
    "pdf_path": "documents/x.pdf",
    "pdf_sha256": "ab",
    "already_had": False,
    "document_type": "quyet_dinh",
    "number": "12/QĐ",
    "issued_date": None,
    "issuer": "Ủy ban",
    "signature_level": "B-LTA",
    "signature_verdict": None,
    "status": "done",
    "fields": [
        {
            "role": "applicant",
            "role_index": 1,
            "name": "full_name",
            "value": "Nguyễn Văn Mẫu",
            "confidence": 0.9149,
            "page": 1,
            "handwritten": False,
            "needs_review": True,
        },
        {
            "role": None,
            "role_index": None,
            "name": "number",
            "value": None,
            "confidence": 1.0,
            "page": 1,
            "handwritten": True,
            "needs_review": False,
        },
    ],
    "matches": [
        {
            "role": "applicant",
            "role_index": 1,
            "outcome": "none",
            "citizen_id": None,
            "explanation": "no such name",
        }
    ],
}


def test_the_counter_marks_what_needs_review(
    capsys: pytest.CaptureFixture[str],
) -> None:
    papers._show_document(DOCUMENT, "en")
    lines = capsys.readouterr().out.splitlines()
    assert "  ? full name (applicant): Nguyễn Văn Mẫu" in lines
    assert "    number and notation: –" in lines
    assert lines[-1].strip() == "applicant: not in the register"
    papers._show_document(DOCUMENT, "vi")
    lines = capsys.readouterr().out.splitlines()
    assert "  ? họ tên (người yêu cầu): Nguyễn Văn Mẫu" in lines
    assert lines[-1].strip() == "người yêu cầu: không có trong sổ"


def test_show_has_every_field_with_its_confidence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown.show_document(DOCUMENT, "en")
    out = capsys.readouterr().out
    assert out.startswith(
        "D.1  quyet_dinh  B-LTA  done\n  documents/x.pdf  sha256 ab\n"
    )
    assert "91.5%" in out
    assert "Applicant: not in the register: no such name" in out


def test_lookup_leaves_out_what_is_not_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown.show_reusable(DOCUMENT, "en")
    assert capsys.readouterr().out == "  quyet_dinh  12/QĐ  Ủy ban  documents/x.pdf\n"


def test_separators_take_code_procedure_and_number() -> None:
    sheet = papers._sheet("H26.27-241105-0012|1.004222|3")
    assert (sheet.dossier_code, sheet.procedure_code) == (
        "H26.27-241105-0012",
        "1.004222",
    )
    assert papers._sheet("H26-1").procedure_code is None
    for text in ("", "a|b|c", "a|b|1|d", "../a"):
        with pytest.raises(UsageError) as error:
            papers._sheet(text)
        assert error.value.code == "bad_dossier_code"


def test_verify_parts_new_damage_from_what_stood_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failed = [
        {"path": "a.pdf", "check": "hash", "message": "changed", "answer": "changed"}
    ]
    standing = [{"path": "b.pdf", "message": "broken before", "decided": True}]
    counts = {"checked": 3, "ok": 1, "originals": 3, "disposed": 0}
    archive._show_verified({**counts, "failed": failed, "standing": standing}, "en")
    out = capsys.readouterr().out
    assert out.index("a.pdf: hash: changed") < out.index("b.pdf: broken before")


def test_quarantine_is_shown_by_reason_the_commonest_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    items = [
        {
            "code": code,
            "message": f"m-{code}",
            "remedy": f"r-{code}",
            "source": s,
            "entry": "Q",
        }
        for code, s in (("rare", "1.pdf"), ("common", "2.pdf"), ("common", "3.pdf"))
    ]
    archive._show_quarantine(items, "en")
    out = capsys.readouterr().out
    assert out.index("2 × m-common") < out.index("3.pdf") < out.index("1 × m-rare")
    archive._show_quarantine([], "en")
    assert capsys.readouterr().out == ""


def test_sign_names_what_was_refused(capsys: pytest.CaptureFixture[str]) -> None:
    refused = [{"path": "a.pdf", "message": "m", "code": "c", "remedy": "r"}]
    sign._show(refused, 3, "en")
    out = capsys.readouterr().out
    assert "  a.pdf: m [c]\n      → r\n" in out
    assert say("en", "sign_refused", count=1) in out
    assert out.endswith(say("en", "sign_waiting", count=3) + "\n")


def test_reasons_for_a_review_are_worded() -> None:
    document = ReviewItem(
        Subject(DecisionKind.DOCUMENT, "D.1"),
        "other",
        ("type_unknown", "sheet_count"),
        "v",
    )
    field = ReviewItem(
        Subject(DecisionKind.FIELD, "D.1", name="number"),
        "12",
        (UNSURE,),
        "v",
        confidence=0.41,
        place=ValuePlace(2, None),
    )
    match = ReviewItem(
        Subject(DecisionKind.MATCH, "D.1", "owner", 1),
        None,
        (UNCLEAR,),
        "v",
        explanation="tổng 3",
    )
    assert (
        review._why(document, "vi")
        == "không rõ loại giấy tờ, số trang không khớp số tờ"
    )
    assert "0.41" in review._why(field, "vi") and "2" in review._why(field, "vi")
    assert review._why(match, "vi") == "tổng 3"


def test_doubtful_signatures_are_listed_with_their_verdict(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_signatures([], "en")
    assert capsys.readouterr().out == ""
    show_signatures([{"document_id": "D.1", "verdict": ReceivedVerdict.BROKEN}], "en")
    assert "D.1: " in (out := capsys.readouterr().out) and "[broken]" in out


@pytest.mark.parametrize(
    ("files", "form", "result", "overlay", "code"),
    [
        (["a.png"], "docx", None, None, "bad_format"),
        (["a.png", "b/a.tif"], "text", "out", None, "same_output_name"),
        (["a.png"], "text", None, "o.gif", "bad_overlay"),
    ],
)
def test_ocr_refuses_before_any_work(
    files: list[str], form: str, result: str | None, overlay: str | None, code: str
) -> None:
    with pytest.raises(UsageError) as error:
        recognize._check(
            [Path(name) for name in files],
            form,
            Path(result) if result else None,
            Path(overlay) if overlay else None,
        )
    assert error.value.code == code


def test_pictures_of_several_pages_are_numbered() -> None:
    assert recognize._add_number(Path("a/o.png"), 3) == Path("a/o-3.png")
