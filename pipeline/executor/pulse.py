"""Whether a cluster is still there: its scheduler answers, and it has workers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pipeline.errors import DeferredError

if TYPE_CHECKING:
    from distributed import Client

_BEATS = 12
_LONGEST_BEAT_SECONDS = 5.0


class Pulse:
    """Asks a cluster now and then, while nothing else is heard of it, and gives it up after
    `wait_seconds`."""

    def __init__(self, client: Client, wait_seconds: float) -> None:
        self._client, self._wait = client, wait_seconds
        self._answered = self._staffed = time.monotonic()
        self.beat = min(_LONGEST_BEAT_SECONDS, wait_seconds / _BEATS)
        """Seconds of silence after which to ask."""

    def heard(self) -> None:
        """An answer came: scheduler and workers are there."""
        self._answered = self._staffed = time.monotonic()

    def check(self) -> bool:
        """Ask once; whether calls can be handed out now.

        Raises:
            DeferredError: `scheduler_lost`, `workers_lost`: not for as long as it is waited for.
        """
        threads = self._threads()
        present = time.monotonic()
        if threads is not None:
            self._answered = present
        if threads:
            self._staffed = present
        if present - self._answered > self._wait or self._client.status in {
            "closing",
            "closed",
        }:
            raise self._lost(
                "scheduler_lost", "the Dask scheduler does not answer any more"
            )
        if present - self._staffed > self._wait:
            raise self._lost(
                "workers_lost", "the Dask scheduler has no workers any more"
            )
        return bool(threads) and self._client.status == "running"

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
