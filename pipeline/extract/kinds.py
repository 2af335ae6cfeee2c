"""Values by their kind: what words hold of a name, a date, a number, an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from pipeline.common.vietnamese.tones import one_tone_place
from pipeline.extract import spelling
from pipeline.extract.normalize import dates, names, numbers
from pipeline.extract.normalize import text as plain
from pipeline.extract.normalize.text import clean_text, close_brackets
from pipeline.extract.rows import Token
from pipeline.extract.values import Value, Words, confirm
from pipeline.extract.vocabulary import Kind, Vocabulary

# An inferred century, or a name that begins with no family name, is worth less than a plain
# reading.
_UNSURE = 0.6
_REPAIRED = 0.95  # share of confidence of what got its marks from a list
_UNUSUAL = 0.9  # … of a name with a word that names do not have
_OLD_DIGITS = 9
_LOST_COMMA = re.compile(r"\s(\d{1,2})(?!\d)")  # behind a measure


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
            return organ_value(_organ_words(words), vocabulary)
        case "address":
            return _address(words, vocabulary)
        case "text":
            return _text(words)


def _name(words: Words, vocabulary: Vocabulary) -> Value | None:
    families = (vocabulary.family_names, vocabulary.rare_family_names)
    name = names.person_name(words.text, *families)
    if name is None:
        return None
    folded = plain.fold(name).split()
    used = [token for token in words.tokens if token.folded and token.folded in folded]
    first = next(
        (at for at, token in enumerate(words.tokens) if used and token is used[0]), 0
    )
    start = sum(len(token.text) + 1 for token in words.tokens[:first])
    share = _UNSURE * _REPAIRED
    if has_family_name(name, vocabulary):
        as_read = used[0].text.strip(".,:;").capitalize() if used else ""
        family, sure = names.family_name(as_read, *families)
        share = 1.0 if family == as_read or not used else _REPAIRED if sure else share
    if not vocabulary.is_usual_name(name.split()):
        share = min(share, _UNUSUAL)
    return words.value(name, start, min(start + len(name) + 2, len(words.text)), share)


def has_family_name(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a name begins with a known family name."""
    return name.split(maxsplit=1)[0] in vocabulary.all_family_names


def _date(words: Words, bare_year: bool) -> Value | None:
    found = dates.find_date(words.text, bare_year)
    if found is None:
        return None
    return words.value(
        found.value, found.start, found.end, 1.0 if found.sure else _UNSURE
    )


def _identity(words: Words) -> Value | None:
    """A number of twelve or nine digits; one of eleven or thirteen is asked for."""
    found = numbers.identity_number(words.text)
    share = 1.0
    if found is None:
        found, share = numbers.miscounted_number(words.text), _UNSURE
    if found is None:
        return None
    number, start, end = found
    name = "citizen_id" if len(number) > _OLD_DIGITS else "old_id"
    return words.value(number, start, end, share, name=name)


def _number(words: Words, vocabulary: Vocabulary) -> Value | None:
    text = words.text
    start = next((at for at, char in enumerate(text) if char.isalnum()), len(text))
    found = numbers.document_number(text[start:], vocabulary.notations)
    if found is not None:
        return words.value(found[0], start, start + found[2])
    return None


def _amount(words: Words, money: bool) -> Value | None:
    """A measure or sum. Where a comma was lost (`65 3 m²`) it is put back, and a person asked, as
    where it may part thousands (`1,250 m²`)."""
    found = numbers.amount(words.text, money=money)
    if found is None:
        return None
    value, start, end = found
    either = not money and numbers.THOUSANDS.fullmatch(words.text[start:end])
    rest = _LOST_COMMA.match(words.text, end)
    if rest is None:
        return words.value(value, start, end, _UNSURE if either else 1.0)
    return words.value(f"{value}.{rest[1]}", start, rest.end(), _UNSURE)


