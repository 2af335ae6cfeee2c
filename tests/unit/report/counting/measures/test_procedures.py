"""Figures by procedure, counted by hand."""

import pyarrow as pa

from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.measures.procedures import (
    CodeOfLevel,
    count_by_procedure,
    rate_procedures,
    sort_procedures,
)
from pipeline.report.counting.plans import load_plan

ROWS = pa.table(
    {
        "level": ["commune", "district", "commune", "commune", None],
        "procedure_code": ["T2", "T1", "T1", None, "T1"],
        "digitized": [True, False, None, True, True],
        "in_review": [False, True, False, False, False],
        "unsigned": [False, False, True, False, False],
    }
)


def test_counts_by_level_and_code_without_a_code_last() -> None:
    found = count_by_procedure(ROWS, "digitized")
    assert list(found) == [
        CodeOfLevel("district", "T1"),
        CodeOfLevel("commune", "T1"),
        CodeOfLevel("commune", "T2"),
        CodeOfLevel("commune", None),
        CodeOfLevel(None, "T1"),
    ]
    assert found[CodeOfLevel("commune", "T1")] == {"count": 1, "digitized": 0}


def test_rates_against_the_target_of_their_level() -> None:
    rows = list(
        rate_procedures(ROWS, Measure.PAST_RESULTS, 2024, load_plan("plan-190"))
    )
    found = {(row.level, row.procedure_code): row.figures for row in rows}
    assert (found["district", "T1"].target, found["district", "T1"].lacking) == (0.8, 1)
    assert (found["commune", "T2"].target, found["commune", "T2"].lacking) == (0.75, 0)
    assert found[None, "T1"].target is None
    assert (found["commune", "T1"].rate, found["commune", "T1"].unsigned) == (0.0, 1)


def test_order() -> None:
    first = list(rate_procedures(ROWS, Measure.RESULTS, 2024, None))
    second = list(rate_procedures(ROWS, Measure.PAST_RESULTS, 2023, None))
    ordered = sort_procedures([*first, *second])
    assert [(row.year, row.procedure_code) for row in ordered[:3]] == [
        (2023, "T1"),
        (2024, "T1"),
        (2023, "T1"),
    ]
