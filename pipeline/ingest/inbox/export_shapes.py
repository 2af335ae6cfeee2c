"""The shapes in which other systems export their tables: headings and words as data
(configs/exports/*.toml).

A shape says which headings stand for which column, which words for which value, and what stands in
for columns that an export lacks. The columns' own names always do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn, Self

from pydantic import Field, model_validator

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.errors import UsageError
from pipeline.tables.grid import TableRow, check_header, column_name
from pipeline.tables.headed import read_headed
from pipeline.tables.refusal import refuse
from pipeline.tables.values import Cell
from schemas.figures.report import Bilingual
from schemas.figures.units import UnitLevel

FOLDER = CONFIGS / "exports"
_BRACKETS = re.compile(r"\([^()]*\)|[*:]")
_REMEDY = (
    "copy the file of configs/exports/ that comes nearest, add these headings to it, and name it "
    "with --mapping FILE; or rename the columns"
)
_SHOWN = 30
TableName = Literal["one_stop", "past_results", "visits", "survey"]


class StandIn(Data):
    """What stands in for a column that is missing or a cell that is empty.

    agency_code: the first part of the dossier's code. status: finished where there is a day of
    finishing, else processing. level: by how the unit's name begins.
    """

    agency_code: bool = False
    status: bool = False
    level: dict[UnitLevel, tuple[str, ...]] = Field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        """The columns that need not be there."""
        found = {"agency_code"} if self.agency_code else set()
        found |= {"status"} if self.status else set()
        return found | ({"level"} if self.level else set())


class ExportShape(Data):
    """A file of configs/exports/."""

    name: str
    table: TableName
    title: Bilingual
    source: str
    checked: date
    headings: dict[str, tuple[str, ...]]
    values: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    stand_in: StandIn = StandIn()

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        for column, words in self.values.items():
            _refuse_two_meanings(f"values.{column}", words)
        _refuse_two_meanings("headings", self.headings)
        return self

    def places(
        self, headings: Sequence[str], required: Sequence[str]
    ) -> dict[int, str] | None:
        """The columns by place; None where a required one has neither heading nor stand-in,
        or one stands twice."""
        found: dict[int, str] = {}
        for column, words in {**dict.fromkeys(required, ()), **self.headings}.items():
            word = next((one for one in (column, *words) if one in headings), None)
            if word is not None and headings.count(word) > 1:
                return None
            if word is not None:
                found[headings.index(word)] = column
        lacking = set(required) - set(found.values()) - self.stand_in.columns
        return None if lacking else found

    def lacks(self, headings: Sequence[str], required: Sequence[str]) -> list[str]:
        """The required columns that have neither heading nor stand-in."""
        there = {
            *(self.places(headings, ()) or {}).values(),
            *headings,
            *self.stand_in.columns,
        }
        return [name for name in required if name not in there]

    def translate(self, row: TableRow) -> TableRow:
        """The row with the contract's words, and with what stands in for what it lacks."""
        cells = {name: self._value(name, cell) for name, cell in row.cells.items()}
        return replace(row, cells={**cells, **self._stand_ins(cells)})

    def _value(self, column: str, cell: Cell) -> Cell:
        words = self.values.get(column)
        if words is None or not isinstance(cell, str):
            return cell
        folded = column_name(cell)
        return next((value for value, known in words.items() if folded in known), cell)

    def _stand_ins(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        found: dict[str, Cell] = {}
        if self.stand_in.agency_code and _is_empty(cells.get("agency_code")):
            code = cells.get("dossier_code")
            found["agency_code"] = (
                code.partition("-")[0].strip() if isinstance(code, str) else None
            )
        if self.stand_in.status and _is_empty(cells.get("status")):
            open_ = _is_empty(cells.get("finished_at"))
            found["status"] = "processing" if open_ else "finished"
        if self.stand_in.level and _is_empty(cells.get("level")):
            found["level"] = self._level_of(cells.get("agency_name"))
        return found

    def _level_of(self, name: Cell) -> str | None:
        folded = f"{column_name(name)} "
        for level, beginnings in self.stand_in.level.items():
            if folded.startswith(beginnings):
                return level
        return None


@dataclass(frozen=True, slots=True)
class ExportHeadings:
    """The headings of one table: those of each shape that it may have, tried in order."""

    table: str
    names: tuple[str, ...]
    required: tuple[str, ...]
    shapes: tuple[ExportShape, ...]

    def find_shape(self, headings: Sequence[str]) -> ExportShape | None:
        """The first shape that these headings have."""
        bare = [_bare(heading) for heading in headings]
        fitting = (
            one for one in self.shapes if one.places(bare, self.required) is not None
        )
        return next(fitting, None)

    def choose(self, headings: Sequence[str]) -> Mapping[int, str] | None:
        """See pipeline.tables.headed."""
        bare = [_bare(heading) for heading in headings]
        shape = self.find_shape(headings)
        return None if shape is None else shape.places(bare, self.required)

    def refuse(self, path: Path, headings: Sequence[str]) -> NoReturn:
        """Say what the headings of a known table lack, or which headings nobody knows."""
        names = [column_name(heading) for heading in headings]
        if "dossier_code" in names:
            check_header(path, names, self.names, self.required)
        unknown = [" ".join(one.split()) for one in headings if one.strip()]
        bare = [_bare(name) for name in names]
        known = self._known_words()
        for heading in unknown:
            if _bare(heading) in known and bare.count(_bare(heading)) > 1:
                message = f"the column {heading!r} stands twice"
                code, remedy = "table_repeated_column", "keep one of them"
                refuse(path, code, message, remedy, 1, heading)
        new = [one for one in unknown if _bare(column_name(one)) not in known]
        lacking, said = self._name_lacking(bare), ", ".join(new[:_SHOWN]) or "–"
        refuse(
            path,
            "export_unknown_headings",
            f"the headings are of no export that is known: nothing stands for {lacking}; unknown "
            f"headings: {said}",
            _REMEDY,
            lacking=lacking,
            unknown=said,
        )

    def _known_words(self) -> set[str]:
        """All headings that some export has."""
        headings = (words for one in self.shapes for words in one.headings.values())
        return {word for words in headings for word in words}

    def _name_lacking(self, headings: Sequence[str]) -> str:
        """The columns that the nearest shape lacks."""
        missing = [shape.lacks(headings, self.required) for shape in self.shapes]
        return ", ".join(min((len(names), names) for names in missing)[1])


def headings_of(
    table: TableName,
    names: tuple[str, ...],
    required: tuple[str, ...],
    mapping: str | None = None,
) -> ExportHeadings:
    """The headings that a table may have: the columns' own names, and those of the shapes known.

    Args:
        table: which.
        names: all columns.
        required: those that must be there, or have a stand-in.
        mapping: only this shape: a name in configs/exports/ or a file; None tries all.

    Raises:
        UsageError: `unknown_mapping`, `bad_mapping`.
    """
    if mapping is not None:
        return ExportHeadings(table, names, required, (load_shape(table, mapping),))
    known = [shape for shape in _load_shapes() if shape.table == table]
    return ExportHeadings(table, names, required, (_plain_shape(table, names), *known))


def read_export(path: Path, headings: ExportHeadings) -> Iterator[TableRow]:
    """The rows of an exported table under the columns' names, with the contract's words.

    What the shape has no word for stays as it is: whoever reads the row refuses it.

    Raises:
        TableError: the file can't be read, or its headings are not known.
    """
    shape: ExportShape | None = None
    for row in read_headed(path, headings):
        shape = shape or headings.find_shape(tuple(row.headings.values()))
        yield shape.translate(row) if shape is not None else row


def load_shape(table: str, name_or_path: str) -> ExportShape:
    """A shape by its name in configs/exports/, or from a TOML file.

    Raises:
        UsageError: `unknown_mapping`, `bad_mapping`.
    """
    named = {shape.name: shape for shape in _load_shapes() if shape.table == table}
    if name_or_path in named:
        return named[name_or_path]
    path = Path(name_or_path)
    if not path.is_file():
        raise UsageError(
            "unknown_mapping",
            f"no mapping {name_or_path!r}",
            item=f"--mapping {name_or_path}",
            remedy=f"one of: {', '.join(named)}; or a TOML file like them",
            values={"known": ", ".join(named)},
        )
    shape = load_data(
        ExportShape, path, "bad_mapping", "compare it with configs/exports/"
    )
    if shape.table != table:
        reason = f"table: it is for {shape.table}, not for {table}"
        raise UsageError(
            "bad_mapping",
            f"the file can't be used: {reason}",
            item=str(path),
            remedy="compare it with configs/exports/",
            values={"reason": reason},
        )
    return shape


@cache
def _load_shapes() -> tuple[ExportShape, ...]:
    return tuple(load_data(ExportShape, path) for path in sorted(FOLDER.glob("*.toml")))


def _plain_shape(table: TableName, names: Sequence[str]) -> ExportShape:
    return ExportShape(
        name="contract",
        table=table,
        title=Bilingual(
            "Bảng với tên cột của sohoa", "The table with its own column names"
        ),
        source="CONTRACT.md",
        checked=date(2026, 11, 28),
        headings=dict.fromkeys(names, ()),
    )


def _refuse_two_meanings(where: str, words: Mapping[str, Sequence[str]]) -> None:
    every = [word for known in words.values() for word in known]
    if twice := sorted({word for word in every if every.count(word) > 1}):
        raise ValueError(f"{where}: these stand twice: {', '.join(twice)}")
    if unfolded := [word for word in every if column_name(word) != word.strip()]:
        raise ValueError(f"{where}: write in small letters: {', '.join(unfolded)}")


def _bare(heading: str) -> str:
    return column_name(_BRACKETS.sub(" ", heading))


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
