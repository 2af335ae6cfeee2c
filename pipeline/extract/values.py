"""From the words behind a label to a normalised value with its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract import normalize, spelling
from pipeline.extract.confidence import value_probability
from pipeline.extract.layout import Token, box_of
from pipeline.extract.normalize import clean_text, closed_brackets
from pipeline.extract.types import Kind, Vocabulary
from schemas.geometry import BoundingBox

# An inferred century, or a name that begins with no family name, is worth less than a plain
# reading.
_UNSURE = 0.6
_REPAIRED = 0.95  # share of confidence of what got its marks from a list
_LOST_COMMA = re.compile(r"\s(\d{1,2})(?!\d)")  # behind a measure
# Least confidence of what a closed list or another fact confirms, and of its words.
_CONFIRMED, _KNOWN = 0.97, 0.8


@dataclass(frozen=True, slots=True)
class Value:
    """A reading; `confidence` is the probability that it is right. `name` replaces the field's
    name where the value decides it (citizen_id or old_id).

    `weakest` is the least confidence of its words, 0 where one of them is doubtful by its letters.
    `handwritten`: one of its words is no print, or not plainly: a suggestion only. `agreed`:
    something else on the paper, or a closed list, says the same.
    """

    value: str
    raw: str
    confidence: float
    weakest: float
    box: BoundingBox
    page: int
    name: str | None = None
    handwritten: bool = False
    agreed: bool = False


class Words:
    """Tokens as one text with the way back from a span to them."""

    def __init__(self, tokens: Sequence[Token], page: int) -> None:
        self.tokens = tuple(tokens)
        self.page = page
        self._starts: list[int] = []
        at = 0
        for token in self.tokens:
            self._starts.append(at)
            at += len(token.text) + 1
        self.text = " ".join(token.text for token in self.tokens)

    def __bool__(self) -> bool:
        return any(token.folded for token in self.tokens)

    @property
    def letters(self) -> int:
        """How many letters and digits they have."""
        return sum(len(token.folded) for token in self.tokens)

    def covered(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that [start, end) of the text touches, those without letters and digits left
        out."""
        return tuple(
            token
            for token, at in zip(self.tokens, self._starts, strict=True)
            if at < end and at + len(token.text) > start and token.folded
        )

    def value(
        self,
        value: str,
        start: int,
        end: int,
        share: float = 1.0,
        name: str | None = None,
        corrected: bool = False,
    ) -> Value | None:
        """A value that stands on [start, end), `corrected` by a list that knows it; None without
        letters."""
        tokens = self.covered(start, end)
        if not tokens:
            return None
        sure = min(token.confidence for token in tokens)
        confidence = value_probability(sure, len(tokens)) * share
        weakest = (
            0.0 if any(token.doubtful for token in tokens) and not corrected else sure
        )
        raw = " ".join(token.text for token in tokens)
        by_hand = any(token.handwritten for token in tokens)
        return Value(
            value, raw, confidence, weakest, box_of(tokens), self.page, name, by_hand
        )


def read_value(
    words: Words, kind: Kind, vocabulary: Vocabulary, bare_year: bool = False
) -> Value | None:
    """The value of a kind that the words begin with or hold; None where they show none."""
    match kind:
        case "name":
            return _name(words, vocabulary)
        case "date":
            return _date(words, bare_year)
        case "identity":
            return _identity(words)
        case "number":
            return _number(words, vocabulary)
        case "gender" | "ethnicity" | "nationality":
            return _from_list(words, kind, vocabulary)
        case "amount" | "money":
            return _amount(words, kind == "money")
        case "organ":
            return organ_value(words, vocabulary)
        case "address":
            return _address(words, vocabulary)
        case "text":
            return _text(words)


def _name(words: Words, vocabulary: Vocabulary) -> Value | None:
    name = normalize.person_name(words.text, vocabulary.family_names)
    if name is None:
        return None
    folded = normalize.fold(name).split()
    used = [token for token in words.tokens if token.folded and token.folded in folded]
    first = next(
        (at for at, token in enumerate(words.tokens) if used and token is used[0]), 0
    )
    start = sum(len(token.text) + 1 for token in words.tokens[:first])
    share = _UNSURE * _REPAIRED
    if has_family_name(name, vocabulary):
        as_read = used[0].text.strip(".,:;").capitalize() if used else ""
        family, sure = normalize.family_name(as_read, vocabulary.family_names)
        share = 1.0 if family == as_read or not used else _REPAIRED if sure else share
    return words.value(name, start, min(start + len(name) + 2, len(words.text)), share)


