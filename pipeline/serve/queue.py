"""The open items in memory, as of one commit; brought up behind the requests, never within one."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.review.decision import DecisionKind
from pipeline.review.items import ItemFilter, ReviewItem, open_items
from pipeline.store.parquet import ParquetStore

LOOK_AGAIN_SECONDS = 3.0
"""So often, at most, it is asked whether the archive has changed."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters can be set to, each with the number of open items."""

    kinds: Mapping[str, int]
    units: Mapping[str, int]
    batches: Mapping[str, int]
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _State:
    """The queue at one moment; replaced as a whole."""

    mark: object
    items: tuple[ReviewItem, ...]
    at: Mapping[str, int]
    choices: Choices


class ReviewQueue:
    """Open items, a paper's items together."""

    def __init__(self, folder: ArchiveFolder, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._gone: dict[str, str] = {}
        self._asked = clock()
        self._state = _state(None, ())
        self.refresh()

    def refresh(self) -> None:
        """Read all open items anew."""
        with self._reading:
            mark = self._mark()
            found = open_items(self._folder.root)
            with self._lock:
                keys = {one.key: one.version for one in found}
                # What was decided while they were being read is not open again.
                self._gone = {k: v for k, v in self._gone.items() if keys.get(k) == v}
                self._state = _state(mark, [one for one in found if one.key not in self._gone])

    def look_again(self) -> None:
        """Bring the queue up in the background where the archive has changed since it was read."""
        with self._lock:
            due = self._clock() - self._asked >= LOOK_AGAIN_SECONDS
            if not due or self._reading.locked():
                return
            self._asked = self._clock()
        if self._mark() != self._state.mark:
            threading.Thread(target=self.refresh, daemon=True).start()

    def get(self, key: str) -> ReviewItem | None:
        """An open item by its key."""
        state = self._state
        place = state.at.get(key)
        item = None if place is None else state.items[place]
        return None if item is None or key in self._gone else item

    def settle(self, item: ReviewItem) -> None:
        """An item was decided here: it is no longer handed out."""
        with self._lock:
            self._gone[item.key] = item.version

    def reopen(self, key: str) -> None:
        """A decision was taken back."""
        with self._lock:
            self._gone.pop(key, None)

    def count(self, wanted: ItemFilter) -> int:
        """How many items are open under a filter."""
        items = self._state.items
        return sum(wanted.takes(one) for one in items if one.key not in self._gone)

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
            if item.key in self._gone or item.key in without or not wanted.takes(item):
                continue
            if takes(item):
                return item
        return None

    def _mark(self) -> object:
        """What changes with the store and with what stands in quarantine."""
        ledger = Ledger.to_read(self._folder.ledger_file)
        try:
            standing = (len(ledger.documents.quarantined()), len(list(ledger.refusals.standing())))
        finally:
            ledger.close()
        return ParquetStore(self._folder.store).snapshot().commit, standing


def _state(mark: object, items: Sequence[ReviewItem]) -> _State:
    ordered = tuple(sorted(items, key=_order))
    choices = Choices(
        kinds=Counter(str(one.subject.kind) for one in ordered),
        units=Counter(one.agency_code for one in ordered if one.agency_code),
        batches=Counter(one.batch_id for one in ordered if one.batch_id),
        reasons=Counter(reason for one in ordered for reason in one.reasons),
    )
    return _State(mark, ordered, {one.key: at for at, one in enumerate(ordered)}, choices)


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
