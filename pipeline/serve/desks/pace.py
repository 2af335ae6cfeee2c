"""How often a desk may call: a few calls at once, then so many a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

BURST = 60
"""Calls at once: a stack of pages that a scanner hands on one by one."""
A_SECOND = 4.0
"""Calls a second after that; a clerk makes a few a minute."""


class Pace:
    """What each caller has left, in memory."""

    def __init__(
        self,
        burst: float = BURST,
        a_second: float = A_SECOND,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst, self._a_second, self._clock = burst, a_second, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def allows(self, who: str) -> bool:
        """Whether a call of this caller is welcome now; one that is counts."""
        moment = self._clock()
        with self._lock:
            self._forget(moment)
            left, last = self._left.get(who, (self._burst, moment))
            left = min(self._burst, left + (moment - last) * self._a_second)
            welcome = left >= 1
            self._left[who] = (left - 1 if welcome else left, moment)
            return welcome

    def _forget(self, moment: float) -> None:
        """Who has all of it again need not be remembered."""
        whole = self._burst / self._a_second
        gone = [who for who, (_, last) in self._left.items() if moment - last > whole]
        for who in gone:
            del self._left[who]
