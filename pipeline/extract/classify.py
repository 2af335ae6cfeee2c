"""Which document type a paper is: its title in the upper part of the first page with text, and
telling phrases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from pipeline.extract.layout import Row
from pipeline.extract.normalize.text import fold, is_syllable
from pipeline.extract.parts.label import Labelled
from pipeline.extract.rules import DocumentType
from pipeline.extract.types import OTHER, DocumentTypes
from schemas.geometry import BoundingBox

_UPPER = 0.6  # share of the page's height that titles are sought in
_LIKE = 78  # similarity from which a line counts as a title
_LETTER, _ANNEX = "cong_van", "phu_luc"
_REFERENCES = ("kem theo", "ban hanh", "dinh kem")  # words of an annex's reference
_LETTER_PARTS = {"NUMBER": 0.2, "SUBJECT": 0.3, "TO": 0.3, "NATION": 0.1, "ORGAN": 0.09}
_LEFT = (
    0.45  # of the page's width: a letter's subject stands left of it, below the number
)
_HEAD_PARTS = {"NATION", "NUMBER", "ORGAN", "PARENT", "TYPE", "ANNEX"}
_NO_TITLES = {"BODY", "TO", "ORGAN", "PARENT"}
_NAMES = {"ORGAN", "PARENT"}  # `PHÒNG TÀI CHÍNH - / KẾ HOẠCH`
_PAPERS = {"NUMBER", "TO"}  # what no annex has
_SAID = 0.95  # weight of a line that the page's parts say is the title
_PLAIN = 0.9
_NEXT_LINE = 2.5  # heights from one line of a name to the next
_PLAIN_TITLE = (
    0.85  # confidence from which a title stands against what a letter would look like
)
_SURE = 0.5  # probability from which a line counts as the part that it is taken for
_WIDE = 0.55  # of the page's width: lines of running text
_READ_IN_FULL = 4  # words of a title
_CLUE_PAGES = 4
_CLUE_LIKE = 90.0  # similarity from which a phrase counts as there
_CLUES_NEEDED = 2.0
_UNTITLED = 0.7  # the most that phrases alone say: a person looks
_CLUE_MARGIN = 0.6


@dataclass(frozen=True, slots=True)
class Guess:
    """A type with confidence 0-1; `title` is the row that says so, `lines` how many rows the title
    takes, `titled` the title as the type's file has it."""

    code: str
    confidence: float
    title: Row | None = None
    lines: int = 0
    titled: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: Row
    text: str
    lines: int
    weight: float


def classify(
    pages: Sequence[Sequence[Row]],
    lines: Sequence[Sequence[Labelled]],
    types: DocumentTypes,
    least: float,
) -> Guess:
    """The type of a paper.

    Args:
        pages: rows of its pages with text, top to bottom; titles are sought on the first.
        lines: the lines of the same pages with their parts.
        types: known types.
        least: confidence below which the answer is `other`.
    """
    if not pages:
        return Guess(OTHER, 1.0)
    text = "".join(
        fold(row.text).replace(" ", "") for page in pages[:_CLUE_PAGES] for row in page
    )
    told = {found.code: _told(found, types, text) for found in types}
    titled = _by_title(
        _candidates(pages[0], lines[0], _told_titles(lines[0]), types), types, told
    )
    if titled is None:
        titled = _by_title(_candidates(pages[0], lines[0], [], types), types, told)
    if titled is None or titled.confidence < _PLAIN_TITLE:
        titled = _annex(lines[0], types) or titled
    if titled is not None and _stands_above(titled, lines[0]):
        titled = None
    letter = _letter(lines[0], types)
    if titled is not None and titled.confidence >= _PLAIN_TITLE:
        letter = None
    guesses = [guess for guess in (titled, letter) if guess is not None]
    sure = (guess for guess in guesses if guess.confidence >= least)
    best = max(sure, key=lambda guess: guess.confidence, default=None)
    if best is None and not _goes_on(lines[0]) and not _titled_otherwise(lines[0]):
        best = _by_clues(told)
    if best is not None and best.confidence >= least:
        return best
    doubt = max((guess.confidence for guess in guesses), default=0.0)
    return Guess(OTHER, round(1 - doubt, 3))


