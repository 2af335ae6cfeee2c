"""Past results by document type; figures by hand stand in tests/golden."""

from __future__ import annotations

from pipeline.report.counting.evidence import Measure, cohort
from pipeline.report.counting.measures.types_of_paper import (
    name_types,
    rate_types,
    sort_types,
)
from tests.unit.report.report_tables import document, past, table, year

TABLES = {
    "past_results": table(
        "past_results",
        past("a", document_type="Quyết định"),
        past("b", document_type="quyet_dinh"),
        past("c", document_type=None),
        past("d", "D", "district", document_type="Bằng khen"),
    ),
    "documents": table("documents", document("a"), document("c")),
}


def members():
    span = year().years()[0]
    found = cohort(TABLES, Measure.PAST_RESULTS, span, ("document_type",))
    return name_types(found)


def test_names_become_codes_and_other_words_stay() -> None:
    assert members()["document_type"].to_pylist() == [
        "quyet_dinh",
        "quyet_dinh",
        None,
        "Bằng khen",
    ]
    assert len(name_types(members().slice(0, 0))) == 0


def test_types_by_level_without_a_type_last() -> None:
    rows = sort_types(reversed([*rate_types(members(), 2024, None)]))
    assert [
        (row.level, row.document_type, row.figures.numerator, row.figures.denominator)
        for row in rows
    ] == [
        ("district", "Bằng khen", 0, 1),
        ("commune", "quyet_dinh", 1, 2),
        ("commune", None, 1, 1),
    ]
