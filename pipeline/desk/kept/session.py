"""A dossier under way at a desk: what was done so far, as its journal tells it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Stand(StrEnum):
    """Where a session stands."""

    OPEN = "open"
    CLOSING = "closing"
    """`done` was called and has not answered yet: called again, it goes on."""
    DONE = "done"
    SPOOLED = "spooled"
    """Kept encrypted, to be filed by itself."""
    FILING = "filing"
    """Taken out of what waits, and being filed by itself now."""
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing can be added any more."""
        return self not in (Stand.OPEN, Stand.CLOSING)


@dataclass(frozen=True, slots=True)
class DeskPerson:
    """Whose dossier it is, by a citizen card's QR."""

    citizen_id: str
    old_id: str | None
    full_name: str
    birth_date: str
    gender: str
    address: str | None
    issued_date: str | None = None


@dataclass(frozen=True, slots=True)
class DeskPaper:
    """A paper that was handed in.

    `files`: names in the paper's folder, in order of pages; `names`: what the caller called them.
    `had`: the document of this dossier that has the same bytes already. `gone`: taken out again,
    or another scan stands for it.
    """

    number: int
    files: tuple[str, ...]
    names: tuple[str, ...]
    sha256: tuple[str, ...]
    document_type: str | None = None
    kind: str | None = None
    had: str | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a clerk said of a value: `field` as the answers name it (`1:subject.1.birth_date`), the
    clerk's reason where something speaks against it."""

    field: str
    value: str
    because: str | None = None


@dataclass(frozen=True, slots=True)
class DeskSession:
    """A session; times as the records give them. `answered_at`: when its clerk was first told that
    it is over; `closed_at`: when it last changed after that. `desk`: the name of the desk that has
    begun it, empty for this machine's own."""

    id: str
    dossier_code: str
    procedure_code: str | None
    operator: str
    started_at: str
    stand: Stand = Stand.OPEN
    person: DeskPerson | None = None
    papers: tuple[DeskPaper, ...] = ()
    confirmed: tuple[Confirmation, ...] = ()
    reused: tuple[str, ...] = ()
    answer: dict[str, Any] | None = field(default=None, compare=False)
    closed_at: str | None = None
    answered_at: str | None = None
    desk: str = ""

    @property
    def standing(self) -> tuple[DeskPaper, ...]:
        """The papers that will be filed."""
        return tuple(paper for paper in self.papers if not paper.gone)

    def paper(self, number: int) -> DeskPaper | None:
        """A paper that will be filed, by its number."""
        return next((paper for paper in self.standing if paper.number == number), None)

    def same_paper(self, sha256: tuple[str, ...]) -> DeskPaper | None:
        """The paper that has these bytes."""
        return next((paper for paper in self.standing if paper.sha256 == sha256), None)

    def with_paper(self, paper: DeskPaper) -> DeskSession:
        """The session with this paper, in the place of the one with its number."""
        others = [one for one in self.papers if one.number != paper.number]
        papers = tuple(sorted((*others, paper), key=lambda one: one.number))
        return replace(self, papers=papers)

    def over(self, stand: Stand, answer: dict[str, Any], at: str) -> DeskSession:
        """The session once it is over: its answer, and nothing of whom it was about."""
        return replace(
            self,
            stand=stand,
            person=None,
            papers=(),
            confirmed=(),
            answer=answer,
            closed_at=at,
            answered_at=self.answered_at or at,
        )

    def with_confirmation(self, said: Confirmation) -> DeskSession:
        """The session with what was said of a value; the last word counts."""
        others = tuple(one for one in self.confirmed if one.field != said.field)
        return replace(self, confirmed=(*others, said))
