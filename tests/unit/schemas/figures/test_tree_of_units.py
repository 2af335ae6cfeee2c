"""Units as a tree: who belongs to whom, who follows whom, and when each was there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.figures.units import TreeUnit, UnitTree

END = date(2025, 6, 30)


def unit(
    code: str, parent: str | None = None, until: date | None = None, *after: str
) -> TreeUnit:
    return TreeUnit(
        code, code.title(), "commune", parent, valid_until=until, successors=after
    )


TREE = UnitTree.of(
    [
        unit("p"),
        unit("old1", "d", END, "new"),
        unit("old2", "d", END, "new", "other"),
        unit("d", "p", END),
        unit("new", "p"),
        unit("other", "p"),
        unit("alone", "p"),
    ]
)


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
        (date(1990, 1, 1), True),
    ],
)
def test_the_last_day_is_one_of_its_days(day, there):
    assert unit("old", None, END).is_valid(day) is there


def test_the_first_day_is_one_of_its_days():
    young = TreeUnit("n", "N", "commune", valid_from=date(2025, 7, 1))
    assert young.is_valid(date(2025, 7, 1)) and not young.is_valid(END)
    assert young.is_valid(date.max)


def test_units_that_follow_one_another_are_summed_together():
    (lineage,) = TREE.lineages
    assert [one.code for one in lineage] == ["old1", "old2", "new", "other"]


def test_all_that_belong_to_a_unit_at_whatever_depth():
    below = [one.code for one in TREE.subtree("p")]
    assert set(below) == set(TREE.units)
    assert [one.code for one in TREE.subtree("d")] == ["d", "old1", "old2"]
    assert [one.code for one in TREE.subtree("alone")] == ["alone"]
    assert TREE.subtree("nowhere") == ()


def test_parents_are_those_that_others_belong_to():
    assert [one.code for one in TREE.parents()] == ["d", "p"]


def test_a_successor_that_is_not_listed_binds_and_is_not_shown():
    tree = UnitTree.of(
        [unit("a", None, END, "gone"), unit("b", None, END, "gone"), unit("c")]
    )
    (lineage,) = tree.lineages
    assert [one.code for one in lineage] == ["a", "b"]


@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=2)
    )
)
def test_no_unit_stands_in_two_lineages(successors):
    tree = UnitTree.of(
        unit(code, None, END, *after) for code, after in successors.items()
    )
    codes = [one.code for lineage in tree.lineages for one in lineage]
    assert len(codes) == len(set(codes))
    for code, after in successors.items():
        for other in after:
            bound = [
                {one.code for one in lineage}
                for lineage in tree.lineages
                if code in {one.code for one in lineage}
            ]
            assert bound and (other in bound[0] or other not in successors)
