"""What people read has words, and no code of a program."""

import pytest

from cli import console
from cli.showing.values import show_matches, type_words, value_words
from pipeline.extract.types import document_types
from pipeline.review.words import load_words


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "ngày sinh (mẹ)"), ("en", "birth date (mother)")],
)
def test_a_value_of_a_person(lang: str, words: str) -> None:
    assert value_words(lang, "birth_date", "mother", 1) == words


def test_one_of_several_and_the_papers_own() -> None:
    assert value_words("vi", "full_name", "spouse", 2).startswith(
        "họ tên (vợ hoặc chồng"
    )
    assert value_words("vi", "number", None, None) == "số, ký hiệu"
    assert value_words("en", "new_fact", None, None) == "new fact"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_value_that_a_paper_may_have_has_a_word(lang: str) -> None:
    names = {"citizen_id", "old_id"}  # what `identity` stands for
    for one in document_types():
        names.update(*(person.facts for person in one.persons), one.layout.facts)
        names.update(field.name for field in one.fields)
    words = load_words(lang).fields
    assert {name for name in names if name not in words} == {"identity"}


def test_a_type_has_its_name() -> None:
    assert type_words("vi", "giay_khai_sinh") == "Giấy khai sinh"
    assert type_words("en", "giay_khai_sinh") == "giay_khai_sinh"


@pytest.mark.parametrize("outcome", ["matched", "review", "none"])
def test_an_outcome_is_told_in_words(outcome: str) -> None:
    number = "001080000001" if outcome == "matched" else None
    match = {
        "role": "subject",
        "role_index": 1,
        "outcome": outcome,
        "citizen_id": number,
        "probability": None,
        "explanation": "",
    }
    with console.capture_output() as said:
        show_matches([match], "vi")
    (line,) = "".join(said.out).splitlines()
    assert outcome not in line and (number or "") in line
