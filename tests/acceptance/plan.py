"""A clerk's day as a plan: which visits there are, and in which part of the day they fall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.acceptance.office import CLERK, OTHER

DAY = "261128"


class Kind(StrEnum):
    """What happens at a visit."""

    RESULT = "result"
    PLAIN = "plain"
    REUSE = "reuse"
    RESCAN = "rescan"
    REFUSED = "refused"
    PAGES = "pages"
    SIGNED = "signed"
    CONFIRM = "confirm"
    OFFLINE = "offline"
    CUT_IN_ADD = "cut_in_add"
    CUT_IN_DONE = "cut_in_done"
    CANCELLED = "cancelled"


MORNING = (Kind.RESULT, Kind.REUSE, Kind.RESCAN, Kind.REFUSED)
"""One after the other, before anything else goes on."""
BESIDE_BATCH = (Kind.PLAIN, Kind.PAGES, Kind.CONFIRM)
"""While a batch runs; two clerks at once."""
AFTERNOON = (Kind.CUT_IN_ADD, Kind.CUT_IN_DONE, Kind.CANCELLED, Kind.SIGNED)
PAPERS = {
    Kind.RESULT: 1,
    Kind.PLAIN: 3,
    Kind.REUSE: 1,
    Kind.RESCAN: 2,
    Kind.REFUSED: 2,
    Kind.PAGES: 3,
    Kind.SIGNED: 1,
    Kind.CONFIRM: 3,
    Kind.OFFLINE: 2,
    Kind.CUT_IN_ADD: 3,
    Kind.CUT_IN_DONE: 3,
    Kind.CANCELLED: 2,
}
"""How many papers are handed in at a visit: 26 a round of all kinds."""


@dataclass(frozen=True)
class Visit:
    """A dossier at the counter: its code, its clerk, what happens, how many papers."""

    number: int
    kind: Kind
    clerk: str
    papers: int

    @property
    def code(self) -> str:
        """The dossier's code."""
        return f"H26.27-{DAY}-{self.number:04d}"


def plan_day(rounds: int, most_papers: int) -> list[Visit]:
    """All kinds of visits, so many rounds of them, by two clerks.

    Args:
        rounds: 5 make 60 dossiers and 130 papers.
        most_papers: so many at a visit at most.
    """
    return list(_visits(rounds, most_papers))


def _visits(rounds: int, most_papers: int) -> Iterator[Visit]:
    number = 0
    for _ in range(rounds):
        for kind in Kind:
            number += 1
            clerk = OTHER if number % 2 else CLERK
            yield Visit(number, kind, clerk, min(PAPERS[kind], most_papers))
