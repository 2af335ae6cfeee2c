"""No register is replaced by a ruin."""

import json
from pathlib import Path

import pytest

from pipeline.errors import TableError
from pipeline.match.register.check import Rejection
from pipeline.match.register.guard import (
    LEAST_SHARE,
    MOST_REMOVED,
    check_any_applied,
    check_removed,
    check_size,
)

SOURCE = Path("dan-cu.csv")


@pytest.fixture
def register(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"accepted": 100}))
    return tmp_path


def rejected(count):
    return [
        Rejection(row, "citizen_id", "not_12_digits") for row in range(2, 2 + count)
    ]


def code_of(register, accepted, rejections=(), shortened=0, least_share=LEAST_SHARE):
    with pytest.raises(TableError) as caught:
        check_size(SOURCE, register, accepted, rejections, shortened, least_share)
    return caught.value.code


def test_an_empty_table_changes_nothing(register):
    assert code_of(register, 0) == "register_no_rows"


def test_a_table_without_a_good_row_is_told_from_one_that_lost_its_zeros(register):
    assert code_of(register, 0, rejected(6)) == "register_all_rejected"
    assert (
        code_of(register, 0, rejected(6), shortened=4)
        == "register_all_rejected_zeros_lost"
    )


def test_half_of_what_stands_is_enough_and_less_is_refused(register):
    check_size(SOURCE, register, 50, rejected(3), 0, LEAST_SHARE)
    assert code_of(register, 49) == "register_far_smaller"
    assert code_of(register, 49, rejected(51), 51) == "register_far_smaller_zeros_lost"
    check_size(SOURCE, register, 1, (), 0, 0.01)


@pytest.mark.parametrize("content", ["", "[]", "{}", "{"])
def test_a_register_that_can_not_be_read_sets_no_measure(tmp_path, content):
    (tmp_path / "manifest.json").write_text(content)
    check_size(SOURCE, tmp_path, 1, (), 0, LEAST_SHARE)
    check_size(SOURCE, tmp_path / "none", 1, (), 0, LEAST_SHARE)


def test_the_message_says_why_and_where(register):
    with pytest.raises(TableError) as caught:
        check_size(SOURCE, register, 0, rejected(6), 0, LEAST_SHARE)
    assert "citizen_id not_12_digits: 6" in str(caught.value)
    assert "rows 2, 3, 4, 5, 6 …" in str(caught.value)


def test_changes_of_which_none_is_good_are_refused_by_what_is_behind_it():
    check_any_applied(SOURCE, 0, [], 0)
    check_any_applied(SOURCE, 1, rejected(9), 9)
    for shortened, code in (
        (1, "register_no_change_applied"),
        (9, "register_changes_zeros_lost"),
    ):
        with pytest.raises(TableError) as caught:
            check_any_applied(SOURCE, 0, rejected(9), shortened)
        assert caught.value.code == code
        assert "replace-smaller" not in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("people", "allowed"), [(100, 20), (2000, 20), (5000, 50), (10_000_000, 100_000)]
)
def test_so_many_may_go_at_once(people, allowed):
    check_removed(SOURCE, allowed, people, MOST_REMOVED)
    with pytest.raises(TableError) as caught:
        check_removed(SOURCE, allowed + 1, people, MOST_REMOVED)
    assert caught.value.code == "register_removes_many"
