"""One call's decisions beside one another: their order, what they see of each other, their events."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from pipeline.extract.types import document_types
from pipeline.review.changes.undo import History
from pipeline.review.checks.rules import Knowledge
from pipeline.review.decision import Decision
from pipeline.review.desk import ReviewDesk
from pipeline.review.paper import PaperRows
from tests.unit.review.papers import (
    BETTER,
    HOA,
    LAN,
    PAPER,
    fact,
    paper_of,
    subject,
)

BIRTH = f"field|{PAPER}|subject|1|birth_date"
CITIZEN = f"field|{PAPER}|subject|1|citizen_id"
PERSON = f"match|{PAPER}|subject|1"
DOUBTFUL = fact(PAPER, "birth_date", "2009-05-11", "subject", needs_review=True)
AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


def desk(
    *papers: PaperRows, history: History = History(()), commit: int = 7
) -> ReviewDesk:
    by_id = {
        one.document["document_id"]: one for one in papers or (paper_of(DOUBTFUL),)
    }
    known = Knowledge(document_types(), None, date(2026, 11, 28))
    return ReviewDesk(by_id, history, known, "Phạm Thị Dung", AT, commit)


def decision(text: str, value: str, **more: str) -> Decision:
    return Decision(subject(text), value, **more)


def take(on: ReviewDesk, *decisions: tuple[str, str]) -> ReviewDesk:
    on.take([decision(*one) for one in decisions])
    return on


def refused(on: ReviewDesk) -> list[str]:
    return [one.code for one in on.refusals]


def test_events_are_named_after_the_commit_and_counted():
    on = take(desk(), (BIRTH, "17/5/2009"), (PERSON, LAN))
    assert [one.event_id for one in on.events] == ["7-1", "7-2"]
    assert on.next_event() == "7-3"
    assert {one.actor for one in on.events} == {"Phạm Thị Dung"}


def test_only_what_changed_is_written_and_whole():
    on = take(desk(), (BIRTH, "17/5/2009"))
    change = on.change()
    assert set(change.replace_documents) == {PAPER}
    tables = change.replace_documents[PAPER]
    assert set(tables) == {"fields"}
    assert [one["name"] for one in tables["fields"]] == [
        "full_name",
        "gender",
        "birth_date",
    ]
    assert change.append == {"events": on.events}


def test_nothing_decided_changes_nothing():
    change = desk().change()
    assert (change.append, dict(change.replace_documents)) == ({"events": []}, {})


def test_an_event_keeps_what_was_typed_and_why_beside_the_cells():
    on = desk()
    on.take([decision(BIRTH, "17.5.2009", because=" in mờ ")])
    detail = json.loads(on.events[0].detail or "")
    assert detail["typed"] == "17.5.2009"
    (change,) = detail["changes"]
    assert change["before"]["value"] == "2009-05-11"
    assert change["after"]["value"] == "2009-05-17"


@pytest.mark.parametrize(
    "order", list(permutations([(BIRTH, "17/5/2010"), (PERSON, LAN)]))
)
def test_values_are_seen_by_the_links_of_the_same_call_in_any_order(order):
    # Lan's number says 2009: against the corrected year it can't be hers.
    on = take(desk(paper_of(DOUBTFUL, candidate_ids=[])), *order)
    assert "review_other_year" in refused(on) or "review_no_register" in refused(on)
    assert [json.loads(one.detail)["what"] for one in on.events] == ["field"]


def test_a_number_and_a_sex_that_contradict_are_seen_in_one_call():
    together = take(desk(), (CITIZEN, LAN), (f"field|{PAPER}|subject|1|gender", "Nam"))
    assert refused(together) != []
    alone = take(desk(), (CITIZEN, LAN))
    assert refused(alone) == []


def test_what_a_refused_decision_says_stays_undone_and_others_stand():
    on = take(desk(), (BIRTH, "hôm qua"), (PERSON, LAN))
    assert refused(on) == ["review_bad_date"]
    assert on.papers[PAPER].match(subject(PERSON))["citizen_id"] == LAN
    assert on.papers[PAPER].field(subject(BIRTH))["value"] == "2009-05-11"


def test_unknown_papers_are_told():
    assert refused(take(desk(), (f"document|{BETTER}", "ok"))) == [
        "review_unknown_document"
    ]


def test_the_same_once_more_is_counted_not_made():
    on = take(desk(), (BIRTH, "17/5/2009"), (BIRTH, "17.5.2009"))
    assert (len(on.events), on.unchanged) == (1, 1)


def test_what_a_person_saw_must_be_what_stands_there():
    on = desk()
    seen = on.papers[PAPER].version(subject(BIRTH))
    on.take([decision(BIRTH, "17/5/2009", seen=seen or "")])
    assert refused(on) == []
    on.take([decision(BIRTH, "18/5/2009", seen=seen or "")])
    assert refused(on) == ["review_stale"]
    # What stands there already is no news, whatever was seen.
    on.take([decision(BIRTH, "17/5/2009", seen=seen or "")])
    assert (refused(on), on.unchanged) == (["review_stale"], 1)


def undo(on: ReviewDesk, *events: str) -> None:
    on.take([decision(f"undo|{one}", "undo") for one in events])


def decided(*steps: tuple[str, str]) -> tuple[PaperRows, History]:
    """A paper after decisions, and what is known of them."""
    from pipeline.review.changes.cells import read_event
    from schemas.tables.arrow import TABLES

    paper = paper_of(DOUBTFUL)
    history = History(())
    for number, step in enumerate(steps, start=1):
        on = take(desk(paper, commit=number), step)
        (row,) = on.events
        names = TABLES["events"].names
        event = read_event({name: getattr(row, name) for name in names})
        assert event is not None
        history = history.plus(event)
    return paper, history


def test_undoing_gives_back_the_cells_as_they_were():
    before = paper_of(DOUBTFUL).tables
    paper, history = decided((BIRTH, "17/5/2009"))
    on = desk(paper, history=history)
    undo(on, "1-1")
    assert (refused(on), paper.tables) == ([], before)
    assert on.events[0].event_id == "7-1"


@pytest.mark.parametrize("order", [("1-1", "2-1"), ("2-1", "1-1")])
def test_two_undone_in_one_call_go_back_in_the_order_of_time(order):
    before = paper_of(DOUBTFUL).tables
    paper, history = decided((BIRTH, "17/5/2009"), (BIRTH, "18/5/2009"))
    on = desk(paper, history=history)
    undo(on, *order)
    assert (refused(on), paper.tables) == ([], before)
    assert [json.loads(one.detail)["undoes"] for one in on.events] == ["2-1", "1-1"]


def test_an_earlier_decision_alone_is_overtaken():
    paper, history = decided((BIRTH, "17/5/2009"), (BIRTH, "18/5/2009"))
    on = desk(paper, history=history)
    undo(on, "1-1")
    assert refused(on) == ["review_overtaken"]
    assert paper.field(subject(BIRTH))["value"] == "2009-05-18"


def test_undone_and_decided_anew_in_one_call():
    paper, history = decided((PERSON, LAN))
    on = desk(paper, history=history)
    on.take([decision(PERSON, HOA), decision("undo|1-1", "undo")])
    assert refused(on) == []
    # The undo comes first: the new link stands.
    assert paper.match(subject(PERSON))["citizen_id"] == HOA
    assert [json.loads(one.detail)["what"] for one in on.events] == ["undo", "match"]


def test_cells_that_changed_behind_the_events_are_not_undone():
    paper, history = decided((BIRTH, "17/5/2009"))
    row = paper.field(subject(BIRTH))
    assert row is not None
    row["value"] = "1999-09-09"
    on = desk(paper, history=history)
    undo(on, "1-1")
    assert refused(on) == ["review_changed_since"]
    assert row["value"] == "1999-09-09" and on.events == []
