"""The signer's name: the line that stands below a signer's title, at the right of the last page
that has one. A title, a rank or an organ is never made into a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.head.number import HEAD
from pipeline.extract.head.organ_words import has_signer_title
from pipeline.extract.normalize.names import family_name
from pipeline.extract.normalize.text import fold, fold_word, is_syllable
from pipeline.extract.parts.label import Labelled
from pipeline.extract.values import Value, Words
from pipeline.extract.vocabulary import Vocabulary
from schemas.geometry import BoundingBox

_LEAST = 0.4  # probability that a line is a name
_RIGHT = 0.42  # of the page's width: names of signers stand right of it
_REPAIRED = (
    0.95  # share of confidence that a name keeps whose family name got its marks back
)
_UNKNOWN = (
    0.5  # … one whose family name nobody knows, or with a word that is no syllable
)
_UNUSUAL = 0.9  # … one with a word that names do not have
_UNTITLED = 0.75  # … one without a title above it
_LONGEST = 6
_PLAIN = 0.9  # probability from which a line is a signer's title beyond doubt
_ROOM = 0.13  # of the page's height: from a title to the name below the signature


def read_signer(lines: Sequence[Labelled], vocabulary: Vocabulary) -> Value | None:
    """The name under the signer's title of a page; None where none is printed there.

    Args:
        lines: lines of one page with their parts.
        vocabulary: family names, and words that no name holds.
    """
    best: tuple[float, Value] | None = None
    for at, line in enumerate(lines):
        row = line.row
        middle = (row.box.x0 + row.box.x1) / 2 / row.page_width
        if line.part != "NAME" or line.sure < _LEAST or middle < _RIGHT:
            continue
        share = line.credit * (1.0 if _titled(lines, at) else _UNTITLED)
        value = read_signed_name(Words(row.tokens, row.page), vocabulary, share)
        if value is not None and (best is None or (value.confidence, at) >= best[:1]):
            best = value.confidence, value
    return (
        best[1] if best else _as_title(lines, vocabulary) or _unread(lines, vocabulary)
    )


def _as_title(lines: Sequence[Labelled], vocabulary: Vocabulary) -> Value | None:
    """A name in capitals that was taken for the last line of a title: it begins with a family
    name."""
    for at, line in enumerate(lines):
        row = line.row
        right = (row.box.x0 + row.box.x1) / 2 > _RIGHT * row.page_width
        first = row.tokens[0].text.strip(".,:").capitalize()
        taken = line.part in {"TITLE", "AUTHORITY"} and right and _titled(lines, at)
        if taken and first in vocabulary.family_names:
            value = read_signed_name(Words(row.tokens, row.page), vocabulary, _UNTITLED)
            if value is not None:
                return value
    return None


def _unread(lines: Sequence[Labelled], vocabulary: Vocabulary) -> Value | None:
    """The last signer's title under which no name was read (it is stamped in script, or lies under
    a seal), with the room below it: without value, so that a person reads it there."""
    told = [line for line in lines if _is_title(line, vocabulary)]
    if not told:
        return None
    row = told[-1].row
    value = Words(row.tokens, row.page).value("", 0, len(row.text), 0.0)
    bottom = min(row.box.y1 + _ROOM * row.page_height, row.page_height)
    below = BoundingBox(row.box.x0, row.box.y0, row.box.x1, bottom)
    for line in lines:
        if line.part == "NAME" and line.row.box.y0 > row.box.y0:
            below = below.union(line.row.box)
    return value and replace(value, raw="", box=below)


def _is_title(line: Labelled, vocabulary: Vocabulary) -> bool:
    """Whether a line at the right, below the head, is a signer's title beyond doubt."""
    row = line.row
    right = (row.box.x0 + row.box.x1) / 2 > _RIGHT * row.page_width
    if not right or row.box.y0 < HEAD * row.page_height or len(row.segments) > 1:
        return False
    said = row.text.isupper() and has_signer_title(
        row.text, vocabulary.layout.signer_titles
    )
    return said or (line.part == "TITLE" and line.sure >= _PLAIN)


def _titled(lines: Sequence[Labelled], at: int) -> bool:
    """Whether a title or authority stands above a line, on its side of the page."""
    own = lines[at].row.box
    return any(
        line.part in {"TITLE", "AUTHORITY"}
        and line.row.box.y1 < own.y1
        and min(line.row.box.x1, own.x1) > max(line.row.box.x0, own.x0)
        for line in lines
    )


