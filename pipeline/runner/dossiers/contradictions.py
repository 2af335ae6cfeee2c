"""Papers that say otherwise than others of their dossier: found and marked at their commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pipeline.common.clock import now, stamp
from pipeline.plan.contradictions import find_contradictions
from pipeline.plan.rows import contradiction_event
from schemas.states import RecordStatus
from schemas.work import Contradiction, DocumentRows


def find_differing(
    papers: Mapping[str, DocumentRows], made: Collection[str]
) -> dict[str, tuple[Contradiction, ...]]:
    """Which of some papers say otherwise than others of their dossiers, where one of the two is
    among those just made; by document id."""
    dossiers: dict[str, dict[str, DocumentRows]] = {}
    for one, rows in sorted(papers.items(), key=lambda paper: _place(paper[1])):
        dossiers.setdefault(rows.document.dossier_code, {})[one] = rows
    found: dict[str, tuple[Contradiction, ...]] = {}
    for its in dossiers.values():
        found |= find_contradictions(
            {one: rows.fields for one, rows in its.items()}, made
        )
    return found


def _place(rows: DocumentRows) -> int:
    return rows.document.ordinal


def mark_rows(rows: DocumentRows, found: Sequence[Contradiction]) -> DocumentRows:
    """A document's rows with further reasons for a review, and the events that keep both sides."""
    if not found:
        return rows
    row, at = rows.document, stamp(now())
    reasons = dict.fromkeys([*(row.review_reasons or ()), *(one.code for one in found)])
    events = (contradiction_event(at, row.document_id, one) for one in found)
    return replace(
        rows,
        document=replace(
            row, status=RecordStatus.NEEDS_REVIEW.value, review_reasons=tuple(reasons)
        ),
        events=(*rows.events, *events),
    )
