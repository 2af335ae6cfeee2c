"""The reports that the command line knows."""

import pytest

from pipeline.report.catalogue import REPORTS


def test_reports_in_the_order_of_the_help() -> None:
    assert list(REPORTS) == [
        "rates",
        "form-766",
        "on-time",
        "reuse",
        "waiting",
        "satisfaction",
        "hand-over",
        "portal",
        "quality",
        "missing",
    ]


@pytest.mark.parametrize("name", list(REPORTS))
def test_what_people_see_is_a_part_of_what_files_hold(name: str) -> None:
    definition = REPORTS[name]
    assert definition.name == name
    names = [column.name for column in definition.columns]
    assert len(names) == len(set(names))
    assert set(definition.visible) <= set(names)
    assert len(definition.visible) == len(set(definition.visible))


@pytest.mark.parametrize("name", list(REPORTS))
def test_headings_over_columns_cover_them_all(name: str) -> None:
    definition = REPORTS[name]
    if definition.spans:
        assert sum(span.size for span in definition.spans) == len(definition.visible)


def test_only_the_form_is_laid_out_as_one() -> None:
    assert [name for name, definition in REPORTS.items() if definition.spans] == [
        "form-766"
    ]


def test_reports_that_are_read_against_a_plan() -> None:
    against = [name for name, definition in REPORTS.items() if definition.against_plan]
    assert against == [
        *("rates", "reuse", "waiting", "satisfaction", "hand-over", "portal")
    ]
