"""Dossier codes as numbers: what is counted with them is what is counted with texts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.counting.codes import CodePair, is_among, number_dossiers
from pipeline.report.counting.evidence import Measure, cohort, first_days
from pipeline.report.counting.period import Span
from pipeline.report.counting.tables import Tables, select
from tests.unit.report.report_tables import document, export, past, table

SPAN = Span(2024, date(2024, 1, 1), date(2024, 12, 31))
CODES = st.lists(st.sampled_from(["a", "b", "c", "d", None]), max_size=8)
TABLES: Tables = {
    "past_results": table("past_results", past("a"), past("b"), past("b"), past("z")),
    "one_stop": table("one_stop", export("b"), export("c")),
    "documents": table(
        "documents",
        document("b"),
        document("a", status="needs_review"),
        document("c", kind="component"),
        document("x"),
        document("b", document_id="b.2", day="2024-01-31"),
    ),
}


def column(values: list[str | None]) -> pa.ChunkedArray:
    half = len(values) // 2
    parts = [pa.array(part, pa.string()) for part in (values[:half], values[half:])]
    return pa.chunked_array(parts)


def numbered(*columns: pa.ChunkedArray) -> list[pa.ChunkedArray]:
    """The columns, their codes entries of one dictionary."""
    chunks = [chunk for one in columns for chunk in one.chunks]
    whole = pa.chunked_array(chunks, pa.string()).dictionary_encode()
    first = len(columns[0])
    return [whole.slice(0, first), whole.slice(first)]


@settings(deadline=None)
@given(CODES, CODES)
def test_codes_are_found_among_others_as_texts_and_as_numbers(
    codes: list[str | None], others: list[str | None]
) -> None:
    expected = [code is not None and code in others for code in codes]
    pair = column(codes), column(others)
    told = np.array([other is not None for other in others], dtype=np.bool_)
    for given_codes, given_others in (pair, numbered(*pair)):
        found = CodePair.of(given_codes, given_others).marks(told)
        assert found.to_pylist() == expected
    among = is_among(*numbered(*pair)).to_pylist()
    assert among == expected


def test_marks_stand_for_those_that_bear_the_flag() -> None:
    pair = CodePair.of(column(["a", "b", "c"]), column(["b", "a", "b", "x"]))
    flags = np.array([False, False, True, True])
    assert pair.marks(flags).to_pylist() == [False, True, False]


def test_a_cohort_is_the_same_with_numbered_dossiers() -> None:
    mine = number_dossiers(TABLES)
    for measure in Measure:
        texts = cohort(TABLES, measure, SPAN, evidence=False)
        found = cohort(mine, measure, SPAN, evidence=False)
        assert pa.types.is_dictionary(found["dossier_code"].type)
        assert found.to_pylist() == texts.to_pylist()
        days = first_days(TABLES, measure, SPAN, texts)
        assert first_days(mine, measure, SPAN, found).to_pylist() == days.to_pylist()


def test_a_numbered_table_is_narrowed_and_looked_up() -> None:
    documents = number_dossiers(TABLES)["documents"]
    assert len(documents) == 5
    components = documents.read(["dossier_code"], {"kind": ("component",)})
    assert components["dossier_code"].to_pylist() == ["c"]
    found = documents.read(["dossier_code", "kind"], {"dossier_code": ("c", "x")})
    assert found["dossier_code"].type == pa.string()
    assert found["dossier_code"].to_pylist() == ["c", "x"]
    (piece,) = documents.stream(["document_id"])
    assert piece["document_id"].to_pylist()[0] == "b.1"


def test_absent_tables_are_empty_and_numbered_too() -> None:
    found = select(number_dossiers({}), "one_stop", ("dossier_code",))
    assert (len(found), pa.types.is_dictionary(found["dossier_code"].type)) == (0, True)
