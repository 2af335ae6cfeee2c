"""Addresses and organs' names as they are properly written: marks of known words restored, capitals
set right."""

from __future__ import annotations

import re

from pipeline.extract.normalize import by_fold, clean_text, fold, fold_word


def address(text: str, place_words: tuple[str, ...], provinces: tuple[str, ...]) -> str | None:
    """An address with the marks of `phường`, `quận`, … and of its province restored, and commas
    between its parts.

    Args:
        text: as read.
        place_words: words before names, in lower case; only such in lower case are touched.
        provinces: names of provinces; the last part becomes the one that it folds to.
    """
    cleaned = clean_text(text)
    if cleaned is None:
        return None
    known = by_fold(place_words)
    # A comma is often read as a full stop: before a lower-case word it can be nothing else.
    cleaned = re.sub(
        r"(?<=\w)[.;]\s+(?=[^\W\d_A-ZĐ])",
        lambda m: ", " if m.string[m.end()].islower() else m[0],
        cleaned,
    )
    words = [_with_marks(word, known) for word in cleaned.split()]
    joined = " ".join(words)
    for province in sorted(provinces, key=len, reverse=True):
        tail = joined[-len(province) :]
        before = joined[: -len(province)]
        if fold(tail) == fold(province) and re.search(r"(?:^|[,.;\s])\s*$", before):
            return re.sub(r"(?<=\w{3})[.;]\s*$", ", ", before) + province
    return joined


def _with_marks(word: str, known: dict[str, tuple[str, ...]]) -> str:
    same = known.get(fold_word(word), ())
    bare = word.strip(",.;")
    return (
        word.replace(bare, same[0])
        if bare.islower() and len(same) == 1 and len(bare) == len(same[0])
        else word
    )


def organ_name(text: str, phrases: tuple[str, ...], place_words: tuple[str, ...]) -> str | None:
    """An organ's name in the case of running text: `UBND QUẬN THANH LÂM` gives `UBND quận Thanh
    Lâm`.

    Args:
        text: as read; a name that is not in capitals keeps its case.
        phrases: parts of organs' names as they are written (`Ủy ban nhân dân`, `Tài nguyên và Môi
            trường`); their marks are restored, too.
        place_words: words before names of places, in lower case.
    """
    cleaned = clean_text(text)
    if cleaned is None:
        return None
    words = cleaned.split()
    folded = [fold_word(word) for word in words]
    table = {tuple(fold(phrase).split()): phrase for phrase in phrases}
    units = {tuple(fold(word).split()): word for word in place_words}
    shouted = sum(char.isupper() for char in cleaned) > 0.6 * sum(
        char.isalpha() for char in cleaned
    )
    found: list[str] = []
    at = 0
    while at < len(words):
        keys = [tuple(folded[at : at + length]) for length in range(12, 0, -1)]
        phrase = next(
            (table[key] for key in keys if key in table and _is_phrase(key, words[at], table[key])),
            None,
        )
        unit = next(
            (units[key] for key in keys if key in units and _is_unit(words[at], units[key], found)),
            None,
        )
        chosen = phrase or unit or (words[at].capitalize() if shouted else words[at])
        found.append(chosen)
        at += len(fold(chosen).split()) or 1
    name = " ".join(found)
    return name[0].upper() + name[1:]


def _is_phrase(key: tuple[str, ...], word: str, phrase: str) -> bool:
    """Whether words are a phrase: one of a single syllable must stand with its marks (`Bộ` is not
    `Bồ`)."""
    return len(key) > 1 or word.lower() == phrase.lower()


def _is_unit(word: str, unit: str, before: list[str]) -> bool:
    """Whether a word is `quận`, `xã`, …: with its marks, or without them where a committee's name
    goes on."""
    return word.lower() == unit.split(maxsplit=1)[0] or (
        bool(before) and before[-1].endswith(("nhân dân", "UBND", "HĐND"))
    )