def _titled_otherwise(lines: Sequence[Labelled]) -> bool:
    """Whether a title was read in full that is none of the known ones."""
    return any(
        line.part == "TYPE"
        and line.sure >= _PLAIN
        and len(line.row.tokens) >= _READ_IN_FULL
        and all(is_syllable(token.text.strip(".,:-–()")) for token in line.row.tokens)
        for line in lines
    )


def _stands_above(titled: Guess, lines: Sequence[Labelled]) -> bool:
    """Whether `PHỤ LỤC 1` is only a mark above a paper's head."""
    if titled.code != _ANNEX or titled.title is None:
        return False
    top = titled.title.box.y0
    nation = any(line.part == "NATION" and line.row.box.y1 > top for line in lines)
    return nation and any(
        line.part in _PAPERS and line.row.box.y0 > top for line in lines
    )


def _goes_on(lines: Sequence[Labelled]) -> bool:
    """Whether a page is the middle or end of a paper: no part of a head on it, and running text or
    its number at the top."""
    head = (line for line in lines if line.part in _HEAD_PARTS and line.sure >= _SURE)
    if any(line.part not in _NAMES or not _is_running(line.row) for line in head):
        return False
    row = lines[0].row
    wide = row.box.width > _WIDE * row.page_width
    return lines[0].part == "PAGENO" or wide or not row.text[:1].isupper()


def _is_running(row: Row) -> bool:
    """Whether a row is as wide as running text, and not in capitals."""
    return row.box.width > _WIDE * row.page_width and not row.text.isupper()


def _told(found: DocumentType, types: DocumentTypes, text: str) -> float:
    """How many of a type's telling phrases the text holds; those of several types count less."""
    score = 0.0
    for clue in found.clues:
        key = fold(clue).replace(" ", "")
        if (
            key in text
            or fuzz.partial_ratio(key, text, score_cutoff=_CLUE_LIKE) >= _CLUE_LIKE
        ):
            score += 1 / types.clue_owners[key]
    return score


def _by_clues(told: dict[str, float]) -> Guess | None:
    """A type whose phrases are there though no title was read (it may be printed in red, or under a
    stamp)."""
    first, second = sorted(told.items(), key=lambda pair: -pair[1])[:2]
    if first[1] < _CLUES_NEEDED or second[1] > _CLUE_MARGIN * first[1]:
        return None
    return Guess(first[0], round(min(_UNTITLED, 0.4 + 0.12 * first[1]), 3))


def _by_title(
    candidates: Sequence[_Candidate], types: DocumentTypes, told: dict[str, float]
) -> Guess | None:
    best: tuple[float, Guess] | None = None
    texts = [candidate.text for candidate in candidates]
    titles = [title for title, _ in types.titles]
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
            if best is not None and rank == best[0] and code != best[1].code:
                # Two types have the same title: a person says which.
                tied = min(best[1].confidence, _UNTITLED)
                best = (rank, replace(best[1], confidence=tied))
            if best is None or rank > best[0]:
                guess = Guess(
                    code, round(confidence, 3), candidate.row, candidate.lines, title
                )
                best = (rank, guess)
    return best[1] if best else None


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


