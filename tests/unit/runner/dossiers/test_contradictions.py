"""Papers of one dossier that say otherwise: found at their commit, marked, both sides kept."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.runner.dossiers.contradictions import find_differing, mark_rows
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow, FieldRow
from schemas.work import Contradiction, DocumentRows, ReceivedDocument
from tests.store_rows import made_row

LAN, HOA = "001309110678", "001309110679"
PERSON = {"full_name": "Nguyễn Thị Lan", "birth_date": "2009-05-17"}
FOUND = Contradiction("facts_differ", "citizen_id", "A-1.1")


def rows(document: ReceivedDocument, **facts: str) -> DocumentRows:
    """A paper that says these facts of its subject."""
    fields = tuple(
        made_row(
            FieldRow,
            document_id=document.document_id,
            role="subject",
            role_index=1,
            name=name,
            value=value,
        )
        for name, value in facts.items()
    )
    row = made_row(
        DocumentRow, document_id=document.document_id, status="done", review_reasons=()
    )
    return DocumentRows(row, fields=fields)


def stored(found: DocumentRows) -> list[dict[str, Any]]:
    return [
        {
            "document_id": one.document_id,
            "role": one.role,
            "role_index": one.role_index,
            "name": one.name,
            "value": one.value,
            "needs_review": False,
        }
        for one in found.fields
    ]


@pytest.fixture
def on_file(call) -> ReceivedDocument:
    """A paper of dossier A-1 that is filed, and names Lan by her number."""
    document = call.received("A-1", b"first")
    context = call.context
    fields = stored(rows(document, **PERSON, citizen_id=LAN))
    context.store.commit(StoreChange(append={"fields": fields}))
    context.ledger.documents.mark_done([document.document_id])
    return document


def differing(call, *papers):
    return find_differing(papers, call.context.ledger, call.context.store)


def test_a_new_paper_is_held_against_those_on_file(call, on_file):
    new = call.received("A-1", b"second")
    other = rows(new, **PERSON, citizen_id=HOA)
    found = differing(call, (new, other))
    assert set(found) == {new.document_id}
    (told,) = found[new.document_id]
    assert (told.code, told.found, told.against) == (
        "facts_differ",
        "citizen_id",
        on_file.document_id,
    )
    assert LAN not in str(found) and HOA not in str(found), "no value is told"


def test_papers_that_agree_and_other_dossiers_are_left_alone(call, on_file):
    same, other = call.received("A-1", b"second"), call.received("B-1", b"third")
    assert (
        differing(
            call,
            (same, rows(same, **PERSON, citizen_id=LAN)),
            (other, rows(other, **PERSON, citizen_id=HOA)),
        )
        == {}
    )


def test_of_papers_made_together_the_later_is_marked_in_whatever_order(call):
    first, second = (call.received("A-1", content) for content in (b"1", b"2"))
    papers = [
        (first, rows(first, **PERSON, citizen_id=LAN)),
        (second, rows(second, **PERSON, citizen_id=HOA)),
    ]
    for order in (papers, papers[::-1]):
        assert set(differing(call, *order)) == {second.document_id}


def test_no_papers_no_contradictions(call):
    assert differing(call) == {}


def test_a_marked_document_waits_and_an_event_keeps_both_sides(call):
    document = call.received("A-1")
    marked = mark_rows(rows(document), [FOUND])
    assert marked.document.status == "needs_review"
    assert marked.document.review_reasons == ("facts_differ",)
    (event,) = marked.events
    assert event.item == document.document_id
    assert "A-1.1" in json.dumps(json.loads(event.detail or "{}"))


def test_a_reason_stands_once_behind_those_that_were_there(call):
    made = rows(call.received("A-1"))
    waiting = replace(
        made.document, review_reasons=("type_unknown", "facts_differ"), status="done"
    )
    marked = mark_rows(replace(made, document=waiting), [FOUND, FOUND])
    assert marked.document.review_reasons == ("type_unknown", "facts_differ")
    assert len(marked.events) == 2


def test_without_a_finding_the_rows_are_the_same(call):
    made = rows(call.received("A-1"))
    assert mark_rows(made, []) is made
