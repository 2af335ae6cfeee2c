"""Papers that another one replaces, and results that are no longer valid."""

from __future__ import annotations

from pipeline.extract.types import OTHER
from pipeline.review.checks.rules import Checked, weigh
from pipeline.review.decision import Decision
from pipeline.review.paper import PaperRows
from pipeline.review.refusals import RefusedDecision


def check_replacement(
    decision: Decision, old: PaperRows, new: PaperRows | None
) -> Checked | RefusedDecision:
    """Check that a paper (`new`) can stand in for the one that the decision is about."""
    subject = decision.subject
    if new is None:
        return RefusedDecision(subject, "review_unknown_document")
    if new is old:
        return RefusedDecision(subject, "review_same_document")
    if new.document["superseded_by"] or new.document["withdrawn_on"]:
        return RefusedDecision(subject, "review_replacement_replaced")
    against = []
    if _differ(old, new, "dossier_code"):
        against.append("review_other_dossier")
    # A scan that is to be replaced may be so bad that its type is not known.
    known = OTHER not in (old.document["document_type"], new.document["document_type"])
    if _differ(old, new, "kind") or (known and _differ(old, new, "document_type")):
        against.append("review_other_kind")
    return weigh(decision, new.document["document_id"], against)


def _differ(old: PaperRows, new: PaperRows, name: str) -> bool:
    return bool(old.document[name] != new.document[name])
