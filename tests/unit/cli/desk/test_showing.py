"""The desk's answers for people: plain lines, the remedy below what is wrong."""

from cli import console
from cli.desk.showing import show_add, show_day, show_have, show_person, show_start
from schemas.answers.desk import (
    AddAnswer,
    ClerkDay,
    DayAnswer,
    HaveAnswer,
    HavePaper,
    NeededPaper,
    PaperAnswer,
    PaperField,
    PersonAnswer,
    RefusedFile,
    StartAnswer,
    Told,
)

BLURRED = Told("rescan_blurred", "Trang bị mờ ở giữa trang.", "Quét lại.", page=2)


def lines(show, answer, lang: str = "vi") -> list[str]:
    with console.capturing() as said:
        show(answer, lang)
    return "".join(said.out).splitlines()


def test_what_a_procedure_needs() -> None:
    needs = (
        NeededPaper("to_khai", "Tờ khai", "scan", "…"),
        NeededPaper("the_can_cuoc", "Thẻ căn cước", "show_only", "…"),
    )
    answer = StartAnswer("S", "A-1", "2.000635", "Trích lục", needs, ())
    assert lines(show_start, answer) == [
        "Hồ sơ A-1: Trích lục (phiên S)",
        "  Tờ khai: phải quét",
        "  Thẻ căn cước: chỉ xuất trình, không quét",
    ]


def test_whose_card_it_is() -> None:
    answer = PersonAnswer(
        "S", "001080000001", "012345678", "Nguyễn Văn An", "1980-03-12", "M",
        None, None, True, None, (),
    )  # fmt: skip
    assert lines(show_person, answer) == [
        "Nguyễn Văn An, 1980-03-12, Nam, 001080000001 (012345678)",
        "Thẻ hợp lệ.",
    ]


def test_a_rule_is_told_where_a_paper_is_not_scanned() -> None:
    papers = (
        HavePaper("to_khai", "Tờ khai", "scan", "Thông tư", ()),
        HavePaper("giay_khai_sinh", "Giấy khai sinh", "reuse", "Nghị định 45", ()),
    )
    told = lines(show_have, HaveAnswer("S", None, papers, (), ()))
    assert told[0] == "Tờ khai: phải quét"
    assert told[1].startswith("Giấy khai sinh: đã có trong kho")
    assert told[2] == "  (Nghị định 45)"


def test_what_to_scan_again_names_the_page_and_the_remedy() -> None:
    value = PaperField(
        "1:number", None, None, "number", "12", "12", 0.4, 1, None, True, False, None
    )
    paper = PaperAnswer(
        1, ("a.jpg",), "to_khai", 0.9, "component", 2, False, False,
        (BLURRED,), (), (value,), (),
    )  # fmt: skip
    refused = RefusedFile("b.pdf", "empty_file", "Tệp rỗng.", "Quét lại giấy tờ.")
    assert lines(show_add, AddAnswer("S", (paper,), (refused,), (), ())) == [
        "Giấy 1: Tờ khai, thành phần hồ sơ, 2 trang",
        "! trang 2: Trang bị mờ ở giữa trang.",
        "  → Quét lại.",
        "  ? số, ký hiệu [1:number]: 12",
        "Không nhận b.pdf: Tệp rỗng.",
        "  → Quét lại giấy tờ.",
    ]


def test_the_day_by_clerk_and_in_all() -> None:
    mine = ClerkDay("Lê Thử", 2, 5, 7, 1, 1, 0, 1, 0, 0, 0, 3.5)
    told = lines(show_day, DayAnswer("2026-11-29", (mine,), mine, 1, 0))
    assert told[0] == "Ngày 2026-11-29"
    assert "Lê Thử: hồ sơ 2, giấy tờ 5, trang 7, kết quả 1, dùng lại 1" in told[1]
