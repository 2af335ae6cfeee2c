"""What is said of files that arrived signed."""

from __future__ import annotations

from collections.abc import Sequence

from cli import console
from schemas.answers.work import SignatureJson


def verdict_text(verdict: str, lang: str) -> str:
    """The verdict on a received file's signatures, in words and as its code."""
    from pipeline.messages import worded
    from schemas.archive import ReceivedVerdict

    return f"{worded(ReceivedVerdict(verdict).review_reason, lang)[0]} [{verdict}]"


def show_signatures(doubtful: Sequence[SignatureJson], lang: str) -> None:
    """The received files whose signatures a person must look at."""
    if not doubtful:
        return
    console.tell(lang, "signatures_doubtful", count=len(doubtful))
    for one in doubtful:
        console.out(f"  {one['document_id']}: {verdict_text(one['verdict'], lang)}")
