"""What stands beside an item: where it is on the paper, who may be meant, what was typed."""

from __future__ import annotations

from pipeline.serve.answers.showing import Shown, read_facts, show_item
from pipeline.serve.items.keyings import Keying, Look
from tests.unit.serve.conftest import EVIL, Kept

PAPER = "H26.27-241101-0012.1"
BORN = f"field|{PAPER}|subject|1|birth_date"
NUMBER = f"field|{PAPER}|subject|1|citizen_id"
PERSON = f"match|{PAPER}|subject|1"


def shown(kept: Kept, key: str) -> Shown:
    kept.site.queue.look_again()
    item = kept.site.queue.get(key)
    assert item is not None
    return show_item(kept.site, item)


def test_a_value_is_lit_where_it_stands(kept: Kept) -> None:
    found = shown(kept, BORN)
    assert found.document is not None and found.document.document_id == PAPER
    assert found.page == 1 and found.spot is not None
    assert found.spots == (found.spot,)
    assert (found.look, found.typed) == (None, ())


def test_of_a_person_all_facts_are_lit_and_candidates_stand_beside(kept: Kept) -> None:
    found = shown(kept, PERSON)
    assert len(found.spots) == 4
    assert [one.citizen.citizen_id for one in found.candidates] == [
        "001209000123",
        "001209000124",
    ]
    assert found.read == {
        "full_name": "Trần Ngọc Hùng",
        "birth_date": "2009-05-17",
        "citizen_id": "001209000123",
        "address": EVIL,
    }


def test_an_entry_of_quarantine_has_no_paper(kept: Kept) -> None:
    found = shown(kept, "quarantine|giay-1")
    assert (found.document, found.page, found.spots) == (None, 1, ())
    assert (found.candidates, dict(found.read)) == ((), {})


def test_what_was_typed_is_seen_by_the_third_alone(kept: Kept) -> None:
    kept.site.double_keying = True
    first, second = (Keying("an", "An", "001"), Keying("binh", "Bình", "002"))
    looks = [shown(kept, NUMBER)]
    for one in (first, second):
        kept.site.keyings.add(NUMBER, one)
        looks.append(shown(kept, NUMBER))
    assert [one.look for one in looks] == [Look.FIRST, Look.SECOND, Look.THIRD]
    assert [one.typed for one in looks] == [(), (), ("001", "002")]


def test_numbers_alone_are_typed_twice(kept: Kept) -> None:
    kept.site.double_keying = True
    assert shown(kept, BORN).look is None
    kept.site.double_keying = False
    assert shown(kept, NUMBER).look is None


def test_what_was_read_stands_in_where_nothing_was_taken() -> None:
    rows = {
        "full_name": {"value": "Lan", "raw_value": "LAN"},
        "birth_date": {"value": None, "raw_value": "17/5/2009"},
        "gender": {"value": None, "raw_value": ""},
    }
    assert read_facts(rows) == {"full_name": "Lan", "birth_date": "17/5/2009"}
