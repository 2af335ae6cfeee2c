"""Every report in every form, and the forms' own promises."""

import csv
import io
import json
import re
import tomllib
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from openpyxl import load_workbook
from report_tables import document, export, finished, past, table

from pipeline.config import CONFIGS
from pipeline.errors import UsageError
from pipeline.report.catalogue import REPORTS
from pipeline.report.columns import ROWS, VISIBLE
from pipeline.report.notes import DEVELOPMENT_KEYS, note, split_note
from pipeline.report.period import parse_period
from pipeline.report.plans import load_plan
from pipeline.report.render import FORMATS, render
from pipeline.report.texts import load_texts, percent, sentence, shown
from schemas.report import Report

FORMULA = '=HYPERLINK("http://evil","x")'
TABLES = {
    "past_results": table(
        "past_results",
        past("a", "D", "district", agency_name="UBND quận <b>Đông</b> & Tây"),
        past("b", "D", "district", agency_name="UBND quận <b>Đông</b> & Tây"),
        past("c", "W", agency_name=FORMULA, number="+84", document_type="@x"),
    ),
    "one_stop": table(
        "one_stop",
        export("e", "D", "district", agency_name="UBND quận <b>Đông</b> & Tây", reused_components=1),
        finished("f", "2024-06-03T08:00:00+07:00", "2024-06-01T08:00:00+07:00", agency="W", agency_name=FORMULA),
        export("g", "V", agency_name="Phường\x07 V", due_at="2024-05-03T08:00:00+07:00"),
    ),
    "documents": table(
        "documents",
        document("a", batch_id="n1", document_type="quyet_dinh"),
        document("e", kind="component", batch_id="n1"),
        document("z", batch_id="n1"),
    ),
    "pages": table("pages", {"document_id": "a.1", "page": 1, "ocr_confidence": 0.93, "flags": ["dark"]}),
}
YEAR = parse_period("2024", date(2026, 1, 1))
CASES = [(name, tables) for name in REPORTS for tables in (TABLES, {})]


def made(name: str, tables: dict = TABLES) -> Report:
    return REPORTS[name](tables, 5, YEAR, load_plan("plan-190"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("name", "tables"), CASES)
def test_every_report_in_every_form(name: str, tables: dict, lang: str) -> None:
    report = made(name, tables)
    for row in report.rows:
        assert tuple(row) == ROWS[name]
    assert set(VISIBLE[name]) <= set(ROWS[name])
    for form in FORMATS:
        found = render(report, form, lang)
        assert isinstance(found, bytes if form == "xlsx" else str)
        if isinstance(found, str):
            assert found.endswith("\n")
            assert "None" not in found.replace('"None"', "")


def test_an_unknown_form() -> None:
    with pytest.raises(UsageError) as caught:
        render(made("rates"), "pdf")  # type: ignore[arg-type]
    assert caught.value.code == "unknown_format"


def test_both_languages_have_the_same_words() -> None:
    vi, en = load_texts("vi").model_dump(), load_texts("en").model_dump()

    def keys(value: object, at: str = "") -> set[str]:
        if not isinstance(value, dict):
            return {at}
        return {key for name, inner in value.items() for key in keys(inner, f"{at}/{name}")}

    assert keys(vi) == keys(en)
    assert set(vi["reports"]) == set(REPORTS)
    assert {name for columns in ROWS.values() for name in columns} <= set(vi["columns"])
    for code in vi["notes"]:
        assert set(re.findall(r"{\w+}", vi["notes"][code])) == set(re.findall(r"{\w+}", en["notes"][code]))


def test_every_error_has_a_vietnamese_text() -> None:
    messages = tomllib.loads((CONFIGS / "messages" / "report.toml").read_text(encoding="utf-8"))
    assert set(messages) == {"bad_period", "unknown_plan", "bad_plan", "bad_reading", "unknown_format"}
    assert all(entry["message"] and entry["remedy"] for entry in messages.values())


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0.125, "12,5\u00a0%", "12.5%"),
        (0.0, "0,0\u00a0%", "0.0%"),
        (1.0, "100,0\u00a0%", "100.0%"),
        (0.99999, "99,9\u00a0%", "99.9%"),
        (0.00001, "0,1\u00a0%", "0.1%"),
        (0.288, "28,8\u00a0%", "28.8%"),
    ],
)
def test_percent(value: float, vi: str, en: str) -> None:
    assert (percent(value, "vi"), percent(value, "en")) == (vi, en)


