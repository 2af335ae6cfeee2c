"""The one way in which a table is refused: file, sheet, row, column and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from pipeline.errors import TableError


def table_error(
    path: Path,
    code: str,
    message: str,
    remedy: str,
    row: int | None = None,
    column: str | None = None,
    sheet: str | None = None,
    **values: Any,
) -> TableError:
    """The error; `values` are the further facts that message and remedy name.

    A `value` among them is told with the place: only where the reader is who typed it.
    """
    found = {"file": path, "sheet": sheet, "row": row, "column": column}
    found["value"] = values.pop("value", None)
    place = {name: str(value) for name, value in found.items() if value is not None}
    words = [
        text if name == "file" else f"{name} {text}" for name, text in place.items()
    ]
    return TableError(
        code, message, item=", ".join(words), remedy=remedy, values={**values, **place}
    )


def refuse(
    path: Path,
    code: str,
    message: str,
    remedy: str,
    row: int | None = None,
    column: str | None = None,
    sheet: str | None = None,
    **values: Any,
) -> NoReturn:
    """Raise the TableError that names file, row and column."""
    raise table_error(path, code, message, remedy, row, column, sheet, **values)


def join_faults(faults: Sequence[TableError]) -> TableError:
    """One error for all rows at fault: the first, with the others behind it."""
    first, *others = faults
    first.others = tuple(others)
    return first
