"""What a person decides, and about what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schemas.record import ROLES

OK, NONE, SETTLED = "ok", "none", "settled"
"""Words of a decision: right as it is; no citizen, or no such value on the paper; an entry of
quarantine is done with."""
WITHDRAWN, UNDONE = "withdraw", "undo"
"""Words of a decision: not valid from today (else the day stands there); the event is undone."""


class DecisionKind(StrEnum):
    """What is decided."""

    FIELD = "field"
    """A value: the right one, or `ok`."""
    MATCH = "match"
    """Who a person is: a citizen's number, or `none`."""
    DOCUMENT = "document"
    """A document as a whole: its type, or `ok`."""
    QUARANTINE = "quarantine"
    """An entry of quarantine: `settled`."""
    SUPERSEDE = "supersede"
    """A paper that a better scan replaces: the id of the document that stands in for it."""
    WITHDRAW = "withdraw"
    """A result that is no longer valid: `withdraw`, or the day from which."""
    UNDO = "undo"
    """A decision to take back: `undo`."""


_WITH_PARTS = {DecisionKind.FIELD, DecisionKind.MATCH}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a decision is about.

    `item` is a document's id, the entry's in quarantine, or of what is undone the event's. `role`
    and `role_index` name a person of a document, `name` a field; None where the subject has none.
    """

    kind: DecisionKind
    item: str
    role: str | None = None
    role_index: int | None = None
    name: str | None = None

    def __str__(self) -> str:
        """As the tables name it: `field|H26-1.1|applicant|1|birth_date`."""
        parts = (self.kind.value, self.item, self.role, self.role_index, self.name)
        return "|".join(str(one) for one in parts if one is not None)

    @classmethod
    def parse(cls, text: str) -> Subject | None:
        """The subject that a table names; None where the text names none."""
        kind, _, rest = text.partition("|")
        if kind not in set(DecisionKind) or not rest:
            return None
        found = DecisionKind(kind)
        if found not in _WITH_PARTS:
            return cls(found, rest)
        name = None
        if found is DecisionKind.FIELD:
            rest, _, name = rest.rpartition("|")
        head, role, index = (["", "", *rest.rsplit("|", 2)])[-3:]
        if head and role in ROLES and index.isdecimal():
            return cls(found, head, role, int(index), name)
        return cls(found, rest, name=name) if name and rest else None


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as a person gave it; who and when are said where it is applied.

    `value` stands as it was typed (`17.5.2009`) or is a word above. `because`: the person's reason
    for what speaks against it. `seen`: the version of the item that the person saw; where the row
    is another one by now, the decision is refused.
    """

    subject: Subject
    value: str
    because: str | None = None
    seen: str | None = None
