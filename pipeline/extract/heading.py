"""Facts that the layout of Decree 30/2020 papers tells: number, date and place, issuer, subject.

Organ and number stand top left, national title, place and date top right, type and subject below.
Everything is decided by where it stands and how it begins, not by exact words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from pipeline.common.vietnamese.folding import fold_same_length
from pipeline.extract.layout import Row, Token
from pipeline.extract.normalize import clean_text, find_date, fold
from pipeline.extract.number import HEAD, read_number
from pipeline.extract.organ import read_issuer
from pipeline.extract.types import LayoutWords, Vocabulary
from pipeline.extract.values import Value, Words
from schemas.geometry import BoundingBox

_PLACE_WORDS = 7
_ABOUT = "veviec"
# The digits may be misread: then the line still tells the place.
_DATED = re.compile(
    r"ng[a-z]{1,2}y[\s.…_–-]*\S{1,3}[\s.…_–-]*"
    r"th?[a-z]{1,3}g[\s.…_–-]*\S{1,3}[\s.…_–-]*"
    r"n[a-z]?m[\s.…_–-]*[\doilts|]{4}"
)


def read_heading(
    rows: Sequence[Row], title_row: Row | None, vocabulary: Vocabulary
) -> dict[str, Value]:
    """The heading facts of a document's first page.

    Args:
        rows: rows of that page, top to bottom.
        title_row: where the classifier found the type's title; None for a paper without one.
        vocabulary: shared words.

    Returns:
        Values by name (number, issued_date, place, issuer, subject); what was not found is left
        out.
    """
    found: dict[str, Value | None] = {}
    words = vocabulary.layout
    number_row, found["number"] = read_number(rows, vocabulary)
    found["issued_date"], found["place"] = dated_place(rows, upper=True)
    found["issuer"] = read_issuer(rows, number_row, title_row, vocabulary)
    found["place"] = _as_issuer_spells(found["place"], found["issuer"], vocabulary.layout)
    found["subject"] = _subject(rows, number_row, title_row, words)
    return {name: value for name, value in found.items() if value is not None}


def has_national_title(rows: Sequence[Row], words: LayoutWords) -> bool:
    """Whether the national title or motto stands in the upper part of the page."""
    titles = [fold(title) for title in words.national_titles]
    head = (row for row in rows if row.box.y0 < HEAD * row.page_height)
    return any(
        fuzz.partial_ratio(title, fold(row.text)) >= 80
        for row in head
        for title in titles
        if len(row.text) > 15
    )


def dated_place(rows: Sequence[Row], upper: bool) -> tuple[Value | None, Value | None]:
    """Date and place of `Hà Nội, ngày 05 tháng 11 năm 2024`, from the head or (not `upper`) from
    above a signature."""
    candidates = rows if upper else tuple(reversed(rows))
    for row in candidates:
        if upper and row.box.y0 > HEAD * row.page_height:
            break
        words = Words(row.tokens, row.page)
        match = _DATED.search(fold_same_length(words.text).replace(":", " "))
        if match is None:
            continue
        place = _place(words, match.start())
        if place is None and not _stands_right(words, match.start(), match.end(), row):
            continue
        date = find_date(words.text[match.start() : match.end()])
        if len(words.text) - match.end() > 12 or (date is None and place is None):
            continue
        return words.value(date.value, match.start(), match.end()) if date else None, place
    return None, None


def _place(words: Words, end: int) -> Value | None:
    """The capitalised words before `, ngày`, back to a gap or something that is no place."""
    before = words.text[:end].rstrip(" ,.;")
    tokens = list(words.covered(0, len(before)))
    kept: list[Token] = []
    for token in reversed(tokens):
        bare = token.text.strip(",.;:()")
        far = kept and kept[0].box.x0 - token.box.x1 > 1.5 * token.box.height
        if (
            far
            or not bare
            or not (bare[0].isupper() or (kept and _misread_letter(bare)))
            or bare.isdecimal()
            or "/" in bare
        ):
            break
        kept.insert(0, token)
    if not kept or len(kept) > _PLACE_WORDS or len(tokens) - len(kept) > 6:
        return None
    text = clean_text(" ".join(token.text for token in kept))
    start = words.text.find(kept[0].text)
    return words.value(text, start, len(before)) if text else None


def _as_issuer_spells(
    place: Value | None, issuer: Value | None, words: LayoutWords
) -> Value | None:
    """A place whose first letters were misread, as the name of the issuing unit has it."""
    if place is None or issuer is None or place.confidence > issuer.confidence + 0.2:
        return place
    tail = max(
        (
            issuer.value.rpartition(f" {unit} ")[2]
            for unit in words.place_units
            if f" {unit} " in issuer.value
        ),
        key=len,
        default="",
    )
    alike = fuzz.ratio(fold(tail), fold(place.value))
    return (
        replace(place, value=tail)
        if tail and alike >= 80 and not place.value[0].isalpha()
        else place
    )


def _misread_letter(text: str) -> bool:
    """Whether a word is letters but for a digit at its beginning (`1ô` for `Tô`)."""
    return text[0].isdecimal() and len(text) > 1 and text[1:].isalpha()


def _stands_right(words: Words, start: int, end: int, row: Row) -> bool:
    tokens = words.covered(start, end)
    alone = (
        sum(len(token.text) for token in words.tokens) - sum(len(token.text) for token in tokens)
        < 25
    )
    return alone and bool(tokens) and tokens[0].box.x0 > 0.3 * row.page_width


def _subject(
    rows: Sequence[Row], number_row: Row | None, title_row: Row | None, words: LayoutWords
) -> Value | None:
    """`Về việc …` below the title, or `V/v …` below the number."""
    starts = [fold(start).replace(" ", "") for start in words.reference_starts]
    for at, row in enumerate(rows):
        if row.box.y0 > 0.55 * row.page_height:
            break
        for segment in row.segments:
            joined = "".join(token.folded for token in segment.tokens[:3])
            start = next((s for s in starts if joined.startswith(s)), None)
            if start is None or (title_row is None and segment.box.x0 > 0.45 * row.page_width):
                continue
            # `Về việc` is part of the subject, the abbreviation before it is not.
            skip = 0 if start == _ABOUT else _cut_start(segment.tokens, start)
            return _run_on(rows, at, segment, skip, words)
    if title_row is not None and title_row in rows:
        return _below_title(rows, rows.index(title_row), words)
    return None


def _cut_start(tokens: Sequence[Token], start: str) -> int:
    joined = ""
    for at, token in enumerate(tokens):
        joined += token.folded
        if len(joined) >= len(start):
            return at + 1
    return len(tokens)


def _run_on(
    rows: Sequence[Row], at: int, segment: Row, skip: int, words: LayoutWords
) -> Value | None:
    """The text from a segment on, with the lines below it in the same column."""
    tokens = list(segment.tokens[skip:])
    box, last = segment.box, segment
    for row in rows[at + 1 : at + 6]:
        if row.box.y0 - last.box.y1 > 0.9 * last.height:
            break
        below = _in_column(row, box)
        if below is None or _ends_subject(below, words):
            break
        tokens.extend(below.tokens)
        box, last = box.union(below.box), below
    whole = Words(tokens, segment.page)
    text = clean_text(whole.text)
    return whole.value(text, 0, len(whole.text)) if text else None


def _in_column(row: Row, box: BoundingBox) -> Row | None:
    middle = (box.x0 + box.x1) / 2
    for segment in row.segments:
        if segment.box.x0 < middle < segment.box.x1:
            return segment
    return None


def _ends_subject(segment: Row, words: LayoutWords) -> bool:
    letters = [char for char in segment.text if char.isalpha()]
    if not letters:
        return True
    shouted = sum(char.isupper() for char in letters) > 0.8 * len(letters) and len(letters) > 8
    return shouted or _begins_with(segment.text, words.subject_ends)


def _below_title(rows: Sequence[Row], at: int, words: LayoutWords) -> Value | None:
    """The centred lines right below a title, in the title's column."""
    title = rows[at]
    parts: list[Row] = []
    last = title
    for row in rows[at + 1 : at + 5]:
        if row.box.y0 - last.box.y1 > 1.6 * last.height or len(row.segments) > 1:
            break
        off_centre = abs((row.box.x0 + row.box.x1) / 2 - (title.box.x0 + title.box.x1) / 2)
        if (
            off_centre > 0.06 * row.page_width
            or _ends_subject_plain(row, words)
            or row.text.rstrip().endswith(":")
        ):
            break
        parts.append(row)
        last = row
    tokens = [token for row in parts for token in row.tokens]
    if not tokens:
        return None
    whole = Words(tokens, title.page)
    text = clean_text(whole.text)
    return whole.value(text, 0, len(whole.text)) if text else None


def _begins_with(text: str, starts: Sequence[str]) -> bool:
    """Whether a text begins with one of some words; those of one syllable with their marks (`Phần`,
    not `Phan`)."""
    flat, spelled = fold(text) + " ", text.lower() + " "
    return any(
        flat.startswith(fold(start) + " ")
        if " " in start
        else spelled.startswith((f"{start} ".lower(), f"{start}:".lower()))
        for start in starts
    )


def _ends_subject_plain(row: Row, words: LayoutWords) -> bool:
    return row.text.startswith("(") or _begins_with(row.text, words.subject_ends)
