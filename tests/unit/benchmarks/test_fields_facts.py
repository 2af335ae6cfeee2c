"""What became of each fact, and what a person is asked about."""

from benchmarks.fields.facts import Outcome, Told, lines, notation, same


def told(name: str, outcome: Outcome, page: str = "1", hand: bool = False) -> Told:
    return Told(page, name, hand, "x", "x", 0.9, outcome)


def said(*facts: Told) -> str:
    return next(line for line in lines(facts) if line.startswith("asked though right"))


def test_a_right_fact_that_is_asked_about_counts() -> None:
    facts = (told("place", Outcome.RIGHT), told("issuer", Outcome.ASKED))
    assert said(*facts) == "asked though right, all: 1 of 2 (50.0%)"


def test_the_notation_of_a_number_by_hand_is_no_question_of_its_own() -> None:
    facts = (
        told("number", Outcome.ASKED, hand=True),
        told("notation", Outcome.ASKED),
        told("notation", Outcome.ASKED, page="2"),
        told("place", Outcome.RIGHT),
    )
    assert said(*facts) == "asked though right, all: 1 of 2 (50.0%)"


def test_every_wrong_fact_is_listed() -> None:
    listed = list(lines([told("place", Outcome.ACCEPTED)]))
    assert any("place [wrong_accepted 0.90]" in line for line in listed)


def test_two_spellings_of_a_value_are_the_same() -> None:
    assert same("issuer", "UỶ BAN NHÂN DÂN", "Ủy ban nhân dân")
    assert not same("number", "12/QĐ-UBND", "13/QĐ-UBND")
    assert notation("123/QĐ-UBND") == "QĐ-UBND"
