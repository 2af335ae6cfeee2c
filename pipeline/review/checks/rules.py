"""Decisions checked like anything that is read: the one home of these rules for the table, the
command line and the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.extract.checks import birth_possible, issue_possible
from pipeline.extract.types import DocumentTypes, ValueKind
from pipeline.match.register import Register
from pipeline.match.register.exact import present_number
from pipeline.review.checks.citizen import compare_link, compare_reading, disagreement
from pipeline.review.checks.values import (
    WrongValue,
    citizen_number,
    day_of,
    normal_value,
)
from pipeline.review.decision import (
    NONE,
    OK,
    WITHDRAWN,
    Decision,
    DecisionKind,
    Subject,
)
from pipeline.review.paper import PaperRows
from pipeline.review.refusals import RefusedDecision

TYPE_FIELD = "document_type"
"""The name by which `correct` knows a document's type."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What decisions are held against beside the paper itself."""

    types: DocumentTypes
    register: Register | None
    today: date


@dataclass(frozen=True, slots=True)
class Checked:
    """A decision that can be taken.

    `value`: its normal form, None for no value or no citizen. `rests_on`: what speaks for it;
    `against`: the codes that the person's reason overcame.
    """

    decision: Decision
    value: str | None
    rests_on: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


def check(
    decision: Decision,
    paper: PaperRows,
    known: Knowledge,
    stored: PaperRows | None = None,
) -> Checked | RefusedDecision:
    """Check a decision about a field, a match, a document or a withdrawal against its paper.

    Args:
        decision: as given.
        paper: the rows of its document, other decisions of the same table taken in.
        known: document types, register, day.
        stored: the paper without the other decisions, where there are such.

    Returns:
        A refusal that `yields` is overcome by the decision's own `because`.
    """
    try:
        match decision.subject.kind:
            case DecisionKind.FIELD if decision.subject.name == TYPE_FIELD:
                return _type(decision, known)
            case DecisionKind.FIELD:
                return _field(decision, paper, known, stored or paper)
            case DecisionKind.MATCH:
                return _match(decision, paper, known)
            case DecisionKind.DOCUMENT:
                return _document(decision, known)
            case _:
                return _withdrawal(decision, known)
    except WrongValue as wrong:
        return RefusedDecision(decision.subject, wrong.code)


def normal_form(decision: Decision, paper: PaperRows, known: Knowledge) -> str | None:
    """The value of a field or match decision as the record keeps it, with no other check.

    Raises:
        WrongValue: it has none.
    """
    if decision.value == NONE:
        if paper.row(decision.subject) is None:
            raise WrongValue("review_nothing_read")
        return None
    if decision.subject.kind is DecisionKind.MATCH:
        return citizen_number(decision.value)
    row = paper.field(decision.subject)
    if decision.value == OK:
        if row is None or row["value"] is None:
            raise WrongValue("review_nothing_read")
        return str(row["value"])
    kind = _kind(decision.subject, paper, known)
    if kind is None:
        raise WrongValue("review_unknown_field")
    name = decision.subject.name or ""
    return normal_value(decision.value, kind, name, known.types.vocabulary)


def weigh(
    decision: Decision,
    value: str | None,
    against: Sequence[str],
    rests_on: Sequence[str] = (),
) -> Checked | RefusedDecision:
    """A decision that something speaks against is refused, but for a stated reason."""
    if against and not (decision.because or "").strip():
        return RefusedDecision(decision.subject, against[0], yields=True)
    return Checked(decision, value, tuple(rests_on), tuple(against))


def _kind(subject: Subject, paper: PaperRows, known: Knowledge) -> ValueKind | None:
    of_person = subject.role is not None
    kind = known.types.kind_of(
        paper.document["document_type"] or "", subject.name or "", of_person=of_person
    )
    # A field that the paper has, though its type (now another one) would not.
    return kind or (ValueKind("text") if paper.field(subject) else None)


def _field(
    decision: Decision, paper: PaperRows, known: Knowledge, stored: PaperRows
) -> Checked | RefusedDecision:
    subject = decision.subject
    if subject.role is not None and not paper.has_person(subject):
        return RefusedDecision(subject, "review_unknown_person")
    value = normal_form(decision, paper, known)
    row = stored.field(subject)
    # What person and machine read alike stands on the paper, however unlikely it is.
    if (
        value is None
        or decision.value == OK
        or (row is not None and row["value"] == value)
    ):
        return Checked(decision, value)
    if subject.role is not None and subject.name == "citizen_id":
        findings = compare_reading(value, subject, paper, known.register)
        return weigh(
            decision,
            value,
            [one.code for one in findings if not one.speaks_for],
            [one.code for one in findings if one.speaks_for],
        )
    return weigh(decision, value, _implausible(value, subject, paper, known))


def _implausible(
    value: str, subject: Subject, paper: PaperRows, known: Knowledge
) -> list[str]:
    """What speaks against a value of a well-formed kind."""
    contradiction = disagreement(value, subject, paper)
    found = [contradiction] if contradiction else []
    if subject.name == "birth_date":
        issued = _issue_date(paper)
        if not birth_possible(value, issued) or value > known.today.isoformat():
            found.append("review_birth_impossible")
    elif subject.name == "issued_date" and not issue_possible(
        date.fromisoformat(value), known.today
    ):
        found.append("review_issue_impossible")
    elif subject.name in ("ethnicity", "nationality"):
        vocabulary = known.types.vocabulary
        if value not in (*vocabulary.ethnicities, *vocabulary.nationalities):
            found.append("review_unlisted")
    return found


def _issue_date(paper: PaperRows) -> date | None:
    text = paper.document["issued_date"]
    return date.fromisoformat(text) if text else None


def _match(
    decision: Decision, paper: PaperRows, known: Knowledge
) -> Checked | RefusedDecision:
    subject = decision.subject
    if not paper.has_person(subject):
        return RefusedDecision(subject, "review_unknown_person")
    value = normal_form(decision, paper, known)
    if value is None:
        return Checked(decision, None)
    if present := _present_number(value, known.register):
        return RefusedDecision(
            subject, "review_former_number", facts={"citizen": present}
        )
    findings = compare_link(value, subject, paper, known.register)
    return weigh(
        decision,
        value,
        [one.code for one in findings if not one.speaks_for],
        [one.code for one in findings if one.speaks_for],
    )


def _present_number(number: str, register: Register | None) -> str | None:
    """What the bearer of a former number bears now."""
    if register is None:
        return None
    return present_number(register, number)


def _document(decision: Decision, known: Knowledge) -> Checked | RefusedDecision:
    return Checked(decision, OK) if decision.value == OK else _type(decision, known)


def _type(decision: Decision, known: Knowledge) -> Checked | RefusedDecision:
    code = known.types.resolve(decision.value)
    return (
        RefusedDecision(decision.subject, "review_bad_type")
        if code is None
        else Checked(decision, code)
    )


def _withdrawal(decision: Decision, known: Knowledge) -> Checked | RefusedDecision:
    if not (decision.because or "").strip():
        return RefusedDecision(decision.subject, "review_no_reason")
    day = known.today if decision.value == WITHDRAWN else day_of(decision.value)
    if day > known.today:
        return RefusedDecision(decision.subject, "review_in_future")
    return Checked(decision, day.isoformat())
