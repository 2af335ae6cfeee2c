"""What typists typed of numbers, and everybody's figures."""

import stat

import pytest

from pipeline.serve.items.keyings import Keying, Keyings

ITEM = "H26.27-241105-0012.1:subject.1.citizen_id"
AN, BINH = (
    Keying("an", "Văn An", "001075000123"),
    Keying("binh", "Thị Bình", "001075000132"),
)


@pytest.fixture
def keyings(tmp_path):
    return Keyings(tmp_path / Keyings.FILE)


def test_nothing_is_made_by_looking(keyings, tmp_path):
    assert (
        keyings.of(ITEM) == ()
        and keyings.all() == {}
        and keyings.work("2024-01-01") == ()
    )
    assert list(tmp_path.iterdir()) == []


def test_both_typists_values_stand_in_their_order(keyings, tmp_path):
    keyings.add(ITEM, AN)
    keyings.add(ITEM, BINH)
    assert keyings.of(ITEM) == (AN, BINH)
    assert keyings.all() == {ITEM: ("an", "binh")}
    assert stat.S_IMODE((tmp_path / Keyings.FILE).stat().st_mode) == 0o600


def test_typing_again_replaces_ones_own_value(keyings):
    keyings.add(ITEM, AN)
    again = Keying("an", "Văn An", "001075000124")
    keyings.add(ITEM, again)
    assert keyings.of(ITEM) == (again,)


def test_a_value_is_taken_back_by_its_typist_or_with_the_item(keyings):
    for one in (AN, BINH):
        keyings.add(ITEM, one)
        keyings.add("other", one)
    keyings.forget(ITEM, "an")
    assert keyings.of(ITEM) == (BINH,)
    keyings.forget("other")
    assert keyings.all() == {ITEM: ("binh",)}


def test_figures_of_a_day_are_added_up_by_person_and_kind(keyings):
    keyings.count("an", "Văn An", "field", seconds=30.0, decisions=2)
    keyings.count("an", "Văn An", "field", seconds=15.0, decisions=1, keyed=2, agreed=1)
    keyings.count("an", "Văn An", "match", decisions=1)
    first, second = keyings.work("2000-01-01")
    assert (first.kind, first.decisions, first.seconds) == ("field", 3, 45.0)
    assert (first.keyed, first.agreed, second.kind) == (2, 1, "match")
    assert keyings.work("9999-01-01") == ()