def test_cells_as_people_read_them() -> None:
    assert shown("rate", None, "vi") == "–"
    assert shown("denominator", 1234567, "vi") == "1.234.567"
    assert shown("denominator", 1234567, "en") == "1,234,567"
    assert shown("gap", -0.125, "vi") == "−12,5"
    assert shown("gap", 0.05, "en") == "+5.0"
    assert shown("year", 2024, "vi") == "2024"
    assert shown("due_at", "2024-05-10T17:00:00+07:00", "vi") == "10/05/2024 17:00"
    assert shown("issued_date", "2024-05-10", "vi") == "10/05/2024"
    assert (shown("document_type", "quyet_dinh", "vi"), shown("document_type", "x_y", "vi")) == ("Quyết định", "x_y")
    assert shown("document_type", "quyet_dinh", "en") == "quyet_dinh"
    assert shown("level", "district", "vi") == "Quận/huyện"
    assert shown("agency_name", "a\x1b[2Jb\nc", "vi") == "a [2Jb c"


def test_notes_are_worded_or_left_as_they_are() -> None:
    assert split_note(note("plan_silent", plan="p", years="2026")) == ("plan_silent", {"plan": "p", "years": "2026"})
    assert sentence(note("unregistered", count=3), "en").startswith("3 digitized dossiers")
    assert "31/12/2024 23:59" in sentence(note("as_of", at="2024-12-31T23:59:00+07:00"), "vi")
    assert sentence("Một câu | hai câu.", "vi") == "Một câu | hai câu."


def test_json_has_the_contracts_keys_and_plain_values() -> None:
    found = json.loads(render(made("rates"), "json"))
    assert list(found)[:6] == ["report", "snapshot", "period", "plan", "rows", "totals"]
    assert list(found)[-1] == "notes"
    assert (found["report"], found["snapshot"], found["period"], found["plan"]) == ("rates", 5, "2024", "plan-190")
    district = found["rows"][0]
    assert (district["numerator"], district["denominator"], district["rate"], district["target"]) == (1, 2, 0.5, 0.8)
    assert found["rows"][2]["rate"] is None
    assert found["trace"]["past_results/2024/D/district"][0]["pdf_path"] == "documents/U/2024/a/a.1.pdf"
    assert [entry["dossier_code"] for entry in found["unregistered"]] == ["z"]


def test_csv_is_for_machines_and_holds_no_formulas() -> None:
    text = render(made("rates"), "csv")
    assert isinstance(text, str)
    assert not text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (rows[0]["rate"], rows[0]["gap"][:4], rows[2]["rate"]) == ("0.5", "-0.3", "")
    assert rows[0]["agency_name"] == "UBND quận <b>Đông</b> & Tây"
    assert {row["agency_name"] for row in rows if row["agency_code"] == "W"} == {f"'{FORMULA}"}
    assert render(made("rates", {}), "csv") == ",".join(ROWS["rates"]) + "\n"


def test_table_shows_a_dash_and_no_control_characters() -> None:
    text = render(made("rates"), "table")
    assert isinstance(text, str)
    line = next(line for line in text.splitlines() if line.startswith("V ") and "Kết quả cũ" in line)
    assert line.replace("\u00a0", "").split()[-5:] == ["0", "–", "75,0%", "–", "0"]
    assert "\x07" not in text
    widths = {len(line) for line in text.splitlines() if line.startswith(("D ", "W ", "V ", "───"))}
    assert len(widths) == 1


