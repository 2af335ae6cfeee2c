"""Frozen records to plain JSON values and back, by their type hints."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


def to_plain(value: object) -> Any:
    """A record as JSON values: dates and enums by their text, tuples as lists.

    Bytes must be UTF-8 text.
    """
    return _adapter(cast("Any", type(value))).dump_python(value, mode="json")


def from_plain(kind: type[T], value: Any) -> T:
    """The record of type `kind` that `to_plain` made `value` from.

    Raises:
        ValueError: `value` is no such record (pydantic's ValidationError is one).
    """
    adapter: TypeAdapter[T] = _adapter(cast("Any", kind))
    return adapter.validate_python(value)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
