"""What a decision changes, cell by cell."""

import pytest

from pipeline.review.changes.cells import (
    RowChange,
    add_row,
    apply_change,
    edit,
    event_row,
    read_event,
)
from pipeline.review.decision import DecisionKind, Subject
from pipeline.review.paper import PaperRows
from schemas.tables.rows import values_of

FIELD = {
    "document_id": "A.1",
    "role": "subject",
    "role_index": 1,
    "name": "birth_date",
    "value": None,
    "needs_review": True,
}
SUBJECT = Subject(DecisionKind.FIELD, "A.1", "subject", 1, "birth_date")
CELLS = {"value": "1975-03-12", "needs_review": False}


@pytest.fixture
def paper():
    return PaperRows(
        {"documents": [{"document_id": "A.1"}], "fields": [dict(FIELD)], "matches": []}
    )


def test_only_cells_that_differ_are_changed():
    change = edit("fields", FIELD, {"value": "1975-03-12", "needs_review": True})
    assert (change.before, change.after) == ({"value": None}, {"value": "1975-03-12"})
    assert edit("fields", FIELD, {"needs_review": True}) is None


def test_a_change_and_its_reverse_leave_the_paper_as_it_was(paper):
    change = edit("fields", FIELD, CELLS)
    assert apply_change(change, paper) is True
    assert paper.tables["fields"][0]["value"] == "1975-03-12"
    assert apply_change(change, paper) is False, "its before stands there no more"
    assert apply_change(change.reversed(), paper) is True
    assert paper.tables["fields"] == [FIELD]


def test_a_row_that_was_not_there_is_added_and_goes_again(paper):
    other = Subject(DecisionKind.FIELD, "A.1", "subject", 1, "full_name")
    change = add_row("fields", other, {"value": "Nguyễn Văn An"})
    assert apply_change(change, paper) is True
    new = paper.tables["fields"][1]
    assert (new["name"], new["value"], new["page"]) == (
        "full_name",
        "Nguyễn Văn An",
        None,
    )
    gone = RowChange("fields", change.key, change.after, None)
    assert apply_change(gone, paper) is True
    assert paper.tables["fields"] == [FIELD]


def test_changes_meet_where_they_are_about_the_same_cells():
    key = {"document_id": "A.1"}
    one, same, other = (
        RowChange("documents", key, {name: 1}, {name: 2}) for name in ("a", "a", "b")
    )
    assert one.touches(same) and not one.touches(other)
    assert RowChange("documents", key, None, {"b": 1}).touches(one)
    assert not RowChange("fields", key, {"a": 1}, {"a": 2}).touches(one)


def test_an_event_is_read_as_it_was_written():
    change = edit("fields", FIELD, CELLS)
    row = event_row(
        "7-2", "2024-11-05T08:00:00+07:00", "An", SUBJECT, "A.1", [change], undoes=""
    )
    event = read_event(values_of(row))
    assert (event.event_id, event.document_id, event.subject) == ("7-2", "A.1", SUBJECT)
    assert (event.changes, event.undoes, event.order) == ((change,), None, (7, 2))


def test_other_events_are_no_decisions():
    row = {"event_id": None, "item": "A.1", "detail": "{}"}
    assert read_event(row) is None
    assert (
        read_event({**row, "event_id": "1-1", "detail": '{"item": "signed"}'}) is None
    )
