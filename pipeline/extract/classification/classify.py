"""Which document type a paper is: its title in the upper part of the first page with text, and
telling phrases."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.classification.guess import ANNEX, PLAIN, Guess, goes_on
from pipeline.extract.classification.titles import by_title, candidates, find_titles
from pipeline.extract.classification.untitled import (
    annex,
    by_clues,
    letter,
    phrases_told,
)
from pipeline.extract.normalize.text import fold, is_syllable
from pipeline.extract.parts.label import Labelled
from pipeline.extract.rows import TokenRow
from pipeline.extract.types import OTHER, DocumentTypes

_PAPERS = {"NUMBER", "TO"}  # what no annex has
# Confidence from which a title stands against what a letter would look like.
_PLAIN_TITLE = 0.85
_READ_IN_FULL = 4  # words of a title
_CLUE_PAGES = 4


def classify(
    pages: Sequence[Sequence[TokenRow]],
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
    told = {found.code: phrases_told(found, types, text) for found in types}
    titled = _guess_by_title(pages[0], lines[0], types, told)
    untitled = letter(lines[0], types)
    if titled is not None and titled.confidence >= _PLAIN_TITLE:
        untitled = None
    guesses = [guess for guess in (titled, untitled) if guess is not None]
    sure = (guess for guess in guesses if guess.confidence >= least)
    best = max(sure, key=lambda guess: guess.confidence, default=None)
    if best is None and not goes_on(lines[0]) and not _titled_otherwise(lines[0]):
        best = by_clues(told)
    if best is not None and best.confidence >= least:
        return best
    doubt = max((guess.confidence for guess in guesses), default=0.0)
    return Guess(OTHER, round(1 - doubt, 3))


def _guess_by_title(
    rows: Sequence[TokenRow],
    lines: Sequence[Labelled],
    types: DocumentTypes,
    told: dict[str, float],
) -> Guess | None:
    """What the title of the first page says, or the reference of an annex that has none."""
    said = candidates(rows, lines, find_titles(lines), types)
    found = by_title(said, types, told)
    if found is None:
        found = by_title(candidates(rows, lines, [], types), types, told)
    if found is None or found.confidence < _PLAIN_TITLE:
        found = annex(lines, types) or found
    return None if found is not None and _stands_above(found, lines) else found


def _titled_otherwise(lines: Sequence[Labelled]) -> bool:
    """Whether a title was read in full that is none of the known ones."""
    return any(
        line.part == "TYPE"
        and line.sure >= PLAIN
        and len(line.row.tokens) >= _READ_IN_FULL
        and all(is_syllable(token.text.strip(".,:-–()")) for token in line.row.tokens)
        for line in lines
    )


def _stands_above(titled: Guess, lines: Sequence[Labelled]) -> bool:
    """Whether `PHỤ LỤC 1` is only a mark above a paper's head."""
    if titled.code != ANNEX or titled.title is None:
        return False
    top = titled.title.box.y0
    nation = any(line.part == "NATION" and line.row.box.y1 > top for line in lines)
    return nation and any(
        line.part in _PAPERS and line.row.box.y0 > top for line in lines
    )
