"""The features that the forest asks for: their names, what they tell of, and which way they may
move the odds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

GROUPS = ("number", "name", "birth", "gender", "place", "others")


class Feature(NamedTuple):
    """A feature: the group that its part is told under, and which way more of it may move the odds
    (1 up, -1 down, 0 either)."""

    name: str
    group: str
    way: int


FEATURES = (
    Feature("number_edits", "number", -1),
    Feature("digits_against", "number", -1),
    Feature("serial_edits", "number", -1),
    Feature("head_edits", "number", -1),
    Feature("serial_step", "number", 0),
    Feature("old_edits", "number", -1),
    Feature("number_holes", "number", 0),
    Feature("number_given", "number", 0),
    Feature("number_against_reading", "number", 0),
    Feature("number_of_another", "others", 1),
    Feature("name_level", "name", 1),
    Feature("name_edits", "name", -1),
    Feature("given_edits", "name", -1),
    Feature("given_marked_edits", "name", -1),
    Feature("other_given_borne", "name", -1),
    Feature("family_edits", "name", -1),
    Feature("other_syllables_borne", "name", -1),
    Feature("mark_edits", "name", -1),
    Feature("syllables_lacking", "name", 0),
    Feature("name_frequency", "name", -1),
    Feature("birth_level", "birth", 1),
    Feature("birth_edits", "birth", -1),
    Feature("birth_swapped", "birth", 1),
    Feature("birth_parts", "birth", 0),
    Feature("gender", "gender", 1),
    Feature("place_level", "place", 1),
    Feature("commune_likeness", "place", 1),
    Feature("commune_known", "place", 0),
    Feature("province", "place", 1),
    Feature("commune_frequency", "place", -1),
    Feature("lead", "others", 1),
    Feature("near_rivals", "others", -1),
    Feature("registered_namesakes", "others", -1),
    Feature("expected_namesakes", "others", -1),
    Feature("expected_here", "others", -1),
    Feature("weight", "others", 1),
)
GROUP_OF = np.array([GROUPS.index(f.group) for f in FEATURES], np.int64)
