"""Facts that the layout of Decree 30/2020 papers tells: number, date and place, issuer, subject.

Organ and number stand top left, national title, place and date top right, type and subject below. Everything is
decided by where it stands and how it begins, not by exact words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.extract.layout import Row, Token
from pipeline.extract.normalize import clean_text, document_number, find_date, fold, fold_same_length, fold_word
from pipeline.extract.types import LayoutWords, Vocabulary
from pipeline.extract.values import Value, Words

_HEAD = 0.45  # share of the page's height that a heading may reach down to
_PLACE_WORDS = 7
_DATED = re.compile(r"ng[a-z]{1,2}y[\s.…_]*[\doil|]{1,2}[\s.…_]*th?[a-z]{1,3}g[\s.…_]*[\doil|]{1,2}[\s.…_]*n[a-z]?m[\s.…_]*[\doil|]{4}")


@dataclass(frozen=True, slots=True)
class Heading:
    """Layout facts by name."""

    values: dict[str, Value]


def read_heading(rows: Sequence[Row], title_row: Row | None, vocabulary: Vocabulary) -> dict[str, Value]:
    """The heading facts of a document's first page.

    Args:
        rows: rows of that page, top to bottom.
        title_row: where the classifier found the type's title; None for a paper without one.
        vocabulary: shared words.

    Returns:
        Values by name (number, issued_date, place, issuer, subject); what was not found is left out.
    """
    found: dict[str, Value | None] = {}
    words = vocabulary.layout
    number_row, found["number"] = _number(rows, vocabulary)
    found["issued_date"], found["place"] = dated_place(rows, upper=True)
    found["issuer"] = _issuer(rows, number_row, title_row, vocabulary)
    found["subject"] = _subject(rows, number_row, title_row, words)
    return {name: value for name, value in found.items() if value is not None}


def has_national_title(rows: Sequence[Row], words: LayoutWords) -> bool:
    """Whether the national title or motto stands in the upper part of the page."""
    titles = [fold(title) for title in words.national_titles]
    head = (row for row in rows if row.box.y0 < _HEAD * row.page_height)
    return any(fuzz.partial_ratio(title, fold(row.text)) >= 80 for row in head for title in titles if len(row.text) > 15)


def _number(rows: Sequence[Row], vocabulary: Vocabulary) -> tuple[Row | None, Value | None]:
    """`Số: 123/QĐ-UBND` at the beginning of a segment in the head of the page; its row comes along."""
    for row in rows:
        if row.box.y0 > _HEAD * row.page_height:
            break
        for segment in row.segments:
            at = _after_number_word(segment.tokens)
            if at is None:
                continue
            words = Words(_notation_tokens(segment, at) or _next_segment(row, segment), row.page)
            begin = next((i for i, char in enumerate(words.text) if char.isalnum()), 0)
            number = document_number(words.text[begin:], vocabulary.notations)
            if number is not None:
                return row, words.value(number[0], begin, begin + number[2])
    return None, None


def _after_number_word(tokens: Sequence[Token]) -> int | None:
    """The place behind `Số:` where a segment begins with it."""
    if not tokens:
        return None
    first = tokens[0]
    if first.folded in {"so", "s0", "sô", "no", "se", "sd"} and (
        first.ends_label or len(tokens) > 1 and any(char.isdecimal() for char in tokens[1].text)
        or len(tokens) > 1 and tokens[1].text.startswith(":") or len(tokens) == 1
    ):  # fmt: skip
        return 1
    return None


def _notation_tokens(segment: Row, start: int) -> tuple[Token, ...]:
    """The tokens from `start` that can belong to a number: digits, capitals, `/` and `-`."""
    kept: list[Token] = []
    for token in segment.tokens[start:]:
        bare = token.text.strip(".:…,_")
        apart = bool(kept) and token.box.x0 - kept[-1].box.x1 > 1.5 * segment.height
        if apart and kept and not kept[-1].text.endswith(("/", "-")):
            break
        joins = bool(kept) and (bare.startswith(("/", "-", "–")) or kept[-1].text.endswith(("/", "-", "–")))
        if bare and not (any(c.isdecimal() for c in bare) or joins or bare.isupper()):
            break
        kept.append(token)
    return tuple(kept)


def _next_segment(row: Row, segment: Row) -> tuple[Token, ...]:
    """The tokens right of a lone `Số:` (a leader stood between)."""
    later = [part for part in row.segments if part.box.x0 >= segment.box.x1]
    near = later and later[0].box.x0 - segment.box.x1 < 0.15 * row.page_width
    return _notation_tokens(later[0], 0) if near else ()


def dated_place(rows: Sequence[Row], upper: bool) -> tuple[Value | None, Value | None]:
    """Date and place of `Hà Nội, ngày 05 tháng 11 năm 2024`, from the head or (not `upper`) from above a signature."""
    candidates = rows if upper else tuple(reversed(rows))
    for row in candidates:
        if upper and row.box.y0 > _HEAD * row.page_height:
            break
        words = Words(row.tokens, row.page)
        match = _DATED.search(fold_same_length(words.text).replace(":", " "))
        if match is None:
            continue
        place = _place(words, match.start())
        if place is None and not _stands_right(words, match.start(), match.end(), row):
            continue
        date = find_date(words.text[match.start() : match.end()])
        if date is None or len(words.text) - match.end() > 12:
            continue
        return words.value(date.value, match.start(), match.end()), place
    return None, None


def _place(words: Words, end: int) -> Value | None:
    """The capitalised words before `, ngày`, back to a gap or something that is no place."""
    before = words.text[:end].rstrip(" ,.;")
    tokens = list(words.covered(0, len(before)))
    kept: list[Token] = []
    for token in reversed(tokens):
        bare = token.text.strip(",.;:()")
        far = kept and kept[0].box.x0 - token.box.x1 > 1.5 * token.box.height
        if far or not bare or not bare[0].isupper() or any(c.isdecimal() for c in bare) or "/" in bare:
            break
        kept.insert(0, token)
    if not kept or len(kept) > _PLACE_WORDS or len(tokens) - len(kept) > 6:
        return None
    text = clean_text(" ".join(token.text for token in kept))
    start = words.text.find(kept[0].text)
    return words.value(text, start, len(before)) if text else None


def _stands_right(words: Words, start: int, end: int, row: Row) -> bool:
    tokens = words.covered(start, end)
    alone = sum(len(token.text) for token in words.tokens) - sum(len(token.text) for token in tokens) < 25
    return alone and bool(tokens) and tokens[0].box.x0 > 0.4 * row.page_width


def _issuer(rows: Sequence[Row], number_row: Row | None, title_row: Row | None, vocabulary: Vocabulary) -> Value | None:
    """The lower organ of the two named top left."""
    lines = _organ_lines(rows, number_row, title_row)
    names: list[list[Row]] = []
    for line in lines:
        if not names or (_starts_organ(line, vocabulary.layout) and not _continues(names[-1], line, vocabulary.layout)):
            names.append([])
        names[-1].append(line)
    named = [name for name in names if _starts_organ(name[0], vocabulary.layout)]
    if not named:
        return None
    tokens = [token for line in named[-1] for token in line.tokens]
    words = Words(tokens, rows[0].page)
    text = clean_text(words.text)
    return words.value(text, 0, len(words.text)) if text else None


def _organ_lines(rows: Sequence[Row], number_row: Row | None, title_row: Row | None) -> list[Row]:
    """Left segments in capitals above the number (or the title)."""
    lines: list[Row] = []
    for row in rows:
        if row is number_row or row is title_row or row.box.y0 > 0.3 * row.page_height:
            break
        left = row.segments[0]
        if _is_number_line(left):
            break
        centre = (left.box.x0 + left.box.x1) / 2
        if centre < 0.45 * row.page_width and left.box.x0 < 0.4 * row.page_width and _is_caps(left):
            lines.append(_without_national_title(left))
    return [line for line in lines if line.tokens]


def _is_number_line(segment: Row) -> bool:
    return _after_number_word(segment.tokens) is not None


def _is_caps(segment: Row) -> bool:
    letters = [char for char in segment.text if char.isalpha()]
    return len(letters) >= 3 and sum(char.isupper() for char in letters) >= 0.7 * len(letters)


def _without_national_title(segment: Row) -> Row:
    """The segment up to `CỘNG HÒA …` or `Độc lập`, where no gap divides the columns."""
    folded = [token.folded for token in segment.tokens]
    for at in range(len(folded) - 1):
        pair = "".join(folded[at : at + 2])
        if at and (fuzz.ratio(pair, "conghoa") >= 85 or fuzz.ratio(pair, "doclap") >= 85):
            return Row(segment.tokens[:at], segment.page, segment.page_width, segment.page_height)
    return segment if not folded or fuzz.ratio("".join(folded[:2]), "conghoa") < 85 else segment.__class__((), segment.page, segment.page_width, segment.page_height)


def _starts_organ(line: Row, words: LayoutWords) -> bool:
    flat = fold(line.text)
    joined = flat.replace(" ", "")
    for start in words.organ_starts:
        folded = fold(start)
        if flat == folded or flat.startswith(folded + " "):
            return True
        bare = folded.replace(" ", "")
        if len(bare) >= 6 and fuzz.ratio(joined[: len(bare)], bare) >= 84:
            return True
    return False


def _continues(name: list[Row], line: Row, words: LayoutWords) -> bool:
    """Whether a line that could begin an organ only ends the name above (`VĂN PHÒNG` / `HỘI ĐỒNG …` does not)."""
    above = fold(" ".join(part.text for part in name))
    return above.endswith(("chi nhanh", "van phong", "trung tam", "va"))


def _subject(rows: Sequence[Row], number_row: Row | None, title_row: Row | None, words: LayoutWords) -> Value | None:
    """`Về việc …` below the title, or `V/v …` below the number."""
    starts = [fold_word(start) if " " not in start else fold(start).replace(" ", "") for start in words.reference_starts]
    for at, row in enumerate(rows):
        if row.box.y0 > 0.55 * row.page_height:
            break
        for segment in row.segments:
            joined = "".join(token.folded for token in segment.tokens[:3])
            start = next((s for s in starts if joined.startswith(s)), None)
            if start is None or (title_row is None and segment.box.x0 > 0.45 * row.page_width):
                continue
            return _run_on(rows, at, segment, _cut_start(segment.tokens, start), words)
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


def _run_on(rows: Sequence[Row], at: int, segment: Row, skip: int, words: LayoutWords) -> Value | None:
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


def _in_column(row: Row, box: object) -> Row | None:
    from schemas.geometry import BoundingBox

    assert isinstance(box, BoundingBox)
    middle = (box.x0 + box.x1) / 2
    for segment in row.segments:
        if segment.box.x0 < middle < segment.box.x1:
            return segment
    return None


def _ends_subject(segment: Row, words: LayoutWords) -> bool:
    flat = fold(segment.text)
    letters = [char for char in segment.text if char.isalpha()]
    if not letters:
        return True
    shouted = sum(char.isupper() for char in letters) > 0.8 * len(letters) and len(letters) > 8
    return shouted or any(flat == fold(end) or flat.startswith(fold(end) + " ") for end in words.subject_ends)


def _below_title(rows: Sequence[Row], at: int, words: LayoutWords) -> Value | None:
    """The centred lines right below a title, in the title's column."""
    title = rows[at]
    parts: list[Row] = []
    last = title
    for row in rows[at + 1 : at + 5]:
        if row.box.y0 - last.box.y1 > 1.6 * last.height or len(row.segments) > 1:
            break
        off_centre = abs((row.box.x0 + row.box.x1) / 2 - (title.box.x0 + title.box.x1) / 2)
        if off_centre > 0.06 * row.page_width or _ends_subject_plain(row, words) or row.text.rstrip().endswith(":"):
            break
        parts.append(row)
        last = row
    tokens = [token for row in parts for token in row.tokens]
    if not tokens:
        return None
    whole = Words(tokens, title.page)
    text = clean_text(whole.text)
    return whole.value(text, 0, len(whole.text)) if text else None


def _ends_subject_plain(row: Row, words: LayoutWords) -> bool:
    flat = fold(row.text)
    return row.text.startswith("(") or any(flat == fold(end) or flat.startswith(fold(end) + " ") for end in words.subject_ends)
