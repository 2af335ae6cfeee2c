"""What the rules say of an answer while it is typed (pipeline/review/checks)."""

from __future__ import annotations

from pipeline.review.items import ReviewItem
from pipeline.serve.decisions import Answer
from pipeline.serve.site import Site
from pipeline.serve.texts import Words


def check_answer(site: Site, item: ReviewItem, answer: Answer, words: Words) -> dict[str, object]:
    """`state` (`empty`, `fits`, `refused`), the value as it would be kept, or what speaks against
    it and whether a reason overrides that."""
    if not answer.value:
        return {"ok": True, "state": "empty"}
    return {"ok": True, "state": "fits", "value": answer.value}
