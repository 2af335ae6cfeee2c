"""Why a decision is not taken: English words by code; the Vietnamese ones stand in
configs/messages/review.toml by the same codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.errors import UsageError
from pipeline.review.decision import Subject
from pipeline.store.disposals import disposal_facts
from schemas.tables.disposal import Disposal

_TYPE = "type the value again as it stands on the paper"
_SURE = "look at the paper again; if it is right all the same, say why: --because, or the column"
_NUMBERS = "give the 12 digits of one of the candidates or of the register, or none"

WORDS: dict[str, tuple[str, str]] = {
    "review_bad_date": ("this is no date", "as 17/05/2009, 17.5.2009 or 2009-05-17"),
    "review_short_year": (
        "the year has two digits only",
        "write the year with four digits",
    ),
    "review_bad_amount": ("this is no number", "digits, as 1.250.000 or 85,5"),
    "review_bad_notation": ("this is no number of a paper", "as 123/QĐ-UBND or 45"),
    "review_bad_gender": ("this is no sex", "Nam or Nữ (M or F)"),
    "review_bad_name": ("a name has letters only", _TYPE),
    "review_bad_text": ("there is no text in this", _TYPE),
    "review_bad_citizen": ("a citizen's number has 12 digits", _NUMBERS),
    "review_bad_old_id": ("a number of the old identity card has 9 digits", _TYPE),
    "review_nothing_read": (
        "nothing was read here that could be right",
        "type the value, or none",
    ),
    "review_bad_type": (
        "there is no such document type",
        "ok, or a type's code or name",
    ),
    "review_bad_word": (
        "this decision does not fit the item",
        "settled, undo or withdraw",
    ),
    "review_unknown_document": (
        "there is no such document",
        "the id stands in sohoa show",
    ),
    "review_disposed": (
        "the document was disposed of on {day}, on the decision of {signer} (signed list "
        "{decision}…)",
        "see the register: sohoa dispose --done",
    ),
    "review_unknown_person": (
        "the paper names no such person",
        "the roles stand in sohoa show DOSSIER",
    ),
    "review_which_person": (
        "several persons of the paper have this field: {persons}",
        "say whose it is: --role, --index",
    ),
    "review_unknown_field": (
        "papers of this type have no such field",
        "the fields stand in sohoa show DOSSIER",
    ),
    "review_unknown_entry": (
        "there is no such entry in quarantine",
        "sohoa review list",
    ),
    "review_unknown_event": (
        "there is no such decision",
        "the ids of decisions stand in sohoa show DOSSIER",
    ),
    "review_no_reason": (
        "no reason is given",
        "say why: --because, or the column of the table",
    ),
    "review_contradictory": (
        "two decisions about the same thing say different things",
        "keep one of them",
    ),
    "review_overtaken": (
        "{event} has decided the same thing since",
        "undo {event} first, or correct the value anew",
    ),
    "review_stale": (
        "somebody else has decided this since it was shown",
        "look at it again: sohoa show, or take a fresh table",
    ),
    "review_changed_since": (
        "what was decided then no longer stands there",
        "look at it again: sohoa show",
    ),
    "review_settled_for_good": (
        "this can't be undone: the entry is gone, its bytes are kept in originals/",
        "give the paper again",
    ),
    "review_same_document": (
        "a paper can't replace itself",
        "give the id of the better scan",
    ),
    "review_replacement_replaced": (
        "the other paper is itself replaced or withdrawn",
        "give the id of the paper that stands",
    ),
    "review_other_dossier": ("the two papers are of different dossiers", _SURE),
    "review_other_kind": ("the two papers are of different kinds or types", _SURE),
    "review_in_future": ("this day is still to come", "a day up to today"),
    # What speaks against a decision, and yields to a person's stated reason.
    "review_province": ("the number begins with no province that there is", _SURE),
    "review_unregistered": (
        "the number is none of the candidates, and not in the register",
        _SURE,
    ),
    "review_former_number": (
        "the number is one that a citizen of the register bore before",
        "link to the number that this citizen bears now, {citizen}, if it is the person meant",
    ),
    "review_no_register": (
        "the number is none of the candidates, and there is no register to look it up in",
        "name the register: --register R; if the number is right without it, say why: --because",
    ),
    "review_other_sex": (
        "the number's digits or the register say the other sex",
        _SURE,
    ),
    "review_other_year": (
        "the number's digits say another year of birth than the paper",
        _SURE,
    ),
    "review_other_birth_date": (
        "the register has another date of birth than the paper",
        _SURE,
    ),
    "review_other_name": ("the register has another name than the paper", _SURE),
    "review_other_number": ("the paper says another number", _SURE),
    "review_linked_otherwise": (
        "the person is linked to another citizen",
        "relink the person (sohoa relink); if both are right, say why: --because, or the column",
    ),
    "review_birth_impossible": ("nobody born then can stand on this paper", _SURE),
    "review_issue_impossible": ("no paper can bear this date", _SURE),
    "review_unlisted": ("this is in no list of peoples or countries", _SURE),
}


@dataclass(frozen=True, slots=True)
class RefusedDecision:
    """A decision that is not taken. `yields`: a reason of the person's own overcomes it."""

    subject: Subject
    code: str
    yields: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return WORDS[self.code][0].format_map(self.facts)

    @property
    def remedy(self) -> str:
        """What to do next, in English."""
        return WORDS[self.code][1].format_map(self.facts)


def missing_document(subject: Subject, disposal: Disposal | None) -> RefusedDecision:
    """Why nothing is decided about a paper that is not there: it never was, or it was removed."""
    if disposal is None:
        return RefusedDecision(subject, "review_unknown_document")
    return RefusedDecision(subject, "review_disposed", facts=disposal_facts(disposal))


class DecisionsRefused(UsageError):
    """Decisions that can't be taken; nothing was changed. It reads as the first of `refusals`."""

    def __init__(self, refusals: tuple[RefusedDecision, ...]) -> None:
        first = refusals[0]
        super().__init__(
            first.code,
            first.message,
            item=str(first.subject),
            remedy=first.remedy,
            values=first.facts,
        )
        self.refusals = refusals

    def __reduce__(
        self,
    ) -> tuple[type[DecisionsRefused], tuple[tuple[RefusedDecision, ...]]]:
        return DecisionsRefused, (self.refusals,)
