"""CSV for machines."""

import csv
import io

import pytest

from pipeline.report.catalogue import REPORTS
from pipeline.report.definition import SomeDefinition
from pipeline.report.definitions.missing import MISSING
from pipeline.report.definitions.rates import RATES
from pipeline.report.render.csv import to_csv
from tests.unit.report.report_tables import FORMULA, report_of


def rows(definition: SomeDefinition) -> list[dict[str, str]]:
    text = to_csv(report_of(definition), definition)
    return list(csv.DictReader(io.StringIO(text)))


def test_numbers_have_a_point_and_what_is_missing_is_empty() -> None:
    first, _, third = rows(RATES)[:3]
    assert (first["rate"], first["gap"][:4], third["rate"]) == ("0.5", "-0.3", "")
    assert (first["year"], first["numerator"], first["measure"]) == (
        "2024",
        "1",
        "past_results",
    )


def test_no_text_is_a_formula() -> None:
    found = rows(RATES)
    assert found[0]["agency_name"] == "UBND quận <b>Đông</b> & Tây"
    names = {row["agency_name"] for row in found if row["agency_code"] == "W"}
    assert names == {f"'{FORMULA}"}
    last = next(row for row in rows(MISSING) if row["dossier_code"] == "c")
    assert (last["number"], last["document_type"]) == ("'+84", "'@x")


@pytest.mark.parametrize("name", list(REPORTS))
def test_a_report_without_rows_still_has_its_heading(name: str) -> None:
    definition = REPORTS[name]
    text = to_csv(report_of(definition, {}), definition)
    assert text == ",".join(column.name for column in definition.columns) + "\n"


def test_no_byte_order_mark() -> None:
    assert to_csv(report_of(RATES), RATES).startswith("agency_code,agency_name,level,")
