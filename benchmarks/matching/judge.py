"""Decisions counted against the truth, and every false link as one would look at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.bounds import lower_bound
from pipeline.match.register import Register
from schemas.linkage import MatchDecision
from synthetic.people.query_noise import Truth

_LISTED = 60
Pair = tuple[Truth, MatchDecision]


def judged(
    cases: Sequence[Truth], decisions: Sequence[MatchDecision], register: Register
) -> dict[str, Any]:
    """Precision, recall and shares of a list of decisions against the truth, and false links (at
    most 60), each with what was asked, the citizen linked and the explanation."""
    known = sum(c.citizen_id is not None for c in cases)
    pairs = list(zip(cases, decisions, strict=True))
    links = [(c, d) for c, d in pairs if d.outcome == "matched"]
    false = [(c, d) for c, d in links if d.citizen_id != c.citizen_id]
    right = len(links) - len(false)
    found = sum(c.citizen_id in d.candidate_ids for c, d in pairs if c.citizen_id)
    lost = sum(d.outcome == "none" and c.citizen_id is not None for c, d in pairs)
    return {
        "links": len(links),
        "false_links": len(false),
        "precision": right / len(links) if links else None,
        "precision_lower_95": lower_bound(right, len(links)),
        "recall": right / known if known else None,
        "review": sum(d.outcome == "review" for d in decisions) / len(decisions),
        "registered_called_none": lost / known,
        "truth_among_candidates": found / known,
        "outcomes": _outcomes(pairs),
        "false_by_sort": dict(Counter(c.sort for c, _ in false)),
        "false": _told(false[:_LISTED], register),
    }


def _outcomes(pairs: Sequence[Pair]) -> dict[str, int]:
    counted = Counter((c.sort, c.kind, d.outcome) for c, d in pairs)
    return {" ".join(key): n for key, n in sorted(counted.items())}


def _told(false: Sequence[Pair], register: Register) -> list[dict[str, Any]]:
    """What a person needs to judge each link (the people are made up)."""
    told = []
    for case, decision in false:
        row = register.row_of(decision.citizen_id or "")
        told.append(
            {
                "sort": case.sort,
                "kind": case.kind,
                "truth": case.citizen_id,
                "paper": asdict(case.query),
                "linked": None if row is None else asdict(register.citizen(row)),
                "explanation": decision.explanation,
            }
        )
    return told
