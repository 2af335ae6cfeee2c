"""Columns of rows: a row is a dataclass whose fields say what they hold.

The types below annotate those fields; their order is the order of columns in files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Annotated, get_type_hints

Value = str | int | float | None
"""A cell."""


class Kind(StrEnum):
    """What a column holds; shares and points are fractions (0.125 = 12.5 %)."""

    TEXT = "text"
    COUNT = "count"
    ORDINAL = "ordinal"
    SHARE = "share"
    POINTS = "points"
    YEAR = "year"
    MOMENT = "moment"
    REAL = "real"

    @property
    def is_number(self) -> bool:
        """Whether cells stand to the right."""
        return self not in {Kind.TEXT, Kind.MOMENT}

    @property
    def has_total(self) -> bool:
        """Whether a total can stand below the column."""
        return self in {Kind.COUNT, Kind.SHARE, Kind.POINTS, Kind.REAL}


@dataclass(frozen=True, slots=True)
class Cell:
    """How a field's cells are shown; `dash`: a missing value is marked in workbooks too."""

    kind: Kind
    dash: bool = False


Text = Annotated[str | None, Cell(Kind.TEXT)]
Moment = Annotated[str | None, Cell(Kind.MOMENT)]
Count = Annotated[int, Cell(Kind.COUNT)]
UnknownCount = Annotated[int | None, Cell(Kind.COUNT, dash=True)]
Ordinal = Annotated[int, Cell(Kind.ORDINAL)]
Real = Annotated[float, Cell(Kind.REAL)]
UnknownReal = Annotated[float | None, Cell(Kind.REAL, dash=True)]
Year = Annotated[int, Cell(Kind.YEAR)]
Share = Annotated[float | None, Cell(Kind.SHARE)]
DashedShare = Annotated[float | None, Cell(Kind.SHARE, dash=True)]
DashedPoints = Annotated[float | None, Cell(Kind.POINTS, dash=True)]


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its machine name."""

    name: str
    kind: Kind
    dash: bool = False


def columns_of(row: type) -> tuple[Column, ...]:
    """The columns of a row's type, in the order of its fields.

    A field that is a dataclass itself stands for its own columns; one that is no cell is no
    column. The field `from_` is the column `from`.
    """
    return tuple(column for column, _ in _readers(row))


def values_of(row: object) -> dict[str, Value]:
    """The cells of a row (a dataclass) by column name, in order."""
    kind: type = type(row)
    return {column.name: read(row) for column, read in _readers(kind)}


@cache
def _readers(row: type) -> tuple[tuple[Column, Callable[[object], Value]], ...]:
    return tuple((column, attrgetter(path)) for path, column in _paths(row))


def _paths(row: type) -> Iterator[tuple[str, Column]]:
    """The way to each cell from the row, dotted, with its column."""
    hints = get_type_hints(row, include_extras=True)
    for entry in fields(row):
        hint = hints[entry.name]
        if isinstance(hint, type) and is_dataclass(hint):
            yield from (
                (f"{entry.name}.{path}", column) for path, column in _paths(hint)
            )
        for cell in getattr(hint, "__metadata__", ()):
            yield entry.name, Column(entry.name.rstrip("_"), cell.kind, cell.dash)
