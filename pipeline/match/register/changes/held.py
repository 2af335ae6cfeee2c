"""What an opened register holds, as columns again: the ground that an update builds on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.match.arrays import IntegerArray
from pipeline.match.register.check import ALL_COLUMNS, TEXTS
from pipeline.match.register.columns import Coded, RegisterColumns, code_type
from pipeline.match.register.opened import Register

_PLACES = {
    "commune_code": "place_code",
    "commune_name": "place_commune",
    "province_name": "place_province",
}
Cells = dict[str, str | None]
"""A row of a table: its cells by column, NFC, without blanks around them."""


def held_columns(register: Register) -> RegisterColumns:
    """All rows, in the order of their numbers."""
    whole = {
        name: np.array(register[name])
        for name in ("citizen_id", "old_id", "birth", "gender")
    }
    return RegisterColumns(
        **whole, texts={name: _text_column(register, name) for name in TEXTS}
    )


def _text_column(register: Register, name: str) -> Coded:
    if name == "full_name":
        return _codes_of_names(register), _words(register, "name")
    if name == "former_ids":
        return _remarks(register, "former")
    if name == "death_date":
        return _remarks(register, "death")
    if name == "birth_province":
        return _coded(register["birth_province"], _words(register, "birth_province"))
    return _coded(register["place"], _words(register, _PLACES[name]))


def _codes_of_names(register: Register) -> IntegerArray:
    return register["name"].astype(code_type(len(register.strings["name"])))


def _words(register: Register, label: str) -> list[str]:
    table = register.strings[label]
    return table.take(np.arange(len(table)))


def _coded(numbers: IntegerArray, words: Sequence[str]) -> Coded:
    """Words by number as codes into their sorted vocabulary; the empty word is null."""
    vocabulary = sorted({word for word in words if word})
    place = {word: at for at, word in enumerate(vocabulary)}
    kind = code_type(len(vocabulary))
    codes = np.array([place.get(word, -1) for word in words], kind)
    return codes[numbers] if len(codes) else np.empty(0, kind), vocabulary


def _remarks(register: Register, label: str) -> Coded:
    texts = _words(register, label)
    codes, words = _coded(np.arange(len(texts)), texts)
    whole = np.full(len(register), -1, codes.dtype)
    whole[register[f"{label}_rows"]] = codes
    return whole, words


def held_cells(register: Register, row: int) -> Cells:
    """One row as a table would have it."""
    citizen = register.citizen(row)
    cells = {name: getattr(citizen, name) for name in ALL_COLUMNS}
    return {**cells, "former_ids": " ".join(citizen.former_ids) or None}
