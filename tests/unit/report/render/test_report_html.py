"""The page: whole, escaped, self-contained."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from pipeline.report.catalogue import REPORTS
from pipeline.report.definition import SomeDefinition
from pipeline.report.definitions.form_766 import FORM_766
from pipeline.report.definitions.on_time import ON_TIME
from pipeline.report.definitions.rates import RATES
from pipeline.report.render.html import to_html
from pipeline.report.wording.words import ReportWords
from tests.unit.report.report_tables import STORE, past, report_of, table

VI = ReportWords("vi")


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
        sources = {"src", "href", "xlink:href", "action"}
        self.links += [value or "" for name, value in attrs if name in sources]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(definition: SomeDefinition, tables: dict = STORE) -> str:
    return to_html(report_of(definition, tables), definition, VI)


@pytest.mark.parametrize("name", list(REPORTS))
def test_page_is_whole_escaped_and_self_contained(name: str) -> None:
    html = page_of(REPORTS[name])
    page = _Page()
    page.feed(html)
    page.close()
    assert page.open == []
    assert "b" not in page.tags  # the name's own markup
    assert "script" not in page.tags
    assert page.links == ["data:,"]
    assert "@import" not in html
    assert "url(" not in html
    assert "table" in page.tags


def test_development_keys_are_a_banner_and_no_note() -> None:
    report = report_of(ON_TIME)
    assert "THỬ NGHIỆM" not in to_html(report, ON_TIME, VI)
    html = to_html(replace(report, development_keys=True), ON_TIME, VI)
    assert html.count("Kho này dùng khóa ký THỬ NGHIỆM") == 1
    assert '<p class="banner" role="alert">' in html


def test_page_draws_both_readings_and_the_full_line() -> None:
    html = page_of(RATES)
    assert "Chỉ tiêu theo điểm %" in html
    assert "Chỉ tiêu theo mức tăng" in html
    assert "Mốc 100 %" in html
    # A bar is 540 wide from 310: 80 % stands at 742, 34.56 % at 496.6.
    assert "M742.0 " in html
    assert "M496.6" in html
    assert "– (0/0)" in html
    assert "UBND quận &lt;b&gt;Đông&lt;/b&gt; &amp; Tây" in html


def test_parts_of_a_bar_have_the_colours_of_the_legend() -> None:
    html = page_of(ON_TIME)
    for tone in ("good", "bad", "doubtful", "neutral"):
        assert html.count(f'<path class="{tone}"') == 1  # the legend
        assert (
            html.count(f'class="part {tone}"') == 4
        )  # two units, drawn wide and narrow


def test_headings_over_the_columns_of_the_form() -> None:
    html = page_of(FORM_766)
    assert 'class="over" colspan="4">Số hóa hồ sơ TTHC khi tiếp nhận</th>' in html
    assert 'class="over" colspan="2">Số hóa kết quả giải quyết</th>' in html


def test_a_page_over_many_units_stays_readable() -> None:
    rows = [past(f"h{number}", f"U{number:04d}") for number in range(3000)]
    tables = {
        "past_results": table("past_results", *rows),
        "documents": STORE["documents"],
    }
    html = page_of(RATES, tables)
    assert "Chỉ vẽ 20 đơn vị thấp nhất và 20 đơn vị cao nhất trong 3000 đơn vị" in html
    assert "Còn 7000 dòng" in html
    assert len(html) < 3_000_000


def test_wide_tables_are_set_closer() -> None:
    wide, narrow = page_of(REPORTS["waiting"]), page_of(REPORTS["missing"])
    assert '<table class="dense">' in wide
    assert '<table class="dense">' not in narrow


def test_the_trend_is_drawn_with_its_forecast_plan_and_table() -> None:
    # "a" was digitized in May: the rest of the year is still to come.
    html = page_of(RATES)
    assert html.count('class="foreseen" d="M') >= 1
    assert 'class="band" d="M' in html
    assert 'class="planned" d="M' in html
    assert 'aria-describedby="trend-1-table"' in html
    assert "Theo nhịp 8 tuần gần nhất" in html
    assert html.index('id="trend-1"') < html.index('id="bars-1"')