def test_workbook_has_numbers_frozen_heads_trace_and_no_formulas() -> None:
    content = render(made("rates"), "xlsx")
    assert isinstance(content, bytes)
    book = load_workbook(io.BytesIO(content))
    sheet, trace = book.worksheets[0], book.worksheets[1]
    assert (sheet.title, sheet.freeze_panes, trace.title) == ("rates", "A2", "Truy vết")
    head = [cell.value for cell in sheet[1]]
    rate = sheet.cell(2, head.index("Tỷ lệ") + 1)
    assert (rate.value, rate.number_format, rate.data_type) == (0.5, "0.0%", "n")
    assert sheet.cell(4, head.index("Tỷ lệ") + 1).value == "–"
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert any(cell.value == FORMULA for cell in cells)
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    codes = [cell.value for cell in trace[1]].index("Mã hồ sơ")
    assert sorted(row[codes].value for row in trace.iter_rows(min_row=2)) == ["a", "e"]


def test_form_766_is_laid_out_as_the_form() -> None:
    content = render(made("form-766"), "xlsx")
    assert isinstance(content, bytes)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert "D4:G4" in {str(area) for area in sheet.merged_cells.ranges}
    upper, lower = ([cell.value for cell in sheet[row]] for row in (4, 5))
    assert upper[:4] == ["STT", "Đơn vị", "Tiếp nhận", "Số hóa hồ sơ TTHC khi tiếp nhận"]
    assert (upper[7], upper[8]) == ("Đã giải quyết", "Số hóa kết quả giải quyết")
    assert lower[3:7] == [
        "Chưa số hóa TPHS", "Có số hóa TPHS", "Có tái sử dụng thành phần",
        "Có tái sử dụng thành phần từ cổng DVC quốc gia",
    ]  # fmt: skip
    assert lower[8:] == ["Chưa số hóa", "Đã số hóa"]
    assert sheet["B6"].value == "Quận, huyện, thị xã (đến 30/6/2025)"
    assert [cell.value for cell in sheet[7]] == [1, "UBND quận <b>Đông</b> & Tây", 1, 0, 1, 1, "–", 0, 0, 0]


class _Page(HTMLParser):
    """Collects tags, links and the open elements left at the end."""

    VOID = frozenset({"meta", "link", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href", "xlink:href", "action"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", list(REPORTS))
def test_page_is_whole_escaped_and_self_contained(name: str) -> None:
    html = render(replace(made(name), notes=(DEVELOPMENT_KEYS,)), "html")
    assert isinstance(html, str)
    page = _Page()
    page.feed(html)
    page.close()
    assert page.open == []
    assert "b" not in page.tags  # the name's own markup
    assert "script" not in page.tags
    assert page.links == ["data:,"]
    assert "@import" not in html
    assert "url(" not in html
    assert "THỬ NGHIỆM" in html
    assert "table" in page.tags


def test_page_draws_both_readings_and_the_full_line() -> None:
    html = render(made("rates"), "html")
    assert isinstance(html, str)
    assert "Chỉ tiêu theo điểm %" in html
    assert "Chỉ tiêu theo mức tăng" in html
    assert "Mốc 100 %" in html
    # A bar is 540 wide from 310: 80 % stands at 742, 34.56 % at 496.6.
    assert "M742.0 " in html
    assert "M496.6" in html
    assert "– (0/0)" in html
    assert "UBND quận &lt;b&gt;Đông&lt;/b&gt; &amp; Tây" in html
    assert "THỬ NGHIỆM" not in html


def test_a_page_over_many_units_stays_readable() -> None:
    rows = [past(f"h{number}", f"U{number:04d}") for number in range(3000)]
    report = made("rates", {"past_results": table("past_results", *rows), "documents": TABLES["documents"]})
    html = render(report, "html")
    assert isinstance(html, str)
    assert "Chỉ vẽ 20 đơn vị thấp nhất và 20 đơn vị cao nhất trong 3000 đơn vị" in html
    assert "Còn 7000 dòng" in html
    assert len(html) < 3_000_000
