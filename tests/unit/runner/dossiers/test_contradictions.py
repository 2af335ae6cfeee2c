"""Papers of one dossier that say otherwise: found at their commit, marked, both sides kept."""

from __future__ import annotations

import json
from dataclasses import replace

from pipeline.runner.dossiers.contradictions import find_differing, mark_rows
from schemas.tables.rows import DocumentRow, FieldRow
from schemas.work import Contradiction, DocumentRows
from tests.support.store_rows import made_row

LAN, HOA = "001309110678", "001309110679"
PERSON = {"full_name": "Nguyễn Thị Lan", "birth_date": "2009-05-17"}
FOUND = Contradiction("facts_differ", "citizen_id", "A-1.1")


def paper(name: str, **facts: str) -> DocumentRows:
    """A paper that says these facts of its subject."""
    code, _, ordinal = name.partition(".")
    person = {"document_id": name, "role": "subject", "role_index": 1}
    fields = tuple(
        made_row(FieldRow, **person, name=fact, value=value)
        for fact, value in facts.items()
    )
    facts = {"dossier_code": code, "ordinal": int(ordinal), "status": "done"}
    return DocumentRows(made_row(DocumentRow, document_id=name, **facts), fields=fields)


def differing(*papers: DocumentRows, made: set[str]):
    return find_differing({one.document.document_id: one for one in papers}, made)


def test_both_papers_are_named_and_no_value_is_told():
    papers = [
        paper("A-1.1", **PERSON, citizen_id=LAN),
        paper("A-1.2", **PERSON, citizen_id=HOA),
    ]
    expected = {
        one: (Contradiction("facts_differ", "citizen_id", other),)
        for one, other in (("A-1.1", "A-1.2"), ("A-1.2", "A-1.1"))
    }
    for order in (papers, papers[::-1]):
        for made in ({"A-1.1"}, {"A-1.2"}, {"A-1.1", "A-1.2"}):
            assert differing(*order, made=made) == expected


def test_papers_that_agree_and_other_dossiers_are_left_alone():
    papers = [
        paper("A-1.1", **PERSON, citizen_id=LAN),
        paper("A-1.2", **PERSON, citizen_id=LAN),
        paper("B-1.1", **PERSON, citizen_id=HOA),
    ]
    assert differing(*papers, made={"A-1.2", "B-1.1"}) == {}
    assert differing(made=set()) == {}


def test_a_marked_document_waits_and_an_event_keeps_both_sides():
    marked = mark_rows(paper("A-1.2"), [FOUND])
    assert marked.document.status == "needs_review"
    assert marked.document.review_reasons == ("facts_differ",)
    (event,) = marked.events
    assert event.item == "A-1.2"
    assert "A-1.1" in json.dumps(json.loads(event.detail or "{}"))


def test_a_reason_stands_once_behind_those_that_were_there():
    made = paper("A-1.2")
    waiting = replace(
        made.document, review_reasons=("type_unknown", "facts_differ"), status="done"
    )
    marked = mark_rows(replace(made, document=waiting), [FOUND, FOUND])
    assert marked.document.review_reasons == ("type_unknown", "facts_differ")
    assert len(marked.events) == 2


def test_without_a_finding_the_rows_are_the_same():
    made = paper("A-1.2")
    assert mark_rows(made, []) is made
