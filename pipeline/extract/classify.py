"""Which document type a paper is: its title in the upper part of the first page with text, and
telling phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.extract.layout import Row
from pipeline.extract.normalize import fold
from pipeline.extract.types import OTHER, DocumentType, DocumentTypes

_UPPER = 0.6  # share of the page's height that titles are sought in
_LIKE = 78  # similarity from which a line counts as a title
_LETTER = "cong_van"
_CLUE_PAGES = 4
_CLUE_LIKE = 90.0  # similarity from which a phrase counts as there
_CLUES_NEEDED = 2.0
_CLUE_MARGIN = 0.6


@dataclass(frozen=True, slots=True)
class Guess:
    """A type with confidence 0-1; `title` is the row that says so, `lines` how many rows the title
    takes."""

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


def classify(pages: Sequence[Sequence[Row]], types: DocumentTypes, least: float) -> Guess:
    """The type of a paper.

    Args:
        pages: rows of its pages with text, top to bottom; titles are sought on the first.
        types: known types.
        least: confidence below which the answer is `other`.
    """
    if not pages:
        return Guess(OTHER, 1.0)
    text = "".join(fold(row.text).replace(" ", "") for page in pages[:_CLUE_PAGES] for row in page)
    told = {found.code: _told(found, types, text) for found in types}
    guesses = [
        guess
        for guess in (_by_title(pages[0], types, told), _letter(pages[0], types))
        if guess is not None
    ]
    best = next((guess for guess in guesses if guess.confidence >= least), None) or _by_clues(told)
    if best is not None and best.confidence >= least:
        return best
    doubt = max((guess.confidence for guess in guesses), default=0.0)
    return Guess(OTHER, round(1 - doubt, 3))


def _told(found: DocumentType, types: DocumentTypes, text: str) -> float:
    """How many of a type's telling phrases the text holds; those of several types count less."""
    score = 0.0
    for clue in found.clues:
        key = fold(clue).replace(" ", "")
        if key in text or fuzz.partial_ratio(key, text, score_cutoff=_CLUE_LIKE) >= _CLUE_LIKE:
            score += 1 / types.clue_owners[key]
    return score


def _by_clues(told: dict[str, float]) -> Guess | None:
    """A type whose phrases are there though no title was read (it may be printed in red, or under a
    stamp)."""
    first, second = sorted(told.items(), key=lambda pair: -pair[1])[:2]
    if first[1] < _CLUES_NEEDED or second[1] > _CLUE_MARGIN * first[1]:
        return None
    return Guess(first[0], round(min(0.85, 0.4 + 0.12 * first[1]), 3))


def _by_title(rows: Sequence[Row], types: DocumentTypes, told: dict[str, float]) -> Guess | None:
    best: tuple[float, Guess] | None = None
    candidates = _candidates(rows)
    texts, titles = (
        [candidate.text for candidate in candidates],
        [title for title, _ in types.titles],
    )
    near = (
        process.cdist(texts, titles, scorer=fuzz.partial_ratio, score_cutoff=_LIKE)
        if texts
        else None
    )
    for at, candidate in enumerate(candidates):
        for column in near[at].nonzero()[0] if near is not None else ():
            title, code = types.titles[column]
            likeness = _likeness(candidate.text, title)
            if likeness < _LIKE:
                continue
            score = likeness / 100 * candidate.weight
            confidence = min(0.99, 0.9 * score + 0.1 * min(1.0, told[code] / 2))
            # Of equally sure ones the longer title says more (`giấy chứng nhận kết hôn`, `giấy
            # chứng nhận`).
            rank = confidence + 0.008 * min(len(title), 40)
            if best is None or rank > best[0]:
                best = (rank, Guess(code, round(confidence, 3), candidate.row, candidate.lines))
    return best[1] if best else None


def _likeness(text: str, title: str) -> float:
    """Similarity of a title with the beginning of a line; what follows the title (its subject) does
    no harm."""
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
    return min(part.box.x1, above.box.x1) - max(part.box.x0, above.box.x0) > 0.4 * min(
        part.box.width, above.box.width
    )


def _title_weight(segment: Row, body: float) -> float:
    """1 for a line that stands like a title (capitals, centred or large), less for others."""
    letters = [char for char in segment.text if char.isalpha()]
    if len(letters) < 4 or len(segment.tokens) > 20:
        return 0.0
    caps = sum(char.isupper() for char in letters) / len(letters) > 0.7
    large = segment.height > 1.15 * body
    centre = (segment.box.x0 + segment.box.x1) / 2
    centred = (
        abs(centre - segment.page_width / 2) < 0.12 * segment.page_width
        and segment.box.width < 0.8 * segment.page_width
    )
    begins_high = letters[0].isupper()
    weight = 0.45 + 0.4 * caps + 0.1 * (large or caps) + 0.15 * centred + 0.1 * large
    return min(1.0, weight) if begins_high else 0.5 * weight


def _letter(rows: Sequence[Row], types: DocumentTypes) -> Guess | None:
    """An official letter has no title: number, `V/v` and `Kính gửi` tell it."""
    if _LETTER not in types.types:
        return None
    upper = [part for row in rows if row.box.y0 < _UPPER * row.page_height for part in row.segments]
    flat = [fold(part.text) for part in upper]
    number = any(
        text.startswith("so ") and any(c.isdecimal() for c in text) and "/" in part.text
        for text, part in zip(flat, upper, strict=True)
    )
    about = any(text.startswith(("v v", "vv ", "ve viec")) for text in flat)
    to = any(fuzz.ratio(text[:8], "kinh gui") >= 85 for text in flat)
    score = 0.35 * number + 0.3 * about + 0.34 * to
    return Guess(_LETTER, round(score, 3)) if score else None
