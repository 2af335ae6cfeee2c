"""Frozen records to plain JSON values and back, by their type hints.

Understands dataclasses, tuples, dicts with text keys, dates, datetimes, enums with text values, bytes (base64),
optional values and plain scalars: what the records of this package are made of.
"""

from __future__ import annotations

import base64
import dataclasses
import types
import typing
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """A record as JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_plain(kind: type[T], value: Any) -> T:
    """The record of type `kind` that `to_plain` made `value` from."""
    return typing.cast(T, _restore(kind, value))


def _restore(kind: Any, value: Any) -> Any:
    if value is None or kind is Any:
        return value
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        inner = [arg for arg in typing.get_args(kind) if arg is not type(None)]
        return _restore(inner[0], value)
    if origin is tuple:
        return _restore_tuple(typing.get_args(kind), value)
    if origin is dict:
        return {key: _restore(typing.get_args(kind)[1], item) for key, item in value.items()}
    if isinstance(kind, type):
        return _restore_plain_type(kind, value)
    return value


def _restore_tuple(args: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_restore(args[0], item) for item in value)
    return tuple(_restore(arg, item) for arg, item in zip(args, value, strict=True))


def _restore_plain_type(kind: type, value: Any) -> Any:
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _restore(hints[name], item) for name, item in value.items()})
    if issubclass(kind, bytes):
        return base64.b64decode(value)
    if issubclass(kind, (datetime, date)):
        return kind.fromisoformat(value)
    if issubclass(kind, Enum):
        return kind(value)
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
