"""The store's tables and their times (pipeline.report.counting.tables)."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipeline.report.counting.tables import (
    condense,
    day,
    is_equal,
    minute,
    note_absent,
    select,
    until,
    with_columns,
    within,
)
from schemas.figures.report import Note, NoteCode
from schemas.tables.arrow import TABLES
from tests.unit.report.report_tables import document, past, table


def column(*values: str | None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


def test_columns_come_in_the_types_of_the_contract() -> None:
    tables = {"documents": table("documents", document("a"))}
    found = select(tables, "documents", ("dossier_code", "page_count"))
    assert found.schema.types == [
        pa.string(),
        TABLES["documents"].field("page_count").type,
    ]
    assert found["dossier_code"].to_pylist() == ["a"]


class Stored:
    """A stored table that notes what is read of it."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows, self.asked = rows, []

    def read(self, columns, where):
        self.asked.append((list(columns), dict(where)))
        return self.rows.select(columns)

    def stream(self, columns):
        for at in range(len(self.rows)):
            yield self.rows.select(columns).slice(at, 1)

    def __len__(self) -> int:
        return len(self.rows)


def test_rows_are_taken_by_their_values_from_memory_or_by_the_store() -> None:
    rows = table(
        "documents", document("a"), document("b", kind="component"), document("c")
    )
    found = select(
        {"documents": rows}, "documents", ("dossier_code",), {"kind": ("result",)}
    )
    assert found["dossier_code"].to_pylist() == ["a", "c"]
    stored = Stored(rows)
    select({"documents": stored}, "documents", ("dossier_code",), {"kind": ("result",)})
    assert stored.asked == [(["dossier_code"], {"kind": ("result",)})]


def test_a_table_is_condensed_whole_or_piece_by_piece() -> None:
    rows = table("documents", document("a", page_count=1), document("b", page_count=3))

    def large(piece: pa.Table) -> pa.Table:
        return piece.filter(pc.greater(piece["page_count"], 2)).select(["dossier_code"])

    for given in (rows, Stored(rows), Stored(rows.slice(0, 0)), None):
        tables = {} if given is None else {"documents": given}
        columns = ("dossier_code", "page_count")
        found = condense(tables, "documents", columns, large)
        assert found.column_names == ["dossier_code"]
        expected = ["b"] if given is not None and len(given) else []
        assert found["dossier_code"].to_pylist() == expected


def test_an_absent_table_has_the_columns_and_no_rows() -> None:
    found = select({}, "pages", ("document_id", "flags"))
    assert (found.column_names, len(found)) == (["document_id", "flags"], 0)


def test_a_register_that_is_absent_or_empty_is_noted() -> None:
    no_export, no_register = Note(NoteCode.NO_ONE_STOP), Note(NoteCode.NO_PAST_RESULTS)
    tables = {
        "past_results": table("past_results", past("a")),
        "one_stop": table("one_stop"),
    }
    assert note_absent(tables, "one_stop", "past_results") == [no_export]
    assert note_absent({}, "one_stop", "past_results") == [no_export, no_register]
    assert note_absent({}) == []


def test_equality_takes_no_value_for_false() -> None:
    assert is_equal(column("done", None, "x"), "done").to_pylist() == [
        True,
        False,
        False,
    ]


def test_further_columns() -> None:
    rows = with_columns(pa.table({"a": [1]}), {"b": column("x"), "c": column("y")})
    assert rows.column_names == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("2024-05-10T17:00:59+07:00", "2024-05-10T17:00"),
        ("2024-05-10 17:00", "2024-05-10T17:00"),
        ("2024-05-10", "2024-05-10T23:59"),
        (None, None),
    ],
)
def test_times_to_the_minute(text: str | None, cut: str | None) -> None:
    assert minute(column(text)).to_pylist() == [cut]


def test_days_of_a_period_both_ends_included() -> None:
    times = column(
        "2024-01-01T00:00:00+07:00",
        "2024-03-31T23:59:59+07:00",
        "2024-04-01",
        "2023-12-31",
        None,
    )
    found = within(times, date(2024, 1, 1), date(2024, 3, 31)).to_pylist()
    assert found == [True, True, False, False, False]
    up_to = until(times, date(2024, 3, 31)).to_pylist()
    assert up_to == [True, True, False, True, False]
    assert day(times).to_pylist()[0] == "2024-01-01"
