"""A table of decisions, read back and checked row by row against the items that are open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline import registry
from pipeline.tables.cells import Cells, read_day
from pipeline.tables.grid import Row, read_grid
from pipeline.tables.refusal import refuse
from pipeline.tables.values import Number

_COLUMNS = ("item", "decision")
_CITIZEN, _OLD_NUMBER = re.compile(r"[0-9]{12}"), re.compile(r"[0-9]{9}")
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_DIGITS = {"citizen_id": _CITIZEN, "old_id": _OLD_NUMBER}
_GENDERS = {"m": "M", "nam": "M", "f": "F", "nữ": "F"}
_FITTING = (
    "match: 12 digits or none; document: ok or a document type; field: the right value or ok (a "
    "date as dd/mm/yyyy or "
    "YYYY-MM-DD, a citizen number of 12 digits, an old one of 9, a gender as M or F); quarantine: "
    "settled"
)
Item = Mapping[str, Any]


def read_decisions(table: Path, open_items: Mapping[str, Item]) -> list[tuple[Item, str]]:
    """Items with their decisions, in the table's order; rows without a decision are passed over.

    Dates come back as `YYYY-MM-DD` and numbers with their zeros, also where a spreadsheet keeps
    them as dates and numbers.

    Raises:
        TableError: no readable table, an item that is not open or is decided twice, a decision that
            does not fit.
    """
    found: dict[str, tuple[int, str]] = {}
    for row in read_grid(table, _COLUMNS, _COLUMNS):
        cells = Cells(table, row)
        if row.cells.get("decision") is None or (
            isinstance(row.cells["decision"], str) and not cells.text("decision")
        ):
            continue
        name = unicodedata.normalize("NFC", str(row.cells.get("item") or "")).strip()
        if name not in open_items:
            remedy = "take a fresh table: sohoa review list"
            refuse(
                table,
                "unknown_item",
                "this item is not open",
                remedy,
                row.number,
                "item",
                row.sheet,
            )
        decision = _decision(open_items[name], cells, row)
        if decision is None:
            message = "this decision does not fit the item"
            refuse(table, "wrong_decision", message, _FITTING, row.number, "decision", row.sheet)
        if name in found:
            before = found[name][0]
            message, remedy = (
                f"this item was decided in row {before}",
                "keep one decision for an item",
            )
            refuse(
                table,
                "repeated_item",
                message,
                remedy,
                row.number,
                "item",
                row.sheet,
                before=before,
            )
        found[name] = row.number, decision
    return [(open_items[name], decision) for name, (_, decision) in found.items()]


def _decision(item: Item, cells: Cells, row: Row) -> str | None:
    """The decision as it goes into the record, None where it does not fit."""
    if item["what"] == "match":
        return _citizen(item, cells, row)
    if item["what"] == "field":
        return _field_value(item["name"], cells, row)
    text = cells.text("decision") or ""
    if item["what"] == "quarantine":
        return text if text == "settled" else None
    return text if text == "ok" else registry.document_types().resolve(text)


def _citizen(item: Item, cells: Cells, row: Row) -> str | None:
    number = _person_number(cells, row)
    if number == "none" or _CITIZEN.fullmatch(number):
        return number
    # Digits that lost their zeros on the way through a CSV: certain where a candidate is meant.
    padded = number.zfill(12)
    return padded if number.isdecimal() and padded in item["candidates"].split() else None


def _field_value(name: str, cells: Cells, row: Row) -> str | None:
    if name.endswith("_date") and isinstance(row.cells["decision"], datetime):
        return str(cells.day("decision"))
    text = _person_number(cells, row) if name in _DIGITS else cells.text("decision") or ""
    if text == "ok":
        return text
    if name in _DIGITS:
        return text if _DIGITS[name].fullmatch(text) else None
    if name == "gender":
        return _GENDERS.get(text.casefold())
    return _date(name, text) if name.endswith("_date") else text


def _date(name: str, text: str) -> str | None:
    if name == "birth_date" and _YEAR.fullmatch(text):
        return text
    try:
        return read_day(text).isoformat()
    except ValueError:
        return None


def _person_number(cells: Cells, row: Row) -> str:
    value = row.cells["decision"]
    return (
        cells.person_number("decision") if isinstance(value, Number) else cells.text("decision")
    ) or ""
