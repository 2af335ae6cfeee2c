"""What stands in a row of the review table, on plain values."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.match.explanation.beside import FACTS, Agreement, Beside
from pipeline.review.decision import Subject
from pipeline.review.open_items.items import ReviewItem, ValuePlace
from pipeline.review.open_items.persons import PersonInDoubt
from pipeline.review.table.lines import (
    ItemLine,
    Wording,
    lines_of,
    table_row,
)
from pipeline.review.words import load_words
from schemas.linkage import Citizen, PersonQuery

LAN, HOA = "001309110678", "001309110679"


def item(text: str, found: str | None = None, **more: Any) -> ReviewItem:
    subject = Subject.parse(text)
    assert subject is not None
    return ReviewItem(subject, found, ("field_unsure",), "abc123", **more)


PERSON = item("match|A-1.1|subject|1", candidates=(LAN, HOA))


def wording(lang: str) -> Wording:
    return Wording(lang, load_words(lang), why=lambda one: "/".join(one.reasons))


def line(one: ReviewItem, lang: str = "vi", **more: Any) -> ItemLine:
    persons = {one.key: more["person"]} if "person" in more else {}
    filled = {one.key: more["filled"]} if "filled" in more else {}
    (found,) = lines_of([one], persons, wording(lang), filled)
    return found


def beside(citizen: Citizen, **told: Agreement) -> Beside:
    return Beside(citizen, {**dict.fromkeys(FACTS, Agreement.UNKNOWN), **told})


IN_DOUBT = PersonInDoubt(
    PersonQuery(
        "subject/1",
        full_name="Nguyễn Thị Lan",
        birth_date="2009-05-17",
        province_name="Hà Nội",
    ),
    (
        beside(
            Citizen(LAN, "Nguyễn Thị Lan", birth_date="2009-05-17"),
            full_name=Agreement.SAME,
            birth_date=Agreement.NEAR,
            citizen_id=Agreement.DIFFERENT,
        ),
    ),
    ValuePlace(3, None),
)


def test_a_value_in_words_with_its_reason_and_its_page():
    texts = line(
        item(
            "field|A-1.1|mother|2|birth_date",
            "1980-12-01",
            place=ValuePlace(2, None),
            dossier_code="A-1",
            document_type="to_khai",
        )
    ).texts
    assert (texts["field"], texts["person"]) == ("ngày sinh", "mẹ 2")
    assert (texts["found"], texts["why"], texts["page"]) == (
        "01/12/1980",
        "field_unsure",
        "2",
    )
    assert (texts["dossier"], texts["document_id"]) == ("A-1", "A-1.1")


def test_keys_come_back_as_they_went():
    one = item("field|A-1.1|mother|2|birth_date")
    texts = line(one).texts
    assert (texts["item"], texts["version"]) == (one.key, "vabc123")


def test_what_is_filled_in_already_stands_there():
    texts = line(item("field|A-1.1|number"), filled=("46/TLKS", "in mờ")).texts
    assert (texts["decision"], texts["because"]) == ("46/TLKS", "in mờ")
    empty = line(item("field|A-1.1|number")).texts
    assert (empty["decision"], empty["because"]) == ("", "")


def test_a_person_as_the_paper_has_one_each_fact_on_its_line():
    assert line(PERSON, person=IN_DOUBT).texts["read"].split("\n") == [
        "–",
        "Nguyễn Thị Lan",
        "17/05/2009",
        "Hà Nội",
    ]


def test_candidates_with_a_mark_where_something_can_be_said():
    texts = line(PERSON, person=IN_DOUBT).texts
    assert texts["candidate 1"].split("\n") == [
        f"✗ {LAN}",
        "✓ Nguyễn Thị Lan",
        "≈ 17/05/2009",
        "    –",
    ]
    # Whom the register no longer holds is a number.
    assert texts["candidate 2"] == HOA


def test_a_person_stands_where_the_paper_names_one_unless_the_item_says_where():
    assert line(PERSON, person=IN_DOUBT).place == ValuePlace(3, None)
    placed = item("match|A-1.1|subject|1", place=ValuePlace(1, None))
    assert line(placed, person=IN_DOUBT).texts["page"] == "1"
    assert line(PERSON).texts["page"] == ""


@pytest.mark.parametrize(
    ("text", "lang", "choices"),
    [
        ("field|A-1.1|subject|1|gender", "vi", ("đúng", "Nam", "Nữ")),
        ("field|A-1.1|subject|1|gender", "en", ("ok", "Male", "Female")),
        ("field|A-1.1|number", "vi", ("đúng",)),
        ("quarantine|x", "vi", ("đã xử lý",)),
        ("withdraw|A-1.1", "vi", ()),
    ],
)
def test_what_may_be_chosen(text, lang, choices):
    assert line(item(text), lang).choices == choices


@pytest.mark.parametrize(
    ("born", "lang", "told"),
    [
        ("2009-05-17", "vi", "    17/05/2009, đã mất 30/10/2026"),
        (None, "en", "    –, died 30/10/2026"),
    ],
)
def test_a_candidates_death_is_told(born, lang, told):
    dead = Citizen(LAN, "Nguyễn Thị Lan", birth_date=born, death_date="2026-10-30")
    doubt = PersonInDoubt(PersonQuery("q"), (beside(dead),))
    texts = line(PERSON, lang, person=doubt).texts["candidate 1"]
    assert texts.splitlines()[2] == told


def test_of_a_person_the_candidates_by_number_and_name_or_nobody():
    assert line(PERSON, person=IN_DOUBT).choices == (
        f"{LAN} · Nguyễn Thị Lan",
        HOA,
        "không ai",
    )


def test_of_a_document_all_types_but_the_one_for_none():
    vi, en = (line(item("document|A-1.1", "quyet_dinh"), lang) for lang in ("vi", "en"))
    assert vi.choices[0] == "đúng" and "other" not in en.choices
    assert len(vi.choices) == len(en.choices) == len(set(vi.choices))
    assert "quyet_dinh" in en.choices and "quyet_dinh" not in vi.choices


def test_types_are_named_in_vietnamese_and_by_code_in_english():
    one = item("document|A-1.1", document_type="trich_luc_khai_sinh")
    vi, en = line(one).texts, line(one, "en").texts
    assert (vi["type"], en["type"]) == ("Trích lục khai sinh", "trich_luc_khai_sinh")
    assert line(item("document|A-1.1", document_type="new_kind")).texts["type"] == (
        "new_kind"
    )


def test_lines_come_in_the_order_of_their_items():
    items = [item(f"field|A-{n}.1|number") for n in (3, 1, 2)]
    assert [one.item for one in lines_of(items, {}, wording("vi"), {})] == items


def test_a_row_for_machines_has_codes_and_no_decision():
    row = table_row(PERSON, "?")
    assert row == {
        "item": "match|A-1.1|subject|1",
        "what": "match",
        "document_id": "A-1.1",
        "role": "subject",
        "role_index": 1,
        "name": None,
        "found": None,
        "candidates": f"{LAN} {HOA}",
        "why": "?",
        "decision": None,
    }
