"""Every number of every report is the number of the dossiers behind its address."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.report.catalogue import REPORTS
from pipeline.report.columns import values_of
from pipeline.report.counting.dossiers.members import (
    CellAddress,
    Members,
    find_members,
    parse_address,
)
from tests.unit.report.report_tables import STORE, report_of, year


def members(name: str, cell: str) -> Members:
    return find_members(REPORTS[name].members(STORE, year(), None), parse_address(cell))


def codes(name: str, cell: str) -> list[str]:
    return list(members(name, cell).codes)


def test_addresses() -> None:
    assert parse_address("H26/received") == CellAddress(
        "H26/received", "H26", None, None, None, "received"
    )
    full = parse_address("H26@commune/2024/past_results/numerator")
    assert (full.unit, full.level, full.year) == ("H26", "commune", 2024)
    assert (full.measure, full.column) == ("past_results", "numerator")
    assert parse_address("total/received").unit is None
    assert parse_address("total/procedure=1.001193/received").kind == (
        "procedure_code",
        "1.001193",
    )
    typed = parse_address("total/document_type=quyet_dinh/past_results/numerator")
    assert (typed.kind, typed.measure) == (
        ("document_type", "quyet_dinh"),
        "past_results",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "received",
        "H26/",
        "/x",
        "H26/24/x",
        "H26/2024/2025/x",
        "H26/procedure=1/procedure=2/x",
        "H26/procedure=1/document_type=y/x",
        "H26/kind=1/x",
    ],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_address(text)
    assert caught.value.code == "bad_cell"


@pytest.mark.parametrize("name", ["rates", "form-766", "on-time", "reuse"])
def test_each_number_is_that_of_its_dossiers(name: str) -> None:
    columns = {
        column
        for part in REPORTS[name].members(STORE, year(), None)
        for column in part.columns
    }
    checked = 0
    for row in map(values_of, report_of(REPORTS[name]).found.rows):
        between = "".join(f"/{row[key]}" for key in ("year", "measure") if key in row)
        for column in columns - {"rate", "share", "online_share", "lacking"}:
            found = members(name, f"{row['agency_code']}{between}/{column}")
            assert found.number == row[column]
            checked += 1
    assert checked > 5


def test_the_dossiers_of_all_units() -> None:
    assert codes("rates", "total/past_results/numerator") == ["a"]
    assert codes("rates", "D/past_results/lacking") == ["b"]


def test_a_figure_that_is_not_there() -> None:
    with pytest.raises(UsageError) as caught:
        codes("form-766", "D/nothing")
    assert (
        caught.value.code == "no_such_cell"
        and "received" in caught.value.values["columns"]
    )
    with pytest.raises(UsageError):
        codes("missing", "D/received")
