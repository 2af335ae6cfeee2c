"""Whatever text a table holds comes back as it was, in every form in which it is read."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import TableError
from pipeline.tables.grid import read_grid
from pipeline.tables.safe import csv_text, workbook_text
from pipeline.tables.values import Cell, Number
from tests.support.workbooks import save_rows, state_dimension

NAMES = ("first", "second")
# Signs that XML and CSV can hold; a lone carriage return does not survive XML (ECMA-376 says to
# escape it).
SIGNS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
TEXT = st.text(SIGNS, max_size=12).filter(lambda text: text == text.strip())
ROWS = st.lists(st.tuples(TEXT, TEXT).filter(any), min_size=1, max_size=5)


def cells(path: Path) -> list[tuple[Cell, ...]]:
    return [
        tuple(row.cells.get(name) or "" for name in NAMES)
        for row in read_grid(path, NAMES, ())
    ]


@settings(deadline=None)
@given(
    rows=ROWS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
    divider=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_delimited_text(
    rows: Sequence[tuple[str, str]], encoding: str, divider: str, end: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=divider, lineterminator=end)
    writer.writerows([NAMES, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        assert cells(path) == list(rows)


@settings(deadline=None, max_examples=40)
@given(rows=ROWS)
def test_workbooks(rows: Sequence[tuple[str, str]]) -> None:
    shielded = [[workbook_text(cell) for cell in row] for row in rows]
    kept = [row for row in shielded if not any(cell.startswith("=") for cell in row)]
    if not kept:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = state_dimension(save_rows(Path(folder) / "t.xlsx", [NAMES, *kept]), "A1")
        found = cells(path)
    assert [tuple(map(str, row)) for row in found if "#" not in str(row)] == [
        tuple(row) for row in kept if "#" not in str(row)
    ]


@settings(deadline=None)
@given(
    value=st.one_of(st.integers(-(10**16), 10**16), st.floats(allow_nan=False)),
    shown=st.sampled_from(
        ["General", "@", "0", "0.00", "0.000000", "00000", "#,##0", "dd/mm/yyyy"]
    ),
)
def test_what_a_format_shows_is_the_same_number(value: float, shown: str) -> None:
    typed = Number(value, shown).typed
    assert (
        typed is None
        or float(typed) == float(f"{value:.12g}")
        or abs(float(typed) - value) <= 1e-9 * abs(value)
    )


@settings(deadline=None)
@given(text=TEXT)
def test_no_text_is_a_formula(text: str) -> None:
    assert not csv_text(text).startswith(("=", "+", "-", "@"))
    assert (
        csv_text(text).removeprefix("'") == text.removeprefix("'")
        or csv_text(text) == f"'{text}"
    )


@settings(deadline=None)
@given(
    data=st.binary(max_size=300),
    start=st.sampled_from(
        [b"", b"first,second\n", b"PK\x03\x04", b"\xff\xfe", b"sep="]
    ),
)
def test_no_bytes_break_the_reader(data: bytes, start: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(start + data)
        try:
            assert all(
                isinstance(cell, str | datetime) for row in cells(path) for cell in row
            )
        except TableError as error:
            assert (
                error.exit_code == 2
                and error.values["file"] == str(path)
                and error.remedy
            )
