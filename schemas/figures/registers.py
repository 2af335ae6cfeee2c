"""The registers that figures stand on: which, as of when, and what a new one changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Register(StrEnum):
    """The tables of the store that come whole from outside."""

    ONE_STOP = "one_stop"
    """The one-stop system's export (Decision 31/2021/QĐ-TTg Art. 23(2))."""
    PAST_RESULTS = "past_results"
    """The register of past results."""
    VISITS = "visits"
    """People at the counters: when they came, were called and left."""
    SURVEY = "survey"
    """What people answered when they were asked how content they are."""

    @property
    def key(self) -> str:
        """The column that names a row."""
        return _KEYS.get(self, "dossier_code")

    @property
    def command(self) -> str:
        """The group of commands that loads it."""
        return self.value.replace("_", "-")


_KEYS = {Register.VISITS: "visit_code", Register.SURVEY: "answer_code"}


class RegisterAction(StrEnum):
    """What was done to a register, as events name it."""

    IMPORTED = "register_imported"
    CLEARED = "register_cleared"


@dataclass(frozen=True, slots=True)
class RegisterVersion:
    """One import: `as_of` is the day that the table speaks of (`YYYY-MM-DD`).

    `sha256` names the received file in originals/; `at` and `actor` are when and by whom it was
    loaded (ISO 8601).
    """

    as_of: str
    rows: int
    sha256: str | None = None
    source: str | None = None
    at: str | None = None
    actor: str | None = None
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """What a new register holds against the one before, by the codes of its rows in order.

    `changed_columns`: in how many of the changed rows each column differs.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    changed_columns: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.vanished)

    def counts(self) -> dict[str, int]:
        """How many rows each kind of change has."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "vanished": len(self.vanished),
        }
