"""Which document type a paper is: its title in the upper part of the first page with text, and telling phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.extract.layout import Row
from pipeline.extract.normalize import fold
from pipeline.extract.types import OTHER, DocumentTypes

_UPPER = 0.6  # share of the page's height that titles are sought in
_LIKE = 78  # similarity from which a line counts as a title
_LETTER = "cong_van"


@dataclass(frozen=True, slots=True)
class Guess:
    """A type with confidence 0-1; `title` is the row that says so, `lines` how many rows the title takes."""

    code: str
    confidence: float
    title: Row | None = None
    lines: int = 0


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: Row
    text: str
    lines: int
    weight: float


def classify(rows: Sequence[Row], types: DocumentTypes, least: float) -> Guess:
    """The type of a paper by its first page with text.

    Args:
        rows: rows of that page, top to bottom.
        types: known types.
        least: confidence below which the answer is `other`.
    """
    if not rows:
        return Guess(OTHER, 1.0)
    titled = _by_title(rows, types)
    if titled is not None and titled.confidence >= least:
        return titled
    letter = _letter(rows, types)
    if letter is not None and letter.confidence >= least:
        return letter
    doubt = max((guess.confidence for guess in (titled, letter) if guess is not None), default=0.0)
    return Guess(OTHER, round(1 - doubt, 3))


def _by_title(rows: Sequence[Row], types: DocumentTypes) -> Guess | None:
    best: tuple[float, int, Guess] | None = None
    page_text: str | None = None
    for candidate in _candidates(rows):
        for title, code in types.titles:
            likeness = _likeness(candidate.text, title)
            if likeness < _LIKE:
                continue
            page_text = page_text or fold(" ".join(row.text for row in rows))
            clues = types[code].clues
            told = sum(fold(clue) in page_text for clue in clues) / max(1, min(3, len(clues)))
            score = likeness / 100 * candidate.weight
            confidence = min(0.99, 0.9 * score + 0.1 * min(1.0, told))
            # Of equally sure ones the longer title says more (`giấy chứng nhận kết hôn`, `giấy chứng nhận`).
            rank = confidence + 0.008 * min(len(title), 40)
            if best is None or rank > best[0]:
                best = (rank, len(title), Guess(code, round(confidence, 3), candidate.row, candidate.lines))
    return best[2] if best else None


def _likeness(text: str, title: str) -> float:
    """Similarity of a title with the beginning of a line; what follows the title (its subject) does no harm."""
    if len(text) < 0.75 * len(title):
        return 0.0
    whole = fuzz.ratio(text, title)
    head = max((fuzz.ratio(text[: len(title) + d], title) for d in (0, 1, -1)), default=0.0)
    # Short titles in long lines are rather the beginning of a sentence.
    spare = len(text) - len(title)
    return max(whole, head - (0.15 * spare if spare > len(title) else 0.05 * spare))


def _candidates(rows: Sequence[Row]) -> list[_Candidate]:
    """Lines, and pairs and triples of lines in one column, that look like titles."""
    found: list[_Candidate] = []
    body = sorted(row.height for row in rows)[len(rows) // 2]
    upper = [row for row in rows if row.box.y0 < _UPPER * row.page_height]
    for at, row in enumerate(upper):
        for segment in row.segments:
            weight = _title_weight(segment, body)
            if weight <= 0.5:
                continue
            text = fold(segment.text).replace(" ", "")
            found.append(_Candidate(row, text, 1, weight))
            last = segment
            for lines, below in enumerate(upper[at + 1 : at + 3], 2):
                under = next((part for part in below.segments if _overlaps(part, last)), None)
                if under is None or under.box.y0 - last.box.y1 > 2 * body:
                    break
                text += fold(under.text).replace(" ", "")
                found.append(_Candidate(row, text, lines, weight))
                last = under
    return found


def _overlaps(part: Row, above: Row) -> bool:
    return min(part.box.x1, above.box.x1) - max(part.box.x0, above.box.x0) > 0.4 * min(part.box.width, above.box.width)


def _title_weight(segment: Row, body: float) -> float:
    """1 for a line that stands like a title (capitals, centred or large), less for others."""
    letters = [char for char in segment.text if char.isalpha()]
    if len(letters) < 4 or len(segment.tokens) > 20:
        return 0.0
    caps = sum(char.isupper() for char in letters) / len(letters) > 0.7
    large = segment.height > 1.15 * body
    centre = (segment.box.x0 + segment.box.x1) / 2
    centred = abs(centre - segment.page_width / 2) < 0.12 * segment.page_width and segment.box.width < 0.8 * segment.page_width
    begins_high = letters[0].isupper()
    weight = 0.45 + 0.4 * caps + 0.1 * (large or caps) + 0.15 * centred + 0.1 * large
    return min(1.0, weight) if begins_high else 0.5 * weight


def _letter(rows: Sequence[Row], types: DocumentTypes) -> Guess | None:
    """An official letter has no title: number, `V/v` and `Kính gửi` tell it."""
    if _LETTER not in types.types:
        return None
    upper = [part for row in rows if row.box.y0 < _UPPER * row.page_height for part in row.segments]
    flat = [fold(part.text) for part in upper]
    number = any(text.startswith("so ") and any(c.isdecimal() for c in text) and "/" in part.text for text, part in zip(flat, upper, strict=True))
    about = any(text.startswith(("v v", "vv ", "ve viec")) for text in flat)
    to = any(fuzz.ratio(text[:8], "kinh gui") >= 85 for text in flat)
    score = 0.35 * number + 0.3 * about + 0.34 * to
    return Guess(_LETTER, round(score, 3)) if score else None
