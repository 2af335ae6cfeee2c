"""What the rules say of an answer while it is typed; `pipeline/review` is their home."""

from __future__ import annotations

from pipeline.messages import localized
from pipeline.review.apply import preview
from pipeline.review.checks.rules import Checked
from pipeline.review.decision import Decision, DecisionKind
from pipeline.review.open_items.items import ReviewItem
from pipeline.serve.answers.decisions import Answer
from pipeline.serve.site import Site
from pipeline.serve.texts import PageWords


def check_answer(
    site: Site, item: ReviewItem, answer: Answer, words: PageWords
) -> dict[str, object]:
    """`state` (`empty`, `fits`, or none where it is refused), the value as it would be kept, or
    what speaks against it and whether a stated reason overrides that (`overridable`)."""
    if not answer.value:
        return {"ok": True, "state": "empty"}
    if item.subject.kind is DecisionKind.QUARANTINE:
        return {"ok": True, "state": "fits", "value": answer.value}
    decision = Decision(item.subject, answer.value, answer.because)
    checked = preview(site.folder.root, site.settings, decision, register=site.register)
    if isinstance(checked, Checked):
        shown = words.day(checked.value) if _is_date(item) else checked.value
        overcome = bool(checked.against)
        return {"ok": True, "state": "fits", "value": shown, "overridable": overcome}
    message, remedy = localized(
        checked.code, checked.message, checked.remedy, words.lang, checked.facts
    )
    return {
        "ok": False,
        "code": checked.code,
        "message": message,
        "remedy": remedy,
        "overridable": checked.yields,
    }


def _is_date(item: ReviewItem) -> bool:
    return (item.subject.name or "").endswith("_date")
