"""The one tree of errors.

DigitizationError                 code, message, item, remedy; exit code; survives pickling
├── InputError        exit 1      something received is broken or not allowed: quarantine, the batch goes on
│   └── TransientInputError       the same, but worth trying again as it is (permission, disk, worker lost)
├── UsageError        exit 2      wrong option, setting, key: nothing was changed
│   └── TableError    exit 2      an input table has a row that can't be read: file, row, column
├── DeferredError     exit 3      kept to be done later
├── MissingToolError  exit 4      the machine lacks a program, package, font or model
└── BusyError         exit 5      another run holds the archive

Messages say what happened to which item and never hold personal data; `remedy` says what to do next. Both are in
English in code and looked up by `code` for Vietnamese where people read them (configs/messages/).
"""

from __future__ import annotations

from typing import Any


class DigitizationError(Exception):
    """Base of all errors that sohoa raises on purpose."""

    exit_code = 1
    transient = False

    def __init__(
        self, code: str, message: str, *, item: str | None = None, remedy: str | None = None, page: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.item = item
        self.remedy = remedy
        self.page = page

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.message, self.item, self.remedy, self.page)

    def __str__(self) -> str:
        return f"{self.item}: {self.message}" if self.item else self.message


def _rebuild(
    kind: type[DigitizationError], code: str, message: str, item: str | None, remedy: str | None, page: int | None
) -> DigitizationError:
    return kind(code, message, item=item, remedy=remedy, page=page)


class InputError(DigitizationError):
    """A received item can't be processed: it goes to quarantine. `page` counts from 1 where one page is at fault."""


class TransientInputError(InputError):
    """An item failed for a reason that may pass by itself."""

    transient = True


class UsageError(DigitizationError):
    """The command, a setting or a key is wrong; nothing was changed."""

    exit_code = 2


class TableError(UsageError):
    """An input table can't be read as a whole; `item` names file, row and column."""


class DeferredError(DigitizationError):
    """Accepted, but to be done later."""

    exit_code = 3


class MissingToolError(DigitizationError):
    """The machine lacks something; `remedy` names the package to install."""

    exit_code = 4


class BusyError(DigitizationError):
    """Another run holds the archive."""

    exit_code = 5