def read_signed_name(
    words: Words, vocabulary: Vocabulary, share: float = 1.0
) -> Value | None:
    """A person's name as it stands below a signature, without rank and degree.

    The name is a run of capitalised syllables; a family name that lost its marks gets them back
    where only one is meant. Runs with a word of titles, ranks or organs are no names.
    """
    tokens = [t for t in words.tokens if any(char.isalpha() for char in t.text)]
    start = _name_start([token.text for token in tokens], vocabulary.layout.ranks)
    # `Phng Hoàng Sơn`: what was taken for a speck may be the family name.
    lost = start > 0 and _may_be_name(tokens[start - 1].text)
    tokens = tokens[start:]
    spelled = [_whole(token.text, vocabulary) for token in tokens]
    if not 2 <= len(spelled) <= _LONGEST or not all(
        _name_word(word) for word in spelled
    ):
        return None
    if _holds_title(spelled, vocabulary):
        return None
    named = [word.capitalize() for word in spelled]
    family, sure = family_name(
        named[0], vocabulary.family_names, vocabulary.rare_family_names
    )
    kept = 1.0 if family == named[0] and sure else _REPAIRED if sure else _UNKNOWN
    if spelled[0] not in tokens[0].text or not all(is_syllable(word) for word in named):
        kept = min(kept, _UNKNOWN)
    if lost:
        kept = min(kept, _UNKNOWN)
    if not vocabulary.is_usual_name([family, *named[1:]]):
        kept = min(kept, _UNUSUAL)
    chosen = Words(tokens, words.page)
    return chosen.value(
        " ".join([family, *named[1:]]), 0, len(chosen.text), share * kept
    )


def _whole(text: str, vocabulary: Vocabulary) -> str:
    """A word without what stands around it; an `m` whose last stroke was read as a colon (`Phạn:`)
    is put right in a family name."""
    if text.endswith("n:") and f"{text[:-2]}m" in vocabulary.family_names:
        text = f"{text[:-2]}m"
    return text.strip("“”\"'‘’«»-–—=<>_~.,:;*^°`|/\\()")


def _name_start(texts: Sequence[str], ranks: tuple[str, ...]) -> int:
    """How many words stand before the name: ranks, degrees (`TS.`, `Thiếu tướng`) and specks."""
    known = [fold(rank).split() for rank in ranks]
    folded = [fold_word(text) for text in texts]
    at = 0
    while at < len(texts):
        rank = next((r for r in known if folded[at : at + len(r)] == r), None)
        if rank is not None:
            at += len(rank)
        elif _is_speck(texts[at]):
            at += 1
        else:
            break
    return at


def _is_speck(text: str) -> bool:
    """Whether a word before the name is no part of it: a letter, an abbreviation, something in
    lower case."""
    bare = text.strip(".:,-–*'\"“”()")
    if len(bare) < 2 or not bare[0].isupper():
        return True
    return not is_syllable(bare) and (len(bare) < 6 or bare.isupper())


def _may_be_name(text: str) -> bool:
    """Whether a word left out before a name is written like one, with a letter lost."""
    return (
        len(text) > 2
        and text[0].isupper()
        and text[1:].isalpha()
        and text[1:].islower()
    )


def _name_word(word: str) -> bool:
    return word[:1].isupper() and word.replace("'", "").replace("-", "").isalpha()


def _holds_title(spelled: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether words are a title (`ĐỘI TRƯỞNG`) or an organ rather than a name; abbreviations
    (`QLHC`) are in no name."""
    plain = f" {' '.join(spelled).lower()} "
    flat = f" {' '.join(map(fold_word, spelled))} "
    # `Văn Phong` is no `Văn phòng`: behind a family name the marks count.
    named = spelled[0].capitalize() in vocabulary.family_names
    for title in _titles(vocabulary):
        if f" {title.lower()} " in plain or (not named and f" {_fold(title)} " in flat):
            return True
    return any(
        word.isupper() and len(word) > 2 and not is_syllable(word) for word in spelled
    )


def _titles(vocabulary: Vocabulary) -> list[str]:
    words = (*vocabulary.layout.signer_titles, *vocabulary.layout.organ_starts)
    return [title for title in words if " " in title]


def _fold(title: str) -> str:
    return " ".join(map(fold_word, title.split()))
