"""Which forms of a forgiven word are looked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.search.affordable import MOST_LOOKS, affordable_forms
from pipeline.search.near import near_forms

MANY = 50 * MOST_LOOKS


def frequency(**known):
    return lambda word: known.get(word, 0)


def test_in_a_small_archive_all_forms_are_looked_for_rarest_first():
    known = frequency(dang=30, dan=7, lang=9, dong=2, quyet=40)
    assert affordable_forms("dang", ["quyet"], known) == ("dong", "dan", "lang")


def test_among_common_words_only_rare_forms_are_looked_for():
    known = frequency(dang=MANY, dan=MANY, lang=MOST_LOOKS - 5, damg=3, quyet=MANY)
    assert affordable_forms("dang", ["quyet"], known) == ("damg", "lang")


def test_beside_a_rare_word_common_forms_cost_little():
    known = frequency(dang=MANY, dan=MANY, lang=MANY, biet=4)
    assert affordable_forms("dang", ["biet"], known) == ("dan", "lang")


def test_what_was_meant_by_a_word_that_stands_nowhere_is_looked_for():
    known = frequency(nguyen=MANY, ngyen=2 * MANY, van=MANY)
    assert affordable_forms("nguyem", ["van"], known) == ("nguyen",)
    assert affordable_forms("nguyen", ["van"], known) == ()


def test_beside_a_word_that_stands_nowhere_nothing_is_looked_for():
    assert affordable_forms("dang", ["quyet"], frequency(dan=5)) == ()


@given(
    st.dictionaries(st.sampled_from(sorted(near_forms("dang"))), st.integers(0, MANY))
)
def test_the_looks_are_bounded(known):
    chosen = affordable_forms(
        "dang", ["quyet"], frequency(quyet=MANY, **{"dang": 1, **known})
    )
    found = {"dang": 1, **known}
    if found["dang"]:
        assert sum(found[one] for one in chosen) <= MOST_LOOKS
