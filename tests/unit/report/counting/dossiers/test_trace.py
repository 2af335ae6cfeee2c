"""The dossiers behind each figure."""

import pyarrow as pa
import pytest

from pipeline.report.counting.dossiers.trace import (
    KEYS,
    TraceKey,
    head_of_each,
    join_traces,
    map_trace,
    trace_of,
)

DETAILS = ("dossier_code", "due_at")


def rows(
    *codes: str, agency: str | None = "W", level: str | None = "commune"
) -> pa.Table:
    size = len(codes)
    return pa.table(
        {
            "agency_code": pa.array([agency] * size, pa.string()),
            "level": pa.array([level] * size, pa.string()),
            "dossier_code": pa.array(codes, pa.string()),
            "due_at": pa.array([None] * size, pa.string()),
        }
    )


@pytest.fixture
def trace() -> pa.Table:
    return join_traces(
        [
            trace_of(rows("c", "a", "b"), "late", 2024, DETAILS),
            trace_of(rows("e", agency=None, level=None), "late", 2024, DETAILS),
            trace_of(rows("d", agency="V"), "late", 2023, DETAILS),
        ]
    )


def test_keys_come_first_and_rows_in_order(trace: pa.Table) -> None:
    assert trace.column_names == [*KEYS, *DETAILS]
    assert trace["dossier_code"].to_pylist() == ["d", "a", "b", "c", "e"]


def test_dossiers_by_the_key_of_their_row(trace: pa.Table) -> None:
    found = map_trace(trace)
    assert list(found) == ["late/2023/V/commune", "late/2024/W/commune", "late/2024//"]
    assert found["late/2024//"] == [{"dossier_code": "e", "due_at": None}]


def test_the_head_of_each_row(trace: pa.Table) -> None:
    first, second, third = head_of_each(trace, 2)
    assert first.key == TraceKey("late", 2023, "V", "commune")
    assert (second.size, second.codes) == (3, ("a", "b"))
    assert third.key == TraceKey("late", 2024, None, None)


def test_a_report_over_the_whole_period_has_no_year() -> None:
    trace = join_traces([trace_of(rows("a"), "late", None, DETAILS)])
    assert list(map_trace(trace)) == ["late//W/commune"]
    assert head_of_each(trace, 1)[0].key.year is None


def test_nothing_behind_anything() -> None:
    trace = join_traces([trace_of(rows(), "late", 2024, DETAILS)])
    assert head_of_each(trace, 5) == []
    assert map_trace(trace) == {}
