"""The cells that a checked decision changes, by what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline.review.changes.cells import RowChange, apply_change
from pipeline.review.changes.outcome import changes_of
from pipeline.review.checks.rules import Checked
from pipeline.review.decision import Decision
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

TODAY = date(2026, 11, 28)
BIRTH = f"field|{PAPER}|subject|1|birth_date"
PERSON = f"match|{PAPER}|subject|1"
DOUBTFUL = fact(PAPER, "birth_date", "2009-05-11", "subject", needs_review=True)


def changes(
    text: str, typed: str, value: str | None, on: PaperRows, **more: Any
) -> tuple[RowChange, ...]:
    checked = Checked(Decision(subject(text), typed), value, **more)
    return changes_of(checked, on, "Phạm Thị Dung", TODAY, "7-1")


def only(found: tuple[RowChange, ...]) -> RowChange:
    (change,) = found
    return change


def test_a_typed_value_is_a_persons_and_certain():
    change = only(changes(BIRTH, "17/5/2009", "2009-05-17", paper_of(DOUBTFUL)))
    assert change.key == {
        "document_id": PAPER,
        "role": "subject",
        "role_index": 1,
        "name": "birth_date",
    }
    assert change.after == {
        "value": "2009-05-17",
        "needs_review": False,
        "method": "person",
        "confidence": 1.0,
        "decided_in": "7-1",
    }
    assert change.before == {
        "value": "2009-05-11",
        "needs_review": True,
        "method": "ocr",
        "confidence": 0.95,
        "decided_in": None,
    }


def test_a_value_called_right_stays_the_machines():
    change = only(changes(BIRTH, "ok", "2009-05-11", paper_of(DOUBTFUL)))
    assert change.after == {"needs_review": False, "decided_in": "7-1"}


def test_what_the_reason_overcame_stands_in_the_row():
    change = only(
        changes(
            BIRTH, "2008", "2008", paper_of(DOUBTFUL), against=("review_other_year",)
        )
    )
    assert change.after["decided_against"] == ["review_other_year"]


def test_the_same_decision_once_more_changes_nothing():
    on = paper_of(DOUBTFUL)
    apply_change(only(changes(BIRTH, "17/5/2009", "2009-05-17", on)), on)
    assert changes(BIRTH, "17.5.2009", "2009-05-17", on) == ()
    assert changes(BIRTH, "ok", "2009-05-17", on) == ()
    assert changes(BIRTH, "18.5.2009", "2009-05-18", on) != ()


def test_a_fact_that_was_not_read_gets_its_row():
    change = only(
        changes(f"field|{PAPER}|subject|1|ethnicity", "kinh", "Kinh", paper_of())
    )
    assert change.before is None
    assert (change.after["value"], change.after["method"]) == ("Kinh", "person")


@pytest.mark.parametrize(
    ("name", "value", "cells"),
    [
        ("number", "46/TLKS-BS", {"number": "46/TLKS-BS"}),
        (
            "issued_date",
            "2023-04-05",
            {"issued_date": "2023-04-05", "issued_year": 2023},
        ),
        ("issuer", "UBND phường Ba Đình", {"issuer": "UBND phường Ba Đình"}),
    ],
)
def test_facts_of_the_document_stand_in_its_own_row_too(name, value, cells):
    on = paper_of(fact(PAPER, name, None))
    field, document = changes(f"field|{PAPER}|{name}", value, value, on)
    assert (field.table, document.table) == ("fields", "documents")
    assert document.after == cells
    assert field.after["value"] == value


def test_a_value_that_is_none_empties_the_documents_cell_where_it_was_read():
    on = paper_of(fact(PAPER, "number", "45/TLKS-BS"))
    _, document = changes(f"field|{PAPER}|number", "none", None, on)
    assert document.after == {"number": None}
    # Where nothing was read, what the lists said of the document stands.
    never_read = changes(f"field|{PAPER}|number", "none", None, paper_of())
    assert [one.table for one in never_read] == ["fields"]


def test_a_persons_number_is_no_fact_of_the_document():
    on = paper_of(fact(PAPER, "number", "12", "subject"))
    found = changes(f"field|{PAPER}|subject|1|number", "13", "13", on)
    assert [one.table for one in found] == ["fields"]


@pytest.mark.parametrize(
    ("number", "outcome"), [(LAN, "matched"), (None, "none")], ids=["linked", "nobody"]
)
def test_who_a_person_is(number, outcome):
    change = only(changes(PERSON, number or "none", number, paper_of()))
    after = change.after
    assert after["outcome"] == outcome and after.get("citizen_id") == number
    # No machine says how probable a person's decision is.
    assert {after[one] for one in ("weight", "probability", "runner_up_weight")} == {
        None
    }
    assert "Phạm Thị Dung quyết định ngày 28/11/2026" in after["explanation"]
    assert LAN not in after["explanation"]


def test_a_link_that_stands_by_decision_is_left_and_one_of_the_machine_is_signed():
    machine = paper_of(outcome="matched", citizen_id=LAN)
    confirmed = changes(PERSON, LAN, LAN, machine)
    assert only(confirmed).after["decided_in"] == "7-1"
    apply_change(only(confirmed), machine)
    assert changes(PERSON, LAN, LAN, machine) == ()
    assert only(changes(PERSON, HOA, HOA, machine)).before["citizen_id"] == LAN


def test_a_document_called_right_waits_for_nothing():
    on = paper_of()
    on.document.update({"status": "needs_review", "review_reasons": ["sheet_count"]})
    change = only(changes(f"document|{PAPER}", "ok", "ok", on))
    assert change.after == {"status": "done", "review_reasons": []}
    named = only(changes(f"document|{PAPER}", "Quyết định", "quyet_dinh", on))
    assert named.after["document_type"] == "quyet_dinh"


@pytest.mark.parametrize(
    ("reasons", "after"),
    [
        (["type_unknown"], {"review_reasons": [], "status": "done"}),
        (["sheet_count", "type_unknown"], {"review_reasons": ["sheet_count"]}),
    ],
)
def test_a_type_alone_leaves_open_what_else_the_document_waits_for(reasons, after):
    on = paper_of()
    on.document.update({"status": "needs_review", "review_reasons": reasons})
    change = only(
        changes(f"field|{PAPER}|document_type", "Quyết định", "quyet_dinh", on)
    )
    assert change.after == {"document_type": "quyet_dinh", **after}


def test_a_paper_is_replaced_once():
    on = paper_of()
    change = only(changes(f"supersede|{PAPER}", BETTER, BETTER, on))
    assert change.after == {"superseded_by": BETTER, "superseded_on": "2026-11-28"}
    apply_change(change, on)
    assert changes(f"supersede|{PAPER}", BETTER, BETTER, on) == ()


def test_a_result_is_withdrawn_from_a_day():
    change = only(changes(f"withdraw|{PAPER}", "1/11/2026", "2026-11-01", paper_of()))
    assert change.after == {"withdrawn_on": "2026-11-01", "still_valid": False}
    assert change.before == {"withdrawn_on": None, "still_valid": True}
