"""What a checked decision makes of the rows of its paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.review.changes.cells import Cells, RowChange, add_row, edit
from pipeline.review.changes.explain import explanation
from pipeline.review.checks.rules import TYPE_FIELD, Checked
from pipeline.review.decision import OK, DecisionKind, Subject
from pipeline.review.paper import PaperRows
from schemas.states import MatchOutcome, RecordStatus

_PERSON = "person"
_OF_THE_DOCUMENT = {"number", "issued_date", "issuer", "title", "procedure_code"}
"""Fields that stand in the document's own row, too."""


def changes_of(
    checked: Checked, paper: PaperRows, actor: str, today: date, event_id: str
) -> tuple[RowChange, ...]:
    """The cells that a decision changes; () where all stands so already by a person's decision."""
    subject = checked.decision.subject
    match subject.kind:
        case DecisionKind.FIELD if subject.name == TYPE_FIELD:
            return _of_type(checked, paper)
        case DecisionKind.FIELD:
            return _of_field(checked, paper, event_id)
        case DecisionKind.MATCH:
            return _of_match(checked, paper, actor, today, event_id)
        case DecisionKind.DOCUMENT:
            return _of_document(checked, paper)
        case DecisionKind.SUPERSEDE:
            day = today.isoformat()
            cells = {"superseded_by": checked.value, "superseded_on": day}
            same = paper.document["superseded_by"] == checked.value
            return () if same else _in_document(paper, cells)
        case _:
            return _in_document(
                paper, {"withdrawn_on": checked.value, "still_valid": False}
            )


def _in_document(paper: PaperRows, cells: Cells) -> tuple[RowChange, ...]:
    change = edit("documents", paper.document, cells)
    return (change,) if change else ()


def _of_document(checked: Checked, paper: PaperRows) -> tuple[RowChange, ...]:
    cells: dict[str, Any] = {"status": RecordStatus.DONE.value, "review_reasons": []}
    if checked.value != OK:
        cells["document_type"] = checked.value
    return _in_document(paper, cells)


def _of_type(checked: Checked, paper: PaperRows) -> tuple[RowChange, ...]:
    """The type alone: what else the document waits for stays open."""
    reasons = [
        one for one in paper.document["review_reasons"] or () if one != "type_unknown"
    ]
    cells: dict[str, Any] = {"document_type": checked.value, "review_reasons": reasons}
    if not reasons:
        cells["status"] = RecordStatus.DONE.value
    return _in_document(paper, cells)


def _of_field(
    checked: Checked, paper: PaperRows, event_id: str
) -> tuple[RowChange, ...]:
    subject, value = checked.decision.subject, checked.value
    row = paper.field(subject)
    marks = {"decided_in": event_id, "decided_against": list(checked.against) or None}
    cells: dict[str, Any] = {"value": value, "needs_review": False}
    if row is not None and row["decided_in"] and edit("fields", row, cells) is None:
        return ()
    if checked.decision.value != OK:
        cells |= {"method": _PERSON, "confidence": 1.0}
    change = (
        add_row("fields", subject, cells | marks)
        if row is None
        else edit("fields", row, cells | marks)
    )
    own = (
        _document_cells(subject, value) if value is not None or row is not None else {}
    )
    return tuple(one for one in (change, *_in_document(paper, own)) if one is not None)


def _document_cells(subject: Subject, value: str | None) -> Cells:
    if subject.role is not None or subject.name not in _OF_THE_DOCUMENT:
        return {}
    cells: dict[str, Any] = {subject.name: value}
    if subject.name == "issued_date" and value is not None:
        cells["issued_year"] = int(value[:4])
    return cells


def outcome_of(citizen_id: str | None) -> str:
    """What a match comes to when a person names a citizen, or says that nobody is meant."""
    return (MatchOutcome.MATCHED if citizen_id else MatchOutcome.NONE).value


def _of_match(
    checked: Checked, paper: PaperRows, actor: str, today: date, event_id: str
) -> tuple[RowChange, ...]:
    subject, number = checked.decision.subject, checked.value
    cells: dict[str, Any] = {
        "outcome": outcome_of(number),
        "citizen_id": number,
    }
    row = paper.match(subject)
    if row is not None and row["decided_in"] and edit("matches", row, cells) is None:
        return ()
    # No machine says how probable a person's decision is.
    cells |= {
        "weight": None,
        "probability": None,
        "runner_up_weight": None,
        "explanation": explanation(checked, actor, today),
        "decided_in": event_id,
        "decided_against": list(checked.against) or None,
    }
    change = (
        add_row("matches", subject, cells)
        if row is None
        else edit("matches", row, cells)
    )
    return (change,) if change else ()
