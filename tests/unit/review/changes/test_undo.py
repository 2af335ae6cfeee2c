"""Decisions taken back, in any order of doing and undoing."""

import pytest

from pipeline.review.changes.cells import DecisionEvent, RowChange
from pipeline.review.changes.undo import History, plan_undo
from pipeline.review.decision import DecisionKind, Subject

VALUE = Subject(DecisionKind.FIELD, "A.1", "subject", 1, "birth_date")


def change(before, after, cell="value"):
    return RowChange("fields", {"document_id": "A.1"}, {cell: before}, {cell: after})


def event(event_id, *changes, undoes=None, subject=VALUE):
    return DecisionEvent(event_id, "A.1", subject, changes, undoes)


def undo(history, event_id):
    return plan_undo(Subject(DecisionKind.UNDO, event_id), history)


FIRST = event("1-1", change("a", "b"))
SECOND = event("2-1", change("b", "c"))


def test_the_latest_decision_is_taken_back_cell_by_cell_in_reverse():
    both = event("1-1", change("a", "b"), change(True, False, "needs_review"))
    assert undo(History((both,)), "1-1") == (
        change(False, True, "needs_review"),
        change("b", "a"),
    )


def test_one_that_a_later_one_overtook_is_refused_by_name():
    refusal = undo(History((FIRST, SECOND)), "1-1")
    assert (refusal.code, refusal.facts) == ("review_overtaken", {"event": "2-1"})


def test_what_was_undone_already_changes_nothing():
    history = History((FIRST,)).plus(event("2-1", change("b", "a"), undoes="1-1"))
    assert undo(history, "1-1") == ()


def test_once_the_later_one_is_undone_the_earlier_may_be():
    history = History((FIRST, SECOND, event("3-1", change("c", "b"), undoes="2-1")))
    assert undo(history, "1-1") == (change("b", "a"),)


def test_an_undo_may_be_undone():
    history = History((FIRST, event("2-1", change("b", "a"), undoes="1-1")))
    assert undo(history, "2-1") == (change("a", "b"),)


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (FIRST, "review_unknown_event"),
        (
            event("9-9", subject=Subject(DecisionKind.QUARANTINE, "entry")),
            "review_settled_for_good",
        ),
    ],
)
def test_what_can_not_be_undone_is_told(known, code):
    assert undo(History((known,)), "9-9").code == code


def test_decisions_about_other_cells_are_not_in_the_way():
    other = event("2-1", change("x", "y", "raw_value"))
    history = History((FIRST, other))
    assert history.about(FIRST.changes) == [FIRST]
    assert undo(history, "1-1") == (change("b", "a"),)
    assert history.find("2-1") is other and history.find("7-7") is None
