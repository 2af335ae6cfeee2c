"""Facts that confirm one another or don't: names of persons and places that stand on a paper twice,
numbers that tell sex and birth year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.common.citizen_id import citizen_id_fits
from pipeline.extract.forms.fields import Found
from pipeline.extract.normalize.text import fold
from pipeline.extract.rows import Token, TokenRow
from pipeline.extract.values import Value, confirm

# Shares of confidence: of a place spelled as more readings have it, and as half of them have it.
_MENDED, _UNDECIDED = 0.95, 0.6
_EDGES = ",.;:()“”\"'"


def settle_names(found: Sequence[Found], rows: Sequence[TokenRow]) -> list[Found]:
    """The facts with every person's name spelled as the sum of its readings on the paper says, word
    by word."""
    tokens = [token for row in rows for token in row.tokens if token.folded]
    starts: dict[str, list[int]] = defaultdict(list)
    for at, token in enumerate(tokens):
        starts[token.folded].append(at)
    return [
        _settle(fact, tokens, starts) if fact.name == "full_name" else fact
        for fact in found
    ]


def _settle(
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
        _choose_spelling(word, [tokens[at + n] for at in places])
        for n, word in enumerate(words)
    ]
    # The family name has been matched with the list of known ones.
    name = " ".join([words[0], *chosen[1:]])
    return replace(fact, value=replace(fact.value, value=name))


def _choose_spelling(word: str, readings: Sequence[Token]) -> str:
    votes: dict[str, float] = defaultdict(float)
    for token in readings:
        letters = "".join(char for char in token.text if char.isalpha() or char == "'")
        if len(letters) == len(word):
            votes[letters.capitalize()] += token.confidence
    return max(
        votes, key=lambda spelled: (votes[spelled], spelled == word), default=word
    )


def settle_places(
    found: Sequence[Found], rows: Sequence[TokenRow], units: tuple[str, ...]
) -> list[Found]:
    """The facts with the names of places in them (`xã Minh Khai`) held against the same name
    elsewhere on the paper, marks aside: as most readings have it, asked about where none has a
    majority.

    Args:
        found: the facts.
        rows: all rows of the paper.
        units: words before names of places, in lower case.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    parts = (part for row in rows for part in row.segments)
    for key, name in (p for part in parts for p in _places(part.text, units)):
        votes[key][name] += 1
    return [
        replace(fact, value=_as_most(fact.value, votes, units))
        if fact.name != "full_name"
        else fact
        for fact in found
    ]


def _as_most(
    value: Value, votes: Mapping[str, Counter[str]], units: tuple[str, ...]
) -> Value:
    for key, name in _places(value.value, units):
        readings = votes.get(key, Counter())
        own = readings[name]
        best, most = max(
            ((other, count) for other, count in readings.items() if other != name),
            key=lambda pair: pair[1],
            default=("", 0),
        )
        if not most or own > most:
            continue
        doubt = _MENDED if most > own else _UNDECIDED
        told = value.value.replace(name, best) if most > own else value.value
        value = replace(value, value=told, confidence=value.confidence * doubt)
    return value


def _places(text: str, units: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(what unit and name fold to, the name with capitals) of each place in a text."""
    words = text.split()
    plain = [word.lower() for word in words]
    for at in range(len(words)):
        unit = next(
            (u for u in units if plain[at : at + u.count(" ") + 1] == u.split()), ""
        )
        if not unit:
            continue
        name: list[str] = []
        for word in words[at + unit.count(" ") + 1 :]:
            bare = word.strip(_EDGES)
            if not bare or not bare[0].isupper() or not bare.isalpha():
                break
            name.append(bare.capitalize())
            if bare != word:
                break
        if name:
            yield fold(f"{unit} {' '.join(name)}"), " ".join(name)


def confirm_numbers(found: Sequence[Found]) -> list[Found]:
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
        replace(fact, value=confirm(fact.value))
        if (fact.role, fact.role_index, fact.name) in sure
        else fact
        for fact in found
    ]
