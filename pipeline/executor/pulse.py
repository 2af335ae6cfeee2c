"""Whether a cluster is still there: its scheduler answers, and it has workers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.errors import DeferredError

if TYPE_CHECKING:
    from distributed import Client

Clock = Callable[[], float]
_BEATS = 12
_LONGEST_BEAT_SECONDS = 5.0


class Pulse:
    """Asks a cluster now and then, while nothing else is heard of it, and gives it up after
    `wait_seconds` in which it was asked in vain.

    Time in which nobody asked says nothing of the cluster: this process was at other work, held, or
    the machine asleep. So each asking counts for two beats at most.
    """

    def __init__(
        self, client: Client, wait_seconds: float, clock: Clock = time.monotonic
    ) -> None:
        self._client, self._wait, self._clock = client, wait_seconds, clock
        self.beat = min(_LONGEST_BEAT_SECONDS, wait_seconds / _BEATS)
        """Seconds of silence after which to ask."""
        self.heard()

    def heard(self) -> None:
        """An answer came: scheduler and workers are there."""
        self._silent = self._unstaffed = 0.0
        self._asked = self._clock()

    def check(self) -> bool:
        """Ask once; whether calls can be handed out now.

        Raises:
            DeferredError: `scheduler_lost`, `workers_lost`: not for as long as it is waited for.
        """
        threads = self._threads()
        passed = self._passed()
        self._silent = 0.0 if threads is not None else self._silent + passed
        self._unstaffed = 0.0 if threads else self._unstaffed + passed
        if self._silent > self._wait or self._client.status in {"closing", "closed"}:
            raise self._lost(
                "scheduler_lost", "the Dask scheduler does not answer any more"
            )
        if self._unstaffed > self._wait:
            raise self._lost(
                "workers_lost", "the Dask scheduler has no workers any more"
            )
        return bool(threads) and self._client.status == "running"

    def _passed(self) -> float:
        """Seconds since the last asking, as far as they count."""
        before, self._asked = self._asked, self._clock()
        return min(self._asked - before, 2 * self.beat)

    def wait_until_there(self) -> None:
        """Wait until calls can be handed out. Raises as `check`."""
        while not self.check():
            time.sleep(self.beat / 5)

    def _threads(self) -> dict[str, int] | None:
        """Threads by worker; None where the scheduler does not answer."""
        scheduler = self._client.scheduler
        if scheduler is None:
            return None
        try:
            found: dict[str, int] = self._client.sync(
                scheduler.ncores, callback_timeout=self.beat
            )
        except (OSError, AttributeError, RuntimeError):
            # Connection lost or refused, frozen (a timeout), the client already closed, its loop
            # stopped.
            return None
        return found

    def _lost(self, code: str, message: str) -> DeferredError:
        return DeferredError(
            code,
            f"{message} (waited {self._wait:g} seconds)",
            item="run.scheduler",
            remedy="all that was finished is kept; start it and give the same command again, or "
            "without --scheduler",
        )
