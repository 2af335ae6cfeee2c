"""Papers on file as a commit finds them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.ledger import Ledger
from pipeline.runner.dossiers.filed import PERSONS_COMPARED, load_filed
from pipeline.store.record import StoreChange
from schemas.tables.rows import MatchRow, make_event
from tests.support.committing import Bench, committing, stated
from tests.support.store_rows import made_row

NUMBER = "001075000123"
OWN = made_row(MatchRow, role="applicant", role_index=1, outcome="review")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with committing(tmp_path / "kho") as made:
        yield made


def filed(bench: Bench, *codes: str, made: tuple[str, ...] = ()):
    context = bench.context
    return load_filed(codes, made, context.ledger, context.store)


def test_papers_that_stand_come_with_their_rows(bench: Bench) -> None:
    bench.made("A-1", fields=stated(citizen_id=NUMBER), matches=[OWN])
    bench.made("A-1", "-2", superseded_by="A-1.1")
    bench.made("A-1", "-3", withdrawn_on="2026-07-01")
    bench.made("B-1")
    bench.committer.commit()
    found = filed(bench, "A-1")
    assert list(found) == ["A-1.1"]
    paper = found["A-1.1"]
    assert paper.own is paper.stands and paper.told == frozenset()
    assert [one.value for one in paper.stands.fields] == [NUMBER]
    assert [one.outcome for one in paper.stands.matches] == ["review"]
    assert filed(bench, "A-1", made=("A-1.1", "A-1.2", "A-1.3")) == {}


def test_nothing_is_read_for_a_new_dossier(bench: Bench) -> None:
    ledger: Ledger = bench.context.ledger
    nothing_to_read = object()
    assert load_filed(["N-1"], [], ledger, nothing_to_read) == {}  # type: ignore[arg-type]


def test_a_paper_says_by_itself_what_it_said_before_others_had_a_say(
    bench: Bench,
) -> None:
    linked = replace(OWN, outcome="matched", citizen_id=NUMBER)
    fields = [replace(*stated(citizen_id="001075000127"), needs_review=True)]
    bench.made("A-1", fields=fields, matches=[linked])
    bench.committer.commit()
    before = {
        "outcome": "review",
        "citizen_id": None,
        "weight": 3.5,
        "probability": 0.8,
        "runner_up_weight": None,
        "explanation": "",
        "candidate_ids": [NUMBER],
    }
    assert "register_version" not in before
    person = {"role": "applicant", "role_index": 1, "number_asked": False}
    told = {"code": "facts_differ", "found": "birth_date", "against": "A-1.9"}
    later = {**before, "weight": 9.0}
    events = [
        make_event("t", "sohoa", PERSONS_COMPARED, "A-1.1", {**person, "before": one})
        for one in (before, later)
    ]
    events.append(make_event("t", "sohoa", "contradiction found", "A-1.1", told))
    bench.context.store.commit(StoreChange(append={"events": events}))
    paper = filed(bench, "A-1")["A-1.1"]
    (match,) = paper.own.matches
    assert (match.outcome, match.citizen_id) == ("review", None)
    assert match.weight == 3.5, "the first of its events has its own decision"
    assert match.candidate_ids == (NUMBER,)
    assert match.register_version is None, "events of before name no register"
    assert [one.needs_review for one in paper.own.fields] == [False]
    assert paper.stands.matches[0].citizen_id == NUMBER
    assert [(one.code, one.against) for one in paper.told] == [
        ("facts_differ", "A-1.9")
    ]


def test_what_a_person_decided_is_the_papers_own(bench: Bench) -> None:
    decided = replace(OWN, outcome="none", decided_in="7-1")
    bench.made("A-1", matches=[decided])
    bench.committer.commit()
    detail = {"role": "applicant", "role_index": 1, "before": {}, "number_asked": True}
    event = make_event("t", "sohoa", PERSONS_COMPARED, "A-1.1", json.dumps(detail))
    bench.context.store.commit(StoreChange(append={"events": [event]}))
    (match,) = filed(bench, "A-1")["A-1.1"].own.matches
    assert match.outcome == "none"
