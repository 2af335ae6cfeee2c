"""Of whom a form speaks: one person after the other, or one in each column."""

from __future__ import annotations

import pytest

from pipeline.extract.forms.sections import People, role_indices
from pipeline.extract.rows import Token, TokenRow
from pipeline.extract.type_file import PersonRule
from schemas.geometry import BoundingBox

WIDTH = 1000.0
BUYER, SELLER = PersonRule(role="buyer"), PersonRule(role="seller")
OWNER = PersonRule(role="owner", repeats=True)


def row(y: float, page: int = 1) -> TokenRow:
    token = Token("An", "an", BoundingBox(100, y, 160, y + 20), 0.9, 0)
    return TokenRow((token,), page, WIDTH, 1400)


ROWS = [row(100), row(104), row(300), row(100, page=2)]


def people() -> People:
    return People((BUYER, SELLER, OWNER), ROWS)


def test_nobody_is_spoken_of_at_first_and_after_the_end():
    form = people()
    assert form.at(500) is None
    form.open(BUYER, 0, 100, headed=True)
    form.close()
    assert form.at(500) is None
    assert form.edges(0, 500) == (0, WIDTH)


def test_persons_at_one_height_have_a_column_each():
    form = people()
    seller = form.open(SELLER, 0, 520, headed=True)
    buyer = form.open(BUYER, 1, 80, headed=True)
    assert form.columns == [buyer, seller]
    assert (form.at(90), form.at(400), form.at(600)) == (buyer, buyer, seller)
    assert form.at(0) is buyer, "left of all columns stands the first"
    assert form.edges(0, 90) == (70, 520)
    assert form.edges(0, 530) == (510, WIDTH)


@pytest.mark.parametrize(
    ("rule", "at", "x0"),
    [
        (BUYER, 2, 520),
        (BUYER, 3, 520),
        (BUYER, 1, 150),
        (SELLER, 1, 520),
    ],
    ids=["below", "other page", "too near", "same kind"],
)
def test_else_the_next_person_takes_the_place_of_the_last(rule, at, x0):
    form = people()
    form.open(SELLER, 0, 80, headed=True)
    second = form.open(rule, at, x0, headed=False)
    assert form.columns == [second]
    assert form.edges(at, x0) == (0, WIDTH)


def test_a_person_who_was_named_is_found_and_spoken_of_again():
    form = people()
    first = form.open(OWNER, 0, 100, headed=False)
    first.name = "LÊ VĂN BA"
    form.open(BUYER, 2, 100, headed=False)
    assert form.find_named("LÊ VĂN BA") is first
    assert form.find_named("LÊ VĂN BA", BUYER) is None
    assert form.find_named("LÊ VĂN TƯ") is None
    form.speak_again(first, 3, 200)
    assert form.at(900) is first and (first.row, first.x0) == (3, 200)


def test_only_a_rule_that_repeats_has_several_persons():
    form = people()
    for rule in (BUYER, OWNER):
        assert form.may_open(rule)
        form.open(rule, 0, 100, headed=False)
    assert form.may_open(OWNER) and form.may_open(SELLER)
    assert not form.may_open(BUYER)


def test_persons_of_a_role_are_counted_and_one_name_is_one_person():
    form = people()
    for rule, name in [
        (OWNER, "LÊ BA"),
        (BUYER, None),
        (OWNER, None),
        (OWNER, "LÊ BA"),
        (OWNER, None),
    ]:
        form.open(rule, 0, 100, headed=False).name = name
    assert role_indices(form) == {0: 1, 1: 1, 2: 2, 3: 1, 4: 3}
