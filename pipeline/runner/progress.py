"""What a person is told while a call works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """Documents settled of those found, pages read by this call, seconds since it began.

    `skipped` are settled documents that cost no work: they don't count for the estimate.
    """

    settled: int
    found: int
    pages: int
    quarantined: int
    skipped: int
    seconds: float

    @property
    def seconds_left(self) -> float | None:
        """An estimate from the pace so far; None before anything was worked on."""
        worked = self.settled - self.skipped
        return (
            None
            if worked <= 0
            else self.seconds / worked * max(0, self.found - self.settled)
        )


class Watcher(Protocol):
    """Takes progress and single lines; the command line shows them on stderr."""

    def tell(self, progress: Progress) -> None:
        """Progress has changed."""
        ...

    def log(self, line: str) -> None:
        """Something happened to an item (no personal data)."""
        ...


class Silent:
    """Shows nothing."""

    def tell(self, progress: Progress) -> None:
        """See Watcher."""

    def log(self, line: str) -> None:
        """See Watcher."""
