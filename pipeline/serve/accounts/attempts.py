"""Wrong passwords slow down whoever tries them: by login and by address, longer each time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

FREE = {"login": 5, "address": 20}
"""Wrong passwords in a row that cost no waiting."""
_FIRST_WAIT, _LONGEST_WAIT = 30.0, 15 * 60.0
_FORGOTTEN = 60 * 60.0
_MOST_KEPT = 10_000


@dataclass(slots=True)
class _Count:
    wrong: int
    last: float


class Attempts:
    """Wrong attempts to sign in, in memory; forgotten after an hour without one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.turn = threading.Lock()
        """Held while one attempt is judged and counted."""
        self._clock = clock
        self._counts: dict[tuple[str, str], _Count] = {}
        self._lock = threading.Lock()

    def seconds_to_wait(self, login: str, address: str) -> float:
        """How long an attempt is refused, right password or not; 0 where it is welcome."""
        with self._lock:
            return max(self._wait(key) for key in _keys(login, address))

    def failed(self, login: str, address: str) -> None:
        """A wrong password, or a login that nobody has."""
        moment = self._clock()
        with self._lock:
            self._forget(moment)
            for key in _keys(login, address):
                count = self._counts.setdefault(key, _Count(0, moment))
                count.wrong, count.last = count.wrong + 1, moment

    def succeeded(self, login: str, address: str) -> None:
        """The right password: the login starts anew; the address, which others share, does not."""
        with self._lock:
            self._counts.pop(_keys(login, address)[0], None)

    def _wait(self, key: tuple[str, str]) -> float:
        count = self._counts.get(key)
        if count is None or count.wrong < FREE[key[0]]:
            return 0.0
        penalty = min(
            _FIRST_WAIT * 2.0 ** min(count.wrong - FREE[key[0]], 10), _LONGEST_WAIT
        )
        return max(0.0, count.last + penalty - self._clock())

    def _forget(self, moment: float) -> None:
        for key, count in list(self._counts.items()):
            if moment - count.last > _FORGOTTEN:
                del self._counts[key]
        while len(self._counts) >= _MOST_KEPT:
            del self._counts[min(self._counts, key=lambda key: self._counts[key].last)]


def _keys(login: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("login", login.strip().casefold()), ("address", address)
