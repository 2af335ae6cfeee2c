"""The one tree of errors.

DigitizationError                 code, message, item, remedy, values; survives pickling
├── InputError        exit 1      something received is broken or not allowed: quarantine
│   └── TransientInputError       the same, but worth trying again (permission, worker lost)
├── UsageError        exit 2      wrong option, setting, key: nothing was changed
│   └── TableError    exit 2      an input table has a row that can't be read: file, row, column
├── DeferredError     exit 3      kept to be done later
├── MissingToolError  exit 4      the machine lacks a program, package, font or model
├── BusyError         exit 5      another run holds the archive
├── StorageError      exit 6      the storage failed: full, read-only, gone; nothing is lost
└── DefectError       exit 70     the program itself is wrong; a masked report is named

Messages say what happened to which item and never hold personal data; `remedy` says what to do
next. Both are in English in code and looked up by `code` for Vietnamese where people read them
(configs/messages/). Facts that a message names (an option, a column, a path) stand in `values` as
well, and fill the `{name}` places of the Vietnamese text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypedDict


class DigitizationError(Exception):
    """Base of all errors that sohoa raises on purpose."""

    exit_code = 1
    transient = False

    def __init__(
        self,
        code: str,
        message: str,
        *,
        item: str | None = None,
        remedy: str | None = None,
        page: int | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.item = item
        self.remedy = remedy
        self.page = page
        self.values: dict[str, str] = {
            key: str(value) for key, value in (values or {}).items()
        }

    def __reduce__(self) -> tuple[Callable[..., DigitizationError], tuple[object, ...]]:
        facts: _Facts = {
            "item": self.item,
            "remedy": self.remedy,
            "page": self.page,
            "values": self.values,
        }
        return _rebuild, (type(self), self.code, self.message, facts)

    def __str__(self) -> str:
        return f"{self.item}: {self.message}" if self.item else self.message


class _Facts(TypedDict):
    """What an error knows beside its code and message."""

    item: str | None
    remedy: str | None
    page: int | None
    values: dict[str, str]


def _rebuild(
    kind: type[DigitizationError], code: str, message: str, facts: _Facts
) -> DigitizationError:
    return kind(code, message, **facts)


class InputError(DigitizationError):
    """A received item can't be processed: it goes to quarantine. `page` counts from 1 where one
    page is at fault."""


class TransientInputError(InputError):
    """An item failed for a reason that may pass by itself."""

    transient = True


class UsageError(DigitizationError):
    """The command, a setting or a key is wrong; nothing was changed."""

    exit_code = 2


class TableError(UsageError):
    """An input table can't be read as a whole; `item` names file, row and column.

    `others` are the further rows that are at fault.
    """

    others: tuple[TableError, ...] = ()


class DeferredError(DigitizationError):
    """Accepted, but to be done later."""

    exit_code = 3


class MissingToolError(DigitizationError):
    """The machine lacks something; `remedy` names the package to install."""

    exit_code = 4


class BusyError(DigitizationError):
    """Another run holds the archive."""

    exit_code = 5


class StorageError(DigitizationError):
    """A disk or the machine itself failed; `item` is the path. Nothing is lost."""

    exit_code = 6
    transient = True


class DefectError(DigitizationError):
    """A defect of the program; made where commands end, from an error that nobody foresaw."""

    exit_code = 70
