"""What the history of a dossier says of an event, in words."""

from __future__ import annotations

import json

import pytest

from pipeline.serve.papers.history import tell_history
from pipeline.serve.texts import PageWords
from schemas.archive import ReceivedVerdict
from schemas.codec import to_plain
from schemas.tables.disposal import DISPOSED, Disposal, DisposedPaper


def told(detail: object, lang: str = "vi") -> dict[str, str]:
    row = {
        "event_id": None,
        "at": "2026-11-29T15:42:00.000+07:00",
        "actor": "Lê Thị Đêm",
        "action": "digital signature validation",
        "item": "H26.1",
        "detail": json.dumps(detail) if isinstance(detail, dict) else detail,
    }
    (happening,) = tell_history([row], PageWords(lang))
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


def test_a_corrected_field_is_told_cell_by_cell() -> None:
    change = {
        "table": "fields",
        "before": {"value": "2009-05-16", "needs_review": True},
        "after": {"value": "2009-05-17", "needs_review": False},
    }
    facts = told(
        {
            "item": "field|H26.1|mother|1|birth_date",
            "typed": "17/05/2009",
            "changes": [change],
        }
    )
    words = PageWords("vi")
    assert facts[""] == f"{words.role('mother', 1)}: {words.field('birth_date')}"
    assert facts[words.field("birth_date")] == "16/05/2009 → 17/05/2009"
    assert facts[words.of("details", "typed")] == "17/05/2009"


def test_a_linked_citizen_is_told_with_the_outcome() -> None:
    change = {
        "before": {"outcome": "review", "citizen_id": None},
        "after": {"outcome": "matched", "citizen_id": "001090000123"},
    }
    words = PageWords("vi")
    facts = told({"item": "match|H26.1|mother|1", "changes": [change]})
    outcomes = [words.of("outcomes", one) for one in ("review", "matched")]
    assert facts[words.of("details", "outcome")] == " → ".join(outcomes)
    assert facts[words.of("details", "citizen_id")] == "– → 001090000123"
    assert facts[""].startswith(words.role("mother", 1))


def test_a_text_and_a_list_are_told_as_they_are() -> None:
    assert told("một câu") == {"": "một câu"}
    assert told('["một", "hai"]') == {"": "một, hai"}
    assert told({"sha256": "0123456789abcdef" * 4}).popitem()[1] == "0123456789ab…"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_disposal_is_told_by_its_decision_and_papers(lang: str) -> None:
    papers = tuple(
        DisposedPaper(
            f"H26.{number}", "result", "cong_van", None, None, None, 1, "a", "b", ()
        )
        for number in (1, 2)
    )
    day, decision = "2030-01-02T03:04:05.000+07:00", "0123456789ab" + "c" * 52
    disposal = Disposal(
        "H26", "H26", None, None, "2012-01-01", day, decision, "Bà A", papers
    )
    row = {
        "event_id": None,
        "at": disposal.disposed_at,
        "actor": "Lê Thị Đêm",
        "action": DISPOSED,
        "item": disposal.dossier_code,
        "detail": json.dumps(to_plain(disposal)),
    }
    (happening,) = tell_history([row], PageWords(lang))
    assert happening.action != DISPOSED
    facts = dict(happening.facts)
    assert list(facts.values()) == [disposal.signer, "0123456789ab…", "H26.1, H26.2"]
    assert not {"signer", "decision"} & facts.keys()
