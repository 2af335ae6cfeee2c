"""What the history of a dossier says of an event, in words."""

from __future__ import annotations

import json

import pytest

from pipeline.serve.papers.history import tell_history
from pipeline.serve.texts import Words
from schemas.archive import ReceivedVerdict


def told(detail: object, lang: str = "vi") -> dict[str, str]:
    row = {
        "event_id": None,
        "at": "2026-11-29T15:42:00.000+07:00",
        "actor": "Lê Thị Đêm",
        "action": "digital signature validation",
        "item": "H26.1",
        "detail": json.dumps(detail) if isinstance(detail, dict) else detail,
    }
    (happening,) = tell_history([row], Words(lang))
    return dict(happening.facts)


@pytest.mark.parametrize("verdict", ReceivedVerdict)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_verdict_is_told_in_words(verdict: ReceivedVerdict, lang: str) -> None:
    facts = told({"verdict": verdict, "signatures": f"Sig1 (Ông: A): {verdict}"}, lang)
    (said, signer) = facts.values()
    assert said != verdict and " " in said
    assert signer == f"Sig1 (Ông: A): {said}"


def test_what_is_no_verdict_stays_as_it_was_written() -> None:
    assert list(told({"verdict": "khác", "signatures": ""}).values()) == ["khác", ""]
    assert told(None) == {}
