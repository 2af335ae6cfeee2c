"""How the best candidates of queries agree."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipeline.match.register import Register
from pipeline.match.training.patterns import patterns_of, rank_with, with_patterns
from pipeline.match.weights.model import LEVELS, Patterns, default_model
from schemas.linkage import PersonQuery


def test_levels_of_the_best_candidates_are_counted(register: Register) -> None:
    one = register.citizen(7000)
    right = PersonQuery("a", one.citizen_id, None, one.full_name, one.birth_date)
    nobody = PersonQuery("b", full_name="Zzyzx Qwrt")
    ranked = rank_with(register.model, [nobody, right], register)
    assert list(ranked) == [1] and ranked[1].ids[0] == one.citizen_id
    found = patterns_of(ranked.values(), 2)
    assert (found.queries, found.found) == (2, 1)
    assert found.levels["number"]["exact"] == found.levels["name"]["exact"] == 1
    assert found.levels["place"] == {**dict.fromkeys(LEVELS["place"], 0), "absent": 1}


def test_a_model_keeps_them_and_is_another_one_by_them() -> None:
    before, found = default_model(), patterns_of((), 5)
    after = with_patterns(before, found)
    assert (before.patterns, after.patterns) == (None, found)
    assert before.digest != after.digest


def test_every_level_needs_its_count() -> None:
    levels = {c: dict.fromkeys(names, 0) for c, names in LEVELS.items()}
    Patterns(queries=0, found=0, levels=levels)
    del levels["birth"]["near"]
    with pytest.raises(ValidationError):
        Patterns(queries=0, found=0, levels=levels)
