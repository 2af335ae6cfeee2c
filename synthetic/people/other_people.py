"""Another population from the made-up one: finer communes, given names of two syllables, names of
minorities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

_FINER = ("", " Đông", " Tây", " Nam", " Bắc", " Một")
_BEFORE = [
    "Thùy",
    "Ngọc",
    "Minh",
    "Kim",
    "Bảo",
    "Gia",
    "Hoài",
    "Nhật",
    "Thanh",
    "Phương",
    "Quỳnh",
    "Khánh",
    "Tường",
    "Hoàng",
    "Diễm",
    "Tú",
    "Anh",
    "Hải",
    "Mỹ",
    "Trúc",
]
_MINORITY = (
    "H'",
    "Y ",
    "A ",
    "Ksor ",
    "Siu ",
    "Giàng A ",
    "Lò Thị ",
    "Thạch ",
    "Điểu ",
)


def other_people(table: pa.Table, seed: int) -> pa.Table:
    """The same table (contract's columns) with other names and communes: each commune is parted into
    six, two names in five get one more syllable, one in forty is of a minority's form."""
    rng = np.random.default_rng([seed, 0x07E2])
    count = len(table)
    part = rng.integers(0, len(_FINER), count)
    extra = rng.choice(len(_BEFORE), count)
    longer, minority = rng.random(count) < 0.4, rng.random(count) < 0.025
    form = rng.choice(len(_MINORITY), count)
    names: list[str] = []
    for i, name in enumerate(table.column("full_name").to_pylist()):
        family, _, given = name.rpartition(" ")
        if minority[i]:
            names.append(_MINORITY[form[i]] + given)
        elif longer[i]:
            names.append(f"{family} {_BEFORE[extra[i]]} {given}")
        else:
            names.append(name)
    changed: dict[str, Any] = {
        "full_name": names,
        "commune_name": _parted(table.column("commune_name"), part, [*_FINER]),
        "commune_code": _parted(table.column("commune_code"), part, [*"012345"]),
    }
    for column, values in changed.items():
        place = table.schema.get_field_index(column)
        table = table.set_column(place, column, pa.array(values, pa.string()))
    return table


def _parted(column: Any, part: Any, suffixes: list[str]) -> list[str | None]:
    return [
        None if value is None else value + suffixes[p]
        for value, p in zip(column.to_pylist(), part.tolist(), strict=True)
    ]
