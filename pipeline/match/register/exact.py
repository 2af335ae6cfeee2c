"""Who bears exactly this old number, or this name and day of birth: no weighing, no likeness."""

from __future__ import annotations

import numpy as np

from pipeline.match.arrays import IntegerArray
from pipeline.match.normal import exact_key, fold, name_key, pack_date
from pipeline.match.register.keys import composite
from pipeline.match.register.opened import Register


def rows_of_old_id(register: Register, old_id: str) -> list[int]:
    """Rows of an old number of nine digits, of those who bear it and those who bore it."""
    rows = {
        row
        for label in ("old", "former_old")
        for row in _rows_of_number(register, label, old_id)
    }
    return sorted(rows)


def rows_of_citizen_id(register: Register, citizen_id: str) -> list[int]:
    """The row of who bears a number of twelve digits; of those who bore it where nobody does."""
    now = register.row_of(citizen_id)
    return _rows_of_number(register, "former_id", citizen_id) if now is None else [now]


def present_number(register: Register, citizen_id: str) -> str | None:
    """The number that a citizen bears who bore this one of 12 digits before; None where somebody
    bears it now, or not just one citizen bore it."""
    if register.row_of(citizen_id) is not None:
        return None
    rows = rows_of_citizen_id(register, citizen_id)
    return register.citizen_id(rows[0]) if len(rows) == 1 else None


def numbers_of_citizen(register: Register, citizen_id: str) -> tuple[str, ...]:
    """The numbers of 12 digits under which a citizen's papers may stand, the one given first.

    It may be one that the citizen bore before. Numbers that are somebody else's now are left out.
    """
    numbers = [citizen_id]
    for row in rows_of_citizen_id(register, citizen_id):
        formers = [n for n in register.former_ids(row) if len(n) == len(citizen_id)]
        numbers.append(register.citizen_id(row))
        numbers += [n for n in formers if register.row_of(n) is None]
    return tuple(dict.fromkeys(numbers))


def _rows_of_number(register: Register, label: str, number: str) -> list[int]:
    numbers = register[f"{label}_sorted"]
    wanted = np.asarray(int(number), numbers.dtype)
    return _rows_of(wanted, numbers, register[f"{label}_rows"])


def rows_of_name_and_birth(
    register: Register, name: str, birth: tuple[int, int, int]
) -> list[int]:
    """Rows of those born on the day (year, month, day) whose name is the one given.

    Those whose marks are the same, too, stand for all; where there is none, those who differ in
    marks alone.
    """
    key = _key_of(register, name)
    if key is None:
        return []
    wanted = composite(np.asarray(key), np.asarray(pack_date(*birth)))
    rows = _rows_of(wanted, register["key_birth_sorted"], register["key_birth_rows"])
    marked = exact_key(name)
    exact = [
        row
        for row in rows
        if int(register["name_exact"][register["name"][row]]) == marked
    ]
    return exact or rows


def _key_of(register: Register, name: str) -> int | None:
    hashes, wanted = register["key_hash"], np.uint64(name_key(fold(name)))
    key = int(np.searchsorted(hashes, wanted))
    return key if key < len(hashes) and hashes[key] == wanted else None


def _rows_of(wanted: IntegerArray, keys: IntegerArray, rows: IntegerArray) -> list[int]:
    first = int(np.searchsorted(keys, wanted, "left"))
    last = int(np.searchsorted(keys, wanted, "right"))
    return sorted(int(row) for row in rows[first:last])
