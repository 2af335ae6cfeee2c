"""What is said of papers that contradict their container, the list or one another."""

from __future__ import annotations

from collections.abc import Sequence

from cli import console
from schemas.answers.work import ContradictionJson


def show_contradictions(found: Sequence[ContradictionJson], lang: str) -> None:
    """A line each, with both sides."""
    if not found:
        return
    from pipeline.messages import worded

    console.tell(lang, "contradictions", count=len(found))
    for one in found:
        said = worded(one["code"], lang)[0]
        console.out(
            f"  {one['document_id']}: {said}: {one['found']} / {one['against']}"
        )
