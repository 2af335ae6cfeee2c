"""Answers worked out from an archive's record and kept until it changes.

A service is asked the same many times between two commits, and some answers take seconds on
millions of papers.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pipeline.open_archive import Archive
from pipeline.tables.units import FILE as UNITS

A = TypeVar("A")
_KEPT = 32


def state_of(archive: Archive) -> Hashable:
    """What tells one state of an archive's record and units from any other."""
    manifest = archive.store.manifest()
    units = archive.folder.root / UNITS
    stamp = units.stat().st_mtime_ns if units.is_file() else 0
    return str(archive.folder.root), manifest.files, stamp


@dataclass(slots=True)
class _Place(Generic[A]):
    """Where an answer lies, or is being worked out."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    answer: list[A] = field(default_factory=list)


class KeptAnswers(Generic[A]):
    """Answers of one kind, by what was asked of which state; those asked for last are kept.

    Several threads may ask at once: an answer is worked out by one of them, the others wait for it.
    """

    def __init__(self, most: int = _KEPT) -> None:
        """Nothing is kept yet.

        Args:
            most: answers that are kept.
        """
        self._most = most
        self._places: OrderedDict[Hashable, _Place[A]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, state: Hashable, asked: Hashable, make: Callable[[], A]) -> A:
        """What was asked, as it is kept, or as `make` says now; an error of `make` is not kept.

        Args:
            state: taken before anything of the record is read: a commit in between must not leave
                an earlier answer under the later state.
            asked: tells this question from others.
            make: reads the record and answers.
        """
        place = self._place((state, asked))
        with place.lock:
            if not place.answer:
                place.answer.append(make())
            return place.answer[0]

    def _place(self, key: Hashable) -> _Place[A]:
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
            return place
