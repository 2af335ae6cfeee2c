"""The words of what a person decides, in either language."""

import pytest

from pipeline.review.words import load_words
from schemas.languages import LANGUAGES
from schemas.record import ROLES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_role_has_its_word(lang):
    words = load_words(lang)
    assert set(words.roles) == set(ROLES) and all(words.roles.values())


def test_both_languages_speak_of_the_same_things():
    vi, en = (load_words(lang) for lang in ("vi", "en"))
    for part in ("columns", "kinds", "decisions", "roles", "fields"):
        assert getattr(vi, part).keys() == getattr(en, part).keys(), part


def test_a_fact_without_words_is_named_as_the_tables_do():
    words = load_words("en")
    assert words.fact("some_new_fact") == "some new fact"
    assert words.fact(None) == ""


def test_the_second_person_of_a_role_is_numbered():
    words, role = (
        load_words("vi"),
        ROLES[0] if isinstance(ROLES, tuple) else sorted(ROLES)[0],
    )
    one, two = words.person_of(role, 1), words.person_of(role, 2)
    assert one == words.roles[role] and one != two and "2" in two
    assert words.person_of(None, None) == ""
