"""The signer's name: the last name-like line below a signer's title, at the right of the last page
that has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from pipeline.extract.layout import Row
from pipeline.extract.normalize import fold, person_name
from pipeline.extract.types import Vocabulary
from pipeline.extract.values import Value, Words

_TITLE_FITS = 85
_UNTITLED = 0.75  # share of confidence that a name without a title above it keeps


def read_signer(rows: Sequence[Row], vocabulary: Vocabulary) -> Value | None:
    """The name under the last signer's title of a page; None where there is no such pair.

    Args:
        rows: rows of one page, top to bottom.
        vocabulary: titles of signers and family names.
    """
    titles = [fold(title) for title in vocabulary.layout.signer_titles]
    ends = [fold(end) for end in vocabulary.layout.signer_ends]
    best: Value | None = None
    title: Row | None = None
    for row in rows:
        if row.page == 1 and row.box.y0 < 0.15 * row.page_height:
            continue
        for segment in _right_parts(row):
            if _is_title(segment, titles):
                title, best = segment, None
            elif title is not None and best is None and _below(title, segment):
                best = _signed_name(segment, vocabulary, ends)
    return best or _lonely_name(rows, vocabulary)


def _lonely_name(rows: Sequence[Row], vocabulary: Vocabulary) -> Value | None:
    """Where no title was read (under a seal): the last name that stands alone right of the middle,
    worth less."""
    for row in reversed(rows):
        for segment in _right_parts(row):
            value = (
                _signed_name(segment, vocabulary, ())
                if row.box.y0 > 0.5 * row.page_height
                else None
            )
            if value is not None and segment.box.x0 > 0.45 * row.page_width:
                return replace(value, confidence=value.confidence * _UNTITLED)
    return None


def _right_parts(row: Row) -> list[Row]:
    """Segments whose centre is right of two fifths of the page."""
    return [
        part for part in row.segments if (part.box.x0 + part.box.x1) / 2 > 0.42 * row.page_width
    ]


def _is_title(segment: Row, titles: Sequence[str]) -> bool:
    if len(segment.tokens) > 12:
        return False
    text = segment.text.strip()
    flat = fold(text)
    if not flat or text.endswith((";", ",")):
        return False
    caps = sum(char.isupper() for char in text) >= 0.6 * sum(char.isalpha() for char in text)
    for title in titles:
        if flat == title or (caps and (flat + " ").startswith(title + " ")):
            return True
        if len(title) > 6 and caps and fuzz.ratio(flat[: len(title)], title) >= _TITLE_FITS:
            return True
        if (
            len(title) > 6
            and len(flat) <= len(title) + 4
            and fuzz.ratio(flat, title) >= _TITLE_FITS
        ):
            return True
    return False


def _below(title: Row, segment: Row) -> bool:
    """Whether a segment stands under the title: below it, columns overlapping, not too far."""
    if segment.page != title.page or segment.box.y0 <= title.box.y0 + 0.5 * title.height:
        return False
    centre = (segment.box.x0 + segment.box.x1) / 2
    near = abs(centre - (title.box.x0 + title.box.x1) / 2) < 0.17 * title.page_width
    return near and segment.box.y0 - title.box.y1 < 0.3 * title.page_height


def _signed_name(segment: Row, vocabulary: Vocabulary, ends: Sequence[str]) -> Value | None:
    flat = fold(segment.text)
    if any(fuzz.ratio(flat, end) >= 85 for end in ends) or segment.text.strip().startswith("("):
        return None
    words = [token for token in segment.tokens if token.folded]
    # Seal and signature leave stray marks around the name: short words without letters are passed
    # over.
    words = [token for token in words if any(char.isalpha() for char in token.text)]
    while words and not _begins_name(words[0].text):
        words.pop(0)
    found = Words(words, segment.page)
    if not 2 <= len(words) <= 6:
        return None
    name = person_name(found.text, vocabulary.family_names)
    if name is None or name.split()[0] not in vocabulary.family_names:
        return None
    return found.value(name, 0, len(found.text))


def _begins_name(text: str) -> bool:
    return text.lstrip("“”\"'‘’«»-–—=<>_~.,:;*^°`|/\\")[:1].isupper()
