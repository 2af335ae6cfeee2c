"""Who has which paper in hand: nobody else gets it until it is decided, skipped or left lying."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection

LEASE_SECONDS = 10 * 60.0


class Leases:
    """A lease is held on a whole paper: its items go to one person."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def take(self, paper: str, who: str) -> bool:
        """Take or prolong a lease; False where somebody else holds it."""
        with self._lock:
            if self._holder(paper) not in (None, who):
                return False
            self._held[paper] = (who, self._clock() + LEASE_SECONDS)
            return True

    def release(self, who: str, keep: Collection[str] = ()) -> None:
        """Let go of all that somebody holds but `keep`."""
        with self._lock:
            for paper, (holder, _) in list(self._held.items()):
                if holder == who and paper not in keep:
                    del self._held[paper]

    def _holder(self, paper: str) -> str | None:
        held = self._held.get(paper)
        if held is None or held[1] <= self._clock():
            return None
        return held[0]
