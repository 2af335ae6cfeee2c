"""Titles of papers: which lines stand like one, and which known title they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from pipeline.extract.classification.guess import (
    NAMES,
    PLAIN,
    SURE,
    UNTITLED,
    UPPER,
    Guess,
    goes_on,
)
from pipeline.extract.normalize.text import fold
from pipeline.extract.parts.label import Labelled
from pipeline.extract.rows import TokenRow
from pipeline.extract.types import DocumentTypes
from schemas.geometry import BoundingBox

_LIKE = 78  # similarity from which a line counts as a title
_NO_TITLES = {"BODY", "TO", "ORGAN", "PARENT"}
_SAID = 0.95  # weight of a line that the page's parts say is the title
_LONGER, _LONGEST = 0.008, 40  # what a letter of a title counts, and how many do
_NEXT_LINE = 2.5  # heights from one line of a name to the next


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be a title, folded without spaces, with the row it begins in, how many rows
    it takes, and how much it stands like one."""

    row: TokenRow
    text: str
    lines: int
    weight: float


def by_title(
    lines: Sequence[Candidate], types: DocumentTypes, told: dict[str, float]
) -> Guess | None:
    """The type whose title is most like one of the lines; of equally sure ones the longer title
    says more (`giấy chứng nhận kết hôn`, `giấy chứng nhận`), and of two types with one title a
    person says which.

    Args:
        lines: lines that may be a title.
        types: known types.
        told: how many telling phrases of each type the paper holds.
    """
    best: tuple[float, Guess] | None = None
    for line, title, code in _near_titles(lines, types):
        likeness = _likeness(line.text, title)
        if likeness < _LIKE:
            continue
        score = likeness / 100 * line.weight
        confidence = min(0.99, 0.9 * score + 0.1 * min(1.0, told[code] / 2))
        rank = confidence + _LONGER * min(len(title), _LONGEST)
        if best is not None and rank == best[0] and code != best[1].code:
            tied = min(best[1].confidence, UNTITLED)
            best = (rank, replace(best[1], confidence=tied))
        if best is None or rank > best[0]:
            sure = round(confidence, 3)
            best = (rank, Guess(code, sure, line.row, line.lines, title))
    return best[1] if best else None


def _near_titles(
    lines: Sequence[Candidate], types: DocumentTypes
) -> Iterator[tuple[Candidate, str, str]]:
    """Pairs of a line and a title (with its type's code) that may be alike."""
    if not lines:
        return
    near = process.cdist(
        [line.text for line in lines],
        [title for title, _ in types.titles],
        scorer=fuzz.partial_ratio,
        score_cutoff=_LIKE,
    )
    for line, alike in zip(lines, near, strict=True):
        for column in alike.nonzero()[0]:
            yield line, *types.titles[column]


def _likeness(text: str, title: str) -> float:
    """Similarity of a title with the beginning of a line; what follows the title (its subject) does
    no harm."""
    if len(text) < 0.75 * len(title):
        return 0.0
    whole = fuzz.ratio(text, title)
    head = max(
        (fuzz.ratio(text[: len(title) + d], title) for d in (0, 1, -1)), default=0.0
    )
    # Short titles in long lines are rather the beginning of a sentence.
    spare = len(text) - len(title)
    return max(whole, head - (0.15 * spare if spare > len(title) else 0.05 * spare))


def candidates(
    rows: Sequence[TokenRow],
    lines: Sequence[Labelled],
    told: Sequence[BoundingBox],
    types: DocumentTypes,
) -> list[Candidate]:
    """Lines, and pairs and triples of lines in one column, that look like titles; where the parts
    of the page tell its title (`told`), only such as stand there."""
    found: list[Candidate] = []
    body = sorted(row.height for row in rows)[len(rows) // 2]
    upper = [row for row in rows if row.box.y0 < UPPER * row.page_height]
    plain = _find_text(lines, {title for title, _ in types.titles})
    for at, row in enumerate(upper):
        for segment in row.segments:
            weight = _title_weight(segment, body)
            if told:
                weight = max(weight, _SAID) if segment.box in told else 0.0
            if weight <= 0.5 or segment.box in plain or (not told and goes_on(lines)):
                continue
            text = fold(segment.text).replace(" ", "")
            found.append(Candidate(row, text, 1, weight))
            last = segment
            for count, below in enumerate(upper[at + 1 : at + 3], 2):
                under = next(
                    (part for part in below.segments if _overlaps(part, last)), None
                )
                if under is None or under.box.y0 - last.box.y1 > 2 * body:
                    break
                text += fold(under.text).replace(" ", "")
                found.append(Candidate(row, text, count, weight))
                last = under
    return found


def find_titles(lines: Sequence[Labelled]) -> list[BoundingBox]:
    """Where the parts of the page have its title."""
    return [
        line.row.box
        for line in lines
        if line.part == "TYPE"
        and line.sure >= SURE
        and line.row.box.y0 < UPPER * line.row.page_height
    ]


def _find_text(lines: Sequence[Labelled], titles: Collection[str]) -> list[BoundingBox]:
    """Where a paper with a head has running text, addressees and organs: no titles stand there. A
    line in capitals that is a title and nothing else is none of them."""
    head = [line for line in lines if line.part in {"NUMBER", "ORGAN"}]
    if not any(line.sure >= SURE for line in head):
        return []
    return [
        line.row.box
        for line in lines
        if line.part in _NO_TITLES
        and (line.sure >= PLAIN or _ends_name(line, lines))
        and not (line.part == "BODY" and _is_title(line.row.text, titles))
    ]


def _ends_name(line: Labelled, lines: Sequence[Labelled]) -> bool:
    """Whether a line is likely an organ's name and stands right below another line of one."""
    if line.part not in NAMES or line.sure < SURE:
        return False
    box = line.row.box
    return any(
        other.part in NAMES
        and 0 < box.y0 - other.row.box.y0 < _NEXT_LINE * line.row.height
        and _overlaps(line.row, other.row)
        for other in lines
    )


def _is_title(text: str, titles: Collection[str]) -> bool:
    """Whether a line is a known title in capitals; `QUYẾT ĐỊNH:` opens what is decided."""
    return (
        text.isupper() and text[-1].isalpha() and fold(text).replace(" ", "") in titles
    )


def _overlaps(part: TokenRow, above: TokenRow) -> bool:
    return min(part.box.x1, above.box.x1) - max(part.box.x0, above.box.x0) > 0.4 * min(
        part.box.width, above.box.width
    )


def _title_weight(segment: TokenRow, body: float) -> float:
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