def _from_list(words: Words, kind: Kind, vocabulary: Vocabulary) -> Value | None:
    if kind == "gender":
        found = plain.gender(words.text)
    else:
        known = (
            vocabulary.ethnicities if kind == "ethnicity" else vocabulary.nationalities
        )
        found = plain.snap(words.text, known)
    if found is None:
        return None
    # A word of a closed list, read in full, confirms itself.
    listed = kind != "gender" and found in words.text
    first = next((at for at, token in enumerate(words.tokens) if token.folded), 0)
    start = sum(len(token.text) + 1 for token in words.tokens[:first])
    value = words.value(found, start, start + max(len(found), 1), corrected=True)
    return confirm(value) if value is not None and listed else value


def _text(words: Words) -> Value | None:
    end = _sentence_end(words)
    text = clean_text(words.text[:end])
    return words.value(close_brackets(text), 0, end) if text else None


def _address(words: Words, vocabulary: Vocabulary) -> Value | None:
    """An address. What opens none (`sở hộ kinh doanh`) is likely the end of a longer label."""
    words = _behind_at(words)
    if not words:
        return None
    end = _address_end(words, vocabulary)
    text = spelling.address(
        words.text[:end], vocabulary.address_words, vocabulary.provinces
    )
    if text is None or not any(
        word[0].isupper() or word[0].isdecimal() for word in text.split()
    ):
        return None
    first = words.tokens[0].text.strip(".,:")
    opens = not first[:1].islower() or first in vocabulary.address_openers
    return words.value(close_brackets(text), 0, end, 1.0 if opens else _UNSURE)


def _behind_at(words: Words) -> Words:
    """The words without `tại` before them."""
    begin = 1 if words.tokens[0].folded == "tai" else 0
    return Words(words.tokens[begin:], words.page)


def _organ_words(words: Words) -> Words:
    """An organ's words alone: neither `tại` before them nor the number and day of its entry behind
    them belong to its name (`Đăng ký khai tử tại … Số: 64/2025, ngày 08 tháng 12 năm 2025`)."""
    words = _behind_at(words)
    entry = (
        at
        for at, (token, following) in enumerate(pairwise(words.tokens))
        if (token.folded == "so" and "/" in following.text)
        or (token.folded == "ngay" and following.text[:1].isdecimal())
    )
    return Words(words.tokens[: next(entry, None)], words.page)


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
    if _holds_odd_word(text, vocabulary) or _misses_phrase(text, vocabulary):
        share *= _UNSURE
    if plain.lacks_letter(text, vocabulary.provinces):
        share *= _UNSURE
    return words.value(text, 0, len(words.text), share, corrected=mended)


def _holds_odd_word(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a word of an organ's name is likely misread: no syllable and no known abbreviation,
    or a word of such names with other marks (`Cục THUÊ`). In the name of a place (`xã Hòa Phong`)
    a word needn't be what it means elsewhere."""
    before = ""
    for word in re.findall(r"[^\W\d_]+", text):
        if not plain.is_syllable(word):
            if word not in vocabulary.layout.organ_abbreviations:
                return True
        elif vocabulary.is_mismarked(word) and vocabulary.is_organ_word(before):
            return True
        before = word
    return False


def _misses_phrase(text: str, vocabulary: Vocabulary) -> bool:
    """Whether words are a phrase of organs' names but for one letter (`Môi trườn`)."""
    words = text.lower().split()
    for phrase in vocabulary.long_phrases:
        length = phrase.count(" ") + 1
        for at in range(len(words) - length + 1):
            there = " ".join(words[at : at + length])
            # `học điện` in `Đại học Điện lực` is no `học viện`.
            odd = not all(map(vocabulary.is_organ_word, there.split()))
            if odd and Levenshtein.distance(there, phrase, score_cutoff=1) == 1:
                return True
    return False


def _letters(text: str) -> str:
    spelled = "".join(map(one_tone_place, re.findall(r"[^\W_]+", text.lower())))
    return "".join(char for char in spelled if char.isalnum())


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
    """Where an address ends: behind its province, at a semicolon, at a full stop that is no misread
    comma, or where the sentence goes on (`…, tỉnh Lâm Đồng, về việc mất …`)."""
    clauses = vocabulary.clause_words
    provinces = tuple(f" {plain.fold(province)}" for province in vocabulary.provinces)
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
        goes_on = following.lower() if complete else following
        if (complete or token.text.endswith(",")) and goes_on in clauses:
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