def has_family_name(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a name begins with a known family name."""
    return name.split(maxsplit=1)[0] in vocabulary.family_names


def _date(words: Words, bare_year: bool) -> Value | None:
    found = normalize.find_date(words.text, bare_year)
    if found is None:
        return None
    return words.value(
        found.value, found.start, found.end, 1.0 if found.sure else _UNSURE
    )


def _identity(words: Words) -> Value | None:
    found = normalize.identity_number(words.text)
    if found is None:
        return None
    number, start, end = found
    return words.value(
        number, start, end, name="citizen_id" if len(number) == 12 else "old_id"
    )


def _number(words: Words, vocabulary: Vocabulary) -> Value | None:
    text = words.text
    start = next((at for at, char in enumerate(text) if char.isalnum()), len(text))
    found = normalize.document_number(text[start:], vocabulary.notations)
    if found is not None:
        return words.value(found[0], start, start + found[2])
    return None


def _amount(words: Words, money: bool) -> Value | None:
    """A measure or sum. Where a comma was lost (`65 3 m²`) it is put back, and a person asked, as
    where it may part thousands (`1,250 m²`)."""
    found = normalize.amount(words.text, money=money)
    if found is None:
        return None
    value, start, end = found
    either = not money and normalize.THOUSANDS.fullmatch(words.text[start:end])
    rest = _LOST_COMMA.match(words.text, end)
    if rest is None:
        return words.value(value, start, end, _UNSURE if either else 1.0)
    return words.value(f"{value}.{rest[1]}", start, rest.end(), _UNSURE)


def _from_list(words: Words, kind: Kind, vocabulary: Vocabulary) -> Value | None:
    if kind == "gender":
        found = normalize.gender(words.text)
    else:
        known = (
            vocabulary.ethnicities if kind == "ethnicity" else vocabulary.nationalities
        )
        found = normalize.snap(words.text, known)
    if found is None:
        return None
    # A word of a closed list, read in full, confirms itself.
    listed = kind != "gender" and found in words.text
    first = next((at for at, token in enumerate(words.tokens) if token.folded), 0)
    start = sum(len(token.text) + 1 for token in words.tokens[:first])
    value = words.value(found, start, start + max(len(found), 1), corrected=True)
    return confirmed(value) if value is not None and listed else value


def confirmed(value: Value) -> Value:
    """A value that something else than the engine's confidence speaks for."""
    sure = max(value.confidence, _CONFIRMED)
    return replace(
        value, confidence=sure, weakest=max(value.weakest, _KNOWN), agreed=True
    )


def _text(words: Words) -> Value | None:
    end = _sentence_end(words)
    text = clean_text(words.text[:end])
    return words.value(closed_brackets(text), 0, end) if text else None


def _address(words: Words, vocabulary: Vocabulary) -> Value | None:
    end = _address_end(words, vocabulary)
    text = spelling.address(
        words.text[:end], vocabulary.address_words, vocabulary.provinces
    )
    if text is None or not any(
        word[0].isupper() or word[0].isdecimal() for word in text.split()
    ):
        return None
    return words.value(closed_brackets(text), 0, end)


def organ_value(words: Words, vocabulary: Vocabulary) -> Value | None:
    """An organ's name in the case of running text."""
    text = spelling.organ_name(
        words.text,
        vocabulary.organ_phrases,
        vocabulary.layout.place_units,
        vocabulary.provinces,
    )
    if text is None:
        return None
    mended = _letters(text) != _letters(words.text)
    share = _REPAIRED if mended else 1.0
    if not all(
        _is_organ_word(word, vocabulary) for word in re.findall(r"[^\W\d_]+", text)
    ):
        share *= _UNSURE
    if normalize.lacks_letter(text, vocabulary.provinces):
        share *= _UNSURE
    return words.value(text, 0, len(words.text), share, corrected=mended)


def _is_organ_word(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word may stand in an organ's name as it is: a syllable that is no known word with
    other marks (`Cục THUÊ`), or a known abbreviation."""
    if not normalize.is_syllable(word):
        return word in vocabulary.layout.organ_abbreviations
    known = vocabulary.organ_words.get(normalize.fold_word(word))
    return known is None or word.lower() in known


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _sentence_end(words: Words) -> int:
    """Where the first sentence ends: at a semicolon, or a full stop that no abbreviation (`TP.`,
    `Q.`) bears."""
    at = 0
    for token in words.tokens:
        at += len(token.text) + 1
        if token.text.endswith(";") or _full_stop(token.text):
            return at - 1
    return len(words.text)


def _full_stop(text: str) -> bool:
    bare = text.rstrip(".")
    return bare != text and (len(bare) > 2 or bare.isdecimal()) and not bare.isupper()


def _address_end(words: Words, vocabulary: Vocabulary) -> int:
    """Where an address ends: behind its province, at a semicolon, or at a full stop that is no
    misread comma."""
    provinces = tuple(
        f" {normalize.fold(province)}" for province in vocabulary.provinces
    )
    at, flat = 0, ""
    for n, token in enumerate(words.tokens):
        at += len(token.text) + 1
        flat += f" {token.folded}" if token.folded else ""
        following = words.tokens[n + 1].text if n + 1 < len(words.tokens) else ""
        complete = flat.endswith(provinces)
        if token.text.endswith(";") and not following[:1].islower():
            return at - 1
        if _full_stop(token.text) and (complete or not following):
            return at - 1
        if (
            _full_stop(token.text)
            and following[:1].isupper()
            and not _completes(words.tokens[n + 1 :], provinces)
        ):
            return at - 1
    return len(words.text)


def _completes(tokens: Sequence[Token], provinces: tuple[str, ...]) -> bool:
    """Whether a province stands among the next words."""
    flat = "".join(f" {token.folded}" for token in tokens[:12] if token.folded) + " "
    return any(f"{province} " in flat for province in provinces)
