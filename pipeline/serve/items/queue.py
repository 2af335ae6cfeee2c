"""The open items in memory, as of one commit; brought up behind the requests, never within one."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.folder import ArchiveFolder
from pipeline.review.decision import DecisionKind
from pipeline.review.open_items.items import (
    ItemFilter,
    ReviewItem,
    quarantine_items,
    stored_items,
)
from pipeline.store.record import RecordStore

LOOK_AGAIN_SECONDS = 3.0
"""So often, at most, it is asked whether the archive has changed …"""
_REST = 10
"""… and all is read anew at most so seldom: this many times as long as the last reading took."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters can be set to, each with the number of open items."""

    kinds: Mapping[str, int]
    units: Mapping[str, int]
    batches: Mapping[str, int]
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _State:
    """The queue as of a commit; replaced as a whole."""

    commit: int
    entries: int
    """How many entries stand in quarantine."""
    items: tuple[ReviewItem, ...]
    at: Mapping[str, int]
    choices: Choices


class ReviewQueue:
    """Open items, a paper's items together."""

    def __init__(
        self,
        folder: ArchiveFolder,
        store: RecordStore,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._store = folder, store
        self._clock = clock
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._ours: set[int] = set()
        self._due = clock()
        self._state = _state(-1, 0, ())
        self.refresh()

    def refresh(self) -> None:
        """Read all open items anew."""
        with self._reading:
            began = self._clock()
            snapshot = self._store.snapshot()
            entries = quarantine_items(self._folder)
            found = _state(
                snapshot.commit, len(entries), [*stored_items(snapshot), *entries]
            )
            with self._lock:
                # What was decided here while all was read is not open again.
                if found.commit >= self._state.commit:
                    self._state = found
                self._due = self._clock() + _REST * (self._clock() - began)

    def look_again(self) -> None:
        """Bring the queue up in the background where others have changed the archive."""
        with self._lock:
            moment = self._clock()
            if moment < self._due or self._reading.locked():
                return
            self._due = moment + LOOK_AGAIN_SECONDS
        state = self._state
        if (self._store.snapshot().commit, self._count_entries()) != (
            state.commit,
            state.entries,
        ):
            threading.Thread(target=self.refresh, daemon=True).start()

    def renew(self, document_id: str, commit: int | None = None) -> None:
        """Read the items of one document anew: it was decided about here.

        Args:
            document_id: the document.
            commit: the commit that did it; with it alone nothing else need be read.
        """
        snapshot = self._store.snapshot()
        found = stored_items(snapshot, {document_id})
        with self._lock:
            state = self._state
            if commit is not None:
                self._ours.add(commit)
            latest = state.commit
            while latest + 1 in self._ours:
                latest += 1
                self._ours.discard(latest)
            self._state = _state(
                latest, state.entries, [*_without(state, document_id), *found]
            )

    def settle(self, entry: str) -> None:
        """An entry of quarantine is settled; what did it is a commit, too."""
        with self._lock:
            state, items = self._state, _without(self._state, entry, of_quarantine=True)
            self._state = _state(state.commit, state.entries - 1, items)

    @property
    def commit(self) -> int:
        """The commit of which this is the queue."""
        return self._state.commit

    def get(self, key: str) -> ReviewItem | None:
        """An open item by its key."""
        state = self._state
        place = state.at.get(key)
        return None if place is None else state.items[place]

    def count(self, wanted: ItemFilter) -> int:
        """How many items are open under a filter."""
        return sum(wanted.takes(one) for one in self._state.items)

    @property
    def choices(self) -> Choices:
        """What the filters can be set to."""
        return self._state.choices

    def first(
        self,
        wanted: ItemFilter,
        takes: Callable[[ReviewItem], bool],
        *,
        after: str | None = None,
        without: Collection[str] = (),
    ) -> ReviewItem | None:
        """The first open item that is wanted and that `takes` accepts.

        Args:
            wanted: the filter.
            takes: asked last, item by item: may this person have it (leases)?
            after: the key of an item: those behind it come first, then those before it.
            without: keys that are passed over.
        """
        state = self._state
        start = state.at.get(after, -1) + 1 if after is not None else 0
        for place in (*range(start, len(state.items)), *range(start)):
            item = state.items[place]
            if item.key in without or not wanted.takes(item):
                continue
            if takes(item):
                return item
        return None

    def _count_entries(self) -> int:
        """How many entries stand in quarantine."""
        return len(quarantine_items(self._folder))


def _without(
    state: _State, subject: str, *, of_quarantine: bool = False
) -> list[ReviewItem]:
    """All items but those of one document, or entry."""
    return [
        one
        for one in state.items
        if one.subject.item != subject
        or (one.subject.kind is DecisionKind.QUARANTINE) != of_quarantine
    ]


def _state(commit: int, entries: int, items: Sequence[ReviewItem]) -> _State:
    ordered = tuple(sorted(items, key=_order))
    choices = Choices(
        kinds=Counter(str(one.subject.kind) for one in ordered),
        units=Counter(one.agency_code for one in ordered if one.agency_code),
        batches=Counter(one.batch_id for one in ordered if one.batch_id),
        reasons=Counter(reason for one in ordered for reason in one.reasons),
    )
    at = {one.key: place for place, one in enumerate(ordered)}
    return _State(commit, entries, ordered, at, choices)


_KINDS = (
    DecisionKind.DOCUMENT,
    DecisionKind.FIELD,
    DecisionKind.MATCH,
    DecisionKind.QUARANTINE,
)


def _order(item: ReviewItem) -> tuple[object, ...]:
    """Quarantine last; else paper by paper: its type, its values down the page, its people."""
    subject, place = item.subject, item.place
    down = (place.page, place.box[1] if place.box else 0.0) if place else (0, 0.0)
    return (
        subject.kind is DecisionKind.QUARANTINE,
        item.dossier_code or "",
        len(subject.item),
        subject.item,
        _KINDS.index(subject.kind),
        down,
        item.key,
    )
