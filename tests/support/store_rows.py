"""Rows of the store with plain values, to be changed where a test needs others."""

from __future__ import annotations

from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

R = TypeVar("R")
_VALUES = {str: "", int: 0, float: 0.0, bool: False, tuple: ()}


def made_row(kind: type[R], /, **values: Any) -> R:
    """A record of schemas.tables.rows: what is not given is null where it may be, else empty."""
    hints = get_type_hints(kind)
    empty = {entry.name: _empty(hints[entry.name]) for entry in fields(kind)}
    return kind(**{**empty, **values})


def _empty(hint: Any) -> Any:
    if isinstance(hint, UnionType) and NoneType in get_args(hint):
        return None
    return _VALUES[get_origin(hint) or hint]
