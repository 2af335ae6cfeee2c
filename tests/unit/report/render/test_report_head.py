"""Period, snapshot and plan at the head of a report."""

from pipeline.report.definitions.on_time import ON_TIME
from pipeline.report.definitions.rates import RATES
from pipeline.report.render.head import list_facts, word_period
from pipeline.report.wording.words import ReportWords
from tests.unit.report.report_tables import STORE, report_of, year


def test_a_report_against_a_plan_says_which_and_how_it_is_read() -> None:
    facts = dict(list_facts(report_of(RATES), RATES, ReportWords("vi")))
    assert list(facts) == [
        "Kỳ báo cáo",
        "Lần ghi số liệu (commit)",
        "Kế hoạch",
        "Cách đọc chỉ tiêu",
        "Nguồn",
    ]
    assert facts["Cách đọc chỉ tiêu"] == "cộng điểm phần trăm"
    assert facts["Lần ghi số liệu (commit)"] == "5"


def test_other_reports_and_a_report_without_plan_say_nothing_of_it() -> None:
    assert len(list_facts(report_of(ON_TIME), ON_TIME, ReportWords("vi"))) == 2
    without = RATES.make(STORE, 5, year(), None)
    assert len(list_facts(without, RATES, ReportWords("vi"))) == 2


def test_the_period_as_it_was_asked_for_with_its_days() -> None:
    report = RATES.make({}, 1, year("2024-Q1"), None)
    assert (
        word_period(report, ReportWords("vi"))
        == "2024-Q1 (từ 01/01/2024 đến 31/03/2024)"
    )
    assert (
        word_period(report, ReportWords("en")) == "2024-Q1 (2024-01-01 to 2024-03-31)"
    )
