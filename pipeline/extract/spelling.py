"""Addresses and organs' names as they are properly written: marks of known words restored, capitals
set right."""

from __future__ import annotations

import re

from pipeline.extract.normalize.text import by_fold, clean_text, fold, fold_word


def address(
    text: str, place_words: tuple[str, ...], provinces: tuple[str, ...]
) -> str | None:
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


def organ_name(
    text: str,
    phrases: tuple[str, ...],
    place_words: tuple[str, ...],
    provinces: tuple[str, ...] = (),
) -> str | None:
    """An organ's name in the case of running text: `UBND QUẬN THANH LÂM` gives `UBND quận Thanh
    Lâm`. A name in capitals that holds a word which no list knows stays in capitals, the marks of
    the known ones restored: `BỆNH VIỆN VẠN HẠNH`.

    Args:
        text: as read; a name that is not in capitals keeps its case.
        phrases: parts of organs' names as they are written (`Ủy ban nhân dân`, `Tài nguyên và Môi
            trường`); their marks are restored, too.
        place_words: words before names of places, in lower case; the words behind one are a name.
        provinces: names of provinces, their marks are restored.
    """
    cleaned = clean_text(text)
    if cleaned is None:
        return None
    words = cleaned.split()
    folded = [fold_word(word) for word in words]
    known = [_table(phrases), _table(provinces)]
    units = _table(place_words)
    shouted = _is_shouted(cleaned)
    found: list[str] = []
    named, unknown, at = False, False, 0
    while at < len(words):
        keys = [tuple(folded[at : at + length]) for length in range(12, 0, -1)]
        # In the name of a place (`xã Trường Thịnh`) single words are not what they mean elsewhere.
        tried = keys[:-1] if named else keys
        phrase = next(
            (p for table in known for p in _phrases(table, tried, words[at])), None
        )
        # The last word is none: `phường Ngũ Xã`.
        is_last = at + 1 == len(words)
        unit = None if is_last else _find_unit(units, keys, words[at], found)
        chosen = phrase or unit or (words[at].capitalize() if shouted else words[at])
        named = unit is not None or (named and phrase is None)
        unknown |= phrase is None and unit is None and not named and bool(folded[at])
        found.append(chosen)
        at += len(fold(chosen).split()) or 1
    name = " ".join(found)
    return name.upper() if shouted and unknown else name[0].upper() + name[1:]


def _is_shouted(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(char.isupper() for char in letters) > 0.6 * len(letters)


def _find_unit(
    units: dict[tuple[str, ...], str],
    keys: list[tuple[str, ...]],
    word: str,
    before: list[str],
) -> str | None:
    """The word before a place's name that the longest of some folded words is."""
    found = (units[key] for key in keys if key in units)
    return next((unit for unit in found if _is_unit(word, unit, before)), None)


def _table(words: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    return {tuple(fold(word).split()): word for word in words}


def _phrases(
    table: dict[tuple[str, ...], str], keys: list[tuple[str, ...]], word: str
) -> list[str]:
    return [
        table[key] for key in keys if key in table and _is_phrase(key, word, table[key])
    ]


def _is_phrase(key: tuple[str, ...], word: str, phrase: str) -> bool:
    """Whether words are a phrase: one of a single syllable must stand with its marks (`Bộ` is not
    `Bồ`)."""
    return len(key) > 1 or word.lower() == phrase.lower()


def _is_unit(word: str, unit: str, before: list[str]) -> bool:
    """Whether a word is `quận`, `xã`, …: with its marks, or without them where a committee's name
    goes on."""
    return word.lower() == unit.split(maxsplit=1)[0].lower() or (
        bool(before) and before[-1].endswith(("nhân dân", "UBND", "HĐND"))
    )
