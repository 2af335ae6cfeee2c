"""Facts that confirm one another: names that stand on a paper twice, numbers that tell sex and
birth year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.common.citizen_id import citizen_id_fits
from pipeline.extract.forms.fields import Found
from pipeline.extract.layout import Row, Token
from pipeline.extract.normalize.text import fold
from pipeline.extract.values import confirmed


def settled_names(found: Sequence[Found], rows: Sequence[Row]) -> list[Found]:
    """The facts with every person's name spelled as the sum of its readings on the paper says, word
    by word."""
    tokens = [token for row in rows for token in row.tokens if token.folded]
    starts: dict[str, list[int]] = defaultdict(list)
    for at, token in enumerate(tokens):
        starts[token.folded].append(at)
    return [
        _settled(fact, tokens, starts) if fact.name == "full_name" else fact
        for fact in found
    ]


def _settled(
    fact: Found, tokens: Sequence[Token], starts: dict[str, list[int]]
) -> Found:
    folded = fold(fact.value.value).split()
    places = [
        at
        for at in starts.get(folded[0], ())
        if [t.folded for t in tokens[at : at + len(folded)]] == folded
    ]
    if len(places) < 2:
        return fact
    words = fact.value.value.split()
    chosen = [
        _spelling(word, [tokens[at + n] for at in places])
        for n, word in enumerate(words)
    ]
    # The family name has been matched with the list of known ones.
    name = " ".join([words[0], *chosen[1:]])
    return replace(fact, value=replace(fact.value, value=name))


def _spelling(word: str, readings: Sequence[Token]) -> str:
    votes: dict[str, float] = defaultdict(float)
    for token in readings:
        letters = "".join(char for char in token.text if char.isalpha() or char == "'")
        if len(letters) == len(word):
            votes[letters.capitalize()] += token.confidence
    return max(
        votes, key=lambda spelled: (votes[spelled], spelled == word), default=word
    )


def agreeing(found: Sequence[Found]) -> list[Found]:
    """The facts, with a citizen's number and birth date held for sure where the number tells that
    sex and year."""
    facts = {
        (fact.role, fact.role_index, fact.name): fact.value.value for fact in found
    }
    sure: set[tuple[str | None, int | None, str]] = set()
    for fact in found:
        of = (fact.role, fact.role_index)
        birth = facts.get((*of, "birth_date"))
        if (
            fact.name == "citizen_id"
            and birth
            and citizen_id_fits(fact.value.value, facts.get((*of, "gender")), birth)
        ):
            sure |= {(*of, "citizen_id"), (*of, "birth_date")}
    return [
        replace(fact, value=confirmed(fact.value))
        if (fact.role, fact.role_index, fact.name) in sure
        else fact
        for fact in found
    ]
