"""The rules of a household of papers."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipeline.match.household.rules import Apart, Support, household_rules
from pipeline.match.weights.model import LEVELS


def _levels(**named: str) -> dict[str, int]:
    silent = dict.fromkeys(("number", "gender", "place"), "absent")
    told = {**silent, "name": "exact", "birth": "exact", **named}
    return {c: LEVELS[c].index(level) for c, level in told.items()}


@pytest.mark.parametrize(
    ("levels", "enough"),
    [
        ({"place": "commune"}, True),
        ({"place": "commune", "birth": "year"}, True),
        ({"place": "commune", "birth": "absent"}, False),
        # A namesake born that day may be meant where no home is told.
        ({}, False),
        ({"place": "province"}, False),
        ({"birth": "different"}, False),
        ({"gender": "different"}, False),
        # Twins: names that only marks tell apart, numbers one after the other.
        ({"name": "folded"}, False),
        ({"name": "folded", "number": "one_edit"}, False),
        ({"name": "given", "number": "one_edit"}, False),
        ({"number": "one_edit", "birth": "absent"}, True),
        ({"name": "similar", "number": "exact", "birth": "near"}, True),
        ({"name": "different", "number": "exact"}, False),
        # A namesake born that day, of another home.
        ({"place": "different"}, False),
        ({"number": "different"}, False),
        ({"number": "different", "place": "different"}, False),
        ({"number": "different", "place": "commune"}, True),
        ({"number": "different", "place": "commune", "birth": "year"}, False),
        ({"number": "exact", "place": "different", "birth": "year"}, True),
    ],
)
def test_what_a_paper_must_say_itself(levels: dict[str, str], enough: bool) -> None:
    assert household_rules().supports(_levels(**levels)) is enough


def test_roles_that_exclude_each_other() -> None:
    rules = household_rules()
    assert rules.exclude("mother", "father")
    assert rules.exclude("owner", "owner")
    assert not rules.exclude("applicant", "subject")


def test_unknown_words_are_refused() -> None:
    with pytest.raises(ValidationError, match="unknown level of name"):
        Support(number=("exact",), name=("alike",), birth=(), gender=(), place=())
    with pytest.raises(ValidationError, match="unknown role"):
        Apart(roles=("father", "uncle"))