def _candidates(
    rows: Sequence[Row],
    lines: Sequence[Labelled],
    told: Sequence[BoundingBox],
    types: DocumentTypes,
) -> list[_Candidate]:
    """Lines, and pairs and triples of lines in one column, that look like titles; where the parts
    of the page tell its title (`told`), only such as stand there."""
    found: list[_Candidate] = []
    body = sorted(row.height for row in rows)[len(rows) // 2]
    upper = [row for row in rows if row.box.y0 < _UPPER * row.page_height]
    plain = _told_text(lines, {title for title, _ in types.titles})
    for at, row in enumerate(upper):
        for segment in row.segments:
            weight = _title_weight(segment, body)
            if told:
                weight = max(weight, _SAID) if segment.box in told else 0.0
            if weight <= 0.5 or segment.box in plain or (not told and _goes_on(lines)):
                continue
            text = fold(segment.text).replace(" ", "")
            found.append(_Candidate(row, text, 1, weight))
            last = segment
            for count, below in enumerate(upper[at + 1 : at + 3], 2):
                under = next(
                    (part for part in below.segments if _overlaps(part, last)), None
                )
                if under is None or under.box.y0 - last.box.y1 > 2 * body:
                    break
                text += fold(under.text).replace(" ", "")
                found.append(_Candidate(row, text, count, weight))
                last = under
    return found


def _told_titles(lines: Sequence[Labelled]) -> list[BoundingBox]:
    """Where the parts of the page have its title."""
    return [
        line.row.box
        for line in lines
        if line.part == "TYPE"
        and line.sure >= _SURE
        and line.row.box.y0 < _UPPER * line.row.page_height
    ]


def _told_text(lines: Sequence[Labelled], titles: Collection[str]) -> list[BoundingBox]:
    """Where a paper with a head has running text, addressees and organs: no titles stand there. A
    line in capitals that is a title and nothing else is none of them."""
    head = [line for line in lines if line.part in {"NUMBER", "ORGAN"}]
    if not any(line.sure >= _SURE for line in head):
        return []
    return [
        line.row.box
        for line in lines
        if line.part in _NO_TITLES
        and (line.sure >= _PLAIN or _ends_name(line, lines))
        and not (line.part == "BODY" and _is_title(line.row.text, titles))
    ]


def _ends_name(line: Labelled, lines: Sequence[Labelled]) -> bool:
    """Whether a line is likely an organ's name and stands right below another line of one."""
    if line.part not in _NAMES or line.sure < _SURE:
        return False
    box = line.row.box
    return any(
        other.part in _NAMES
        and 0 < box.y0 - other.row.box.y0 < _NEXT_LINE * line.row.height
        and _overlaps(line.row, other.row)
        for other in lines
    )


def _is_title(text: str, titles: Collection[str]) -> bool:
    """Whether a line is a known title in capitals; `QUYẾT ĐỊNH:` opens what is decided."""
    return (
        text.isupper() and text[-1].isalpha() and fold(text).replace(" ", "") in titles
    )


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


def _annex(lines: Sequence[Labelled], types: DocumentTypes) -> Guess | None:
    """An annex without such a title: it says which paper it was issued with."""
    if _ANNEX not in types.types or any(
        line.part in {"NUMBER", "NATION"} for line in lines
    ):
        return None
    upper = [line for line in lines if line.row.box.y0 < 0.45 * line.row.page_height]
    said = [line.sure for line in upper if line.part == "ANNEX" and _refers(line)]
    return Guess(_ANNEX, round(0.95 * max(said), 3)) if said else None


def _refers(line: Labelled) -> bool:
    """Whether a line says what an annex belongs to, misread or not: `(Kèm theo Quyết định số …)`;
    running text that names a decree does not."""
    text = fold(line.row.text)
    return any(fuzz.partial_ratio(word, text) >= _CLUE_LIKE for word in _REFERENCES)


def _letter(lines: Sequence[Labelled], types: DocumentTypes) -> Guess | None:
    """An official letter has no title: number, subject and addressees tell it."""
    if _LETTER not in types.types:
        return None
    upper = [line for line in lines if line.row.box.y0 < _UPPER * line.row.page_height]
    score = 0.0
    for part, weight in _LETTER_PARTS.items():
        told = (line.sure for line in upper if line.part == part and _is_letters(line))
        score += weight * max(told, default=0.0)
    if any(line.part == "TYPE" and line.sure >= _SURE for line in upper):
        score *= 0.5
    return Guess(_LETTER, round(score, 3)) if score else None


def _is_letters(line: Labelled) -> bool:
    """Whether a line stands where a letter has it: what stands below the middle of the head is what
    a titled paper is about."""
    row = line.row
    return (
        line.part != "SUBJECT" or (row.box.x0 + row.box.x1) / 2 < _LEFT * row.page_width
    )
