"""What is still being copied into the inbox: entries whose files change while a call is on, or have
changed a moment before."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from schemas.received.source import (
    InboxDocument,
    InboxDossier,
    InboxListing,
    Refusal,
)

_Trace = Mapping[str, tuple[int, int]]
_Entry = TypeVar("_Entry", InboxDossier, InboxDocument, Refusal)
"""By path below the inbox: size and time of the last change of each file."""
_WAITED_FOR = 5.0
"""Seconds: a settling time up to this is waited out, a longer one leaves the entry for the next
call."""


@dataclass(frozen=True, slots=True)
class _Look:
    """An entry of the inbox at one moment. `changed` is the latest change of anything in it, in
    seconds of the clock that its disk goes by."""

    files: _Trace
    changed: float


@dataclass(frozen=True, slots=True)
class Growth:
    """The entries of an inbox as they were when it was listed."""

    inbox: Path
    settle_seconds: float
    looks: Mapping[str, _Look]
    listed_at: float

    @classmethod
    def of(cls, inbox: Path, settle_seconds: float) -> Growth:
        """Look at every entry; only names, sizes and times are asked for."""
        looks = {name: _look(inbox / name) for name in sorted(os.listdir(inbox))}  # noqa: PTH208
        return cls(inbox, settle_seconds, looks, time.time())

    def has_grown(self, file: str) -> bool:
        """Whether the entry that holds a file has got new or other files since it was listed."""
        name = self._entry_of(file)
        before = self.looks.get(name)
        if before is None:
            return False
        return any(
            before.files.get(path) != now
            for path, now in _look(self.inbox / name).files.items()
        )

    def settle(self, listing: InboxListing) -> tuple[InboxListing, tuple[str, ...]]:
        """The listing without what is still being copied, and the names that are left out.

        Entries that have changed within `settle_seconds` are looked at once more after that time,
        where it is short enough to be waited for.
        """
        young = {
            name
            for name, look in self.looks.items()
            if self._age(look) < self.settle_seconds
        }
        if young and self.settle_seconds <= _WAITED_FOR:
            time.sleep(self._rest_of(young))
            young = {name for name in young if self._moved(name)}
        return _without(listing, young, self) if young else (listing, ())

    def _age(self, look: _Look) -> float:
        """Seconds since the last change; where that lies ahead (another machine's clock), it is
        old: only growth tells then."""
        age = self.listed_at - look.changed
        return age if age >= -_WAITED_FOR else self.settle_seconds

    def _rest_of(self, young: set[str]) -> float:
        latest = max(self.looks[name].changed for name in young)
        return min(
            self.settle_seconds, max(0.0, latest + self.settle_seconds - time.time())
        )

    def _moved(self, name: str) -> bool:
        return self.has_grown(str(self.inbox / name))

    def _entry_of(self, file: str) -> str:
        return Path(file).absolute().relative_to(self.inbox.absolute()).parts[0]


def _without(
    listing: InboxListing, young: set[str], growth: Growth
) -> tuple[InboxListing, tuple[str, ...]]:
    def named_young(name: str, files: Sequence[str]) -> bool:
        entry = growth._entry_of(files[0]) if files else name.partition("/")[0]
        return entry in young

    def is_young(one: InboxDocument | Refusal) -> bool:
        return named_young(one.name, one.files)

    def dossier_is_young(one: InboxDossier) -> bool:
        return named_young(one.name, one.documents[0].files)

    dossiers, new_dossiers = _part(listing.dossiers, dossier_is_young)
    stacks, new_stacks = _part(listing.stacks, is_young)
    refusals, new_refusals = _part(listing.refusals, is_young)
    left = {one.code for one in new_dossiers} | {one.name for one in new_stacks}
    left |= {one.dossier_code or one.name for one in new_refusals}
    rest = replace(listing, dossiers=dossiers, stacks=stacks, refusals=refusals)
    return rest, tuple(sorted(left))


def _part(
    entries: Sequence[_Entry], is_young: Callable[[_Entry], bool]
) -> tuple[tuple[_Entry, ...], list[_Entry]]:
    """Those that stay, and those that are left for later."""
    young = [one for one in entries if is_young(one)]
    return tuple(one for one in entries if not is_young(one)), young


def _look(entry: Path) -> _Look:
    """An entry with all that is below it; links are not followed, what is gone meanwhile is left
    out."""
    files: dict[str, tuple[int, int]] = {}
    changed = 0.0
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        try:
            found = path.lstat()
            if stat.S_ISDIR(found.st_mode):
                waiting.extend(path.iterdir())
        except OSError:
            continue
        changed = max(changed, found.st_mtime, found.st_ctime)
        if stat.S_ISREG(found.st_mode):
            files[str(path)] = (found.st_size, found.st_mtime_ns)
    return _Look(files, changed)
