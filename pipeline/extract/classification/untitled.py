"""Papers without a known title: letters, annexes, and what telling phrases say."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.extract.classification.guess import ANNEX, SURE, UNTITLED, UPPER, Guess
from pipeline.extract.normalize.text import fold
from pipeline.extract.parts.label import Labelled
from pipeline.extract.type_file import DocumentType
from pipeline.extract.types import DocumentTypes

_LETTER = "cong_van"
_LETTER_PARTS = {"NUMBER": 0.2, "SUBJECT": 0.3, "TO": 0.3, "NATION": 0.1, "ORGAN": 0.09}
# Of the page's width: a letter's subject stands left of it, below the number.
_LEFT = 0.45
_REFERENCES = ("kem theo", "ban hanh", "dinh kem")  # words of an annex's reference
_CLUE_LIKE = 90.0  # similarity from which a phrase counts as there
_CLUES_NEEDED = 2.0
_CLUE_MARGIN = 0.6


def phrases_told(found: DocumentType, types: DocumentTypes, text: str) -> float:
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


def by_clues(told: dict[str, float]) -> Guess | None:
    """A type whose phrases are there though no title was read (it may be printed in red, or under a
    stamp)."""
    first, second = sorted(told.items(), key=lambda pair: -pair[1])[:2]
    if first[1] < _CLUES_NEEDED or second[1] > _CLUE_MARGIN * first[1]:
        return None
    return Guess(first[0], round(min(UNTITLED, 0.4 + 0.12 * first[1]), 3))


def annex(lines: Sequence[Labelled], types: DocumentTypes) -> Guess | None:
    """An annex without such a title: it says which paper it was issued with."""
    if ANNEX not in types.types or any(
        line.part in {"NUMBER", "NATION"} for line in lines
    ):
        return None
    upper = [line for line in lines if line.row.box.y0 < 0.45 * line.row.page_height]
    said = [line.sure for line in upper if line.part == "ANNEX" and _refers(line)]
    return Guess(ANNEX, round(0.95 * max(said), 3)) if said else None


def _refers(line: Labelled) -> bool:
    """Whether a line says what an annex belongs to, misread or not: `(Kèm theo Quyết định số …)`;
    running text that names a decree does not."""
    text = fold(line.row.text)
    return any(fuzz.partial_ratio(word, text) >= _CLUE_LIKE for word in _REFERENCES)


def letter(lines: Sequence[Labelled], types: DocumentTypes) -> Guess | None:
    """An official letter has no title: number, subject and addressees tell it."""
    if _LETTER not in types.types:
        return None
    upper = [line for line in lines if line.row.box.y0 < UPPER * line.row.page_height]
    score = 0.0
    for part, weight in _LETTER_PARTS.items():
        told = (line.sure for line in upper if line.part == part and _is_letters(line))
        score += weight * max(told, default=0.0)
    if any(line.part == "TYPE" and line.sure >= SURE for line in upper):
        score *= 0.5
    return Guess(_LETTER, round(score, 3)) if score else None


def _is_letters(line: Labelled) -> bool:
    """Whether a line stands where a letter has it: what stands below the middle of the head is what
    a titled paper is about."""
    row = line.row
    return (
        line.part != "SUBJECT" or (row.box.x0 + row.box.x1) / 2 < _LEFT * row.page_width
    )
