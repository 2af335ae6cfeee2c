"""Our own doubtful words, mended by a text layer."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from pipeline.ocr.checks.word_marks import mark_word
from pipeline.ocr.text_layer.placement import ENGINE
from pipeline.ocr.text_layer.words_at_places import PlacedWords
from schemas.ocr import OcrPage, OcrWord

MEND_BELOW = 0.6
MEND_LIKENESS = 0.5


def mend_reading(
    ours: OcrPage, layer: OcrPage, min_confidence: float = MEND_BELOW
) -> OcrPage:
    """Our reading with doubtful words replaced by the layer's, where that has a like and possible
    one at the place."""
    there = [word for line in layer.lines for word in line.words]
    if not there:
        return ours
    placed = PlacedWords(there)
    lines = tuple(
        replace(
            line, words=tuple(_mend_word(w, placed, min_confidence) for w in line.words)
        )
        for line in ours.lines
    )
    if lines == ours.lines:
        return ours
    return replace(ours, lines=lines, engine=f"{ours.engine}+{ENGINE}")


def _mend_word(word: OcrWord, there: PlacedWords, below: float) -> OcrWord:
    if word.confidence >= below and not mark_word(word.text):
        return word
    found = there.find_inside(word.box)
    if len(found) != 1 or not _may_replace(found[0], word):
        return word
    return OcrWord(found[0].text, word.box, max(word.confidence, below))


def _may_replace(other: OcrWord, word: OcrWord) -> bool:
    """Whether another word is as wide, alike, and possible."""
    same_place = 0.6 < other.box.width / max(word.box.width, 1.0) < 1.6
    like = Levenshtein.normalized_similarity(word.text, other.text) >= MEND_LIKENESS
    return same_place and like and other.text != word.text and not mark_word(other.text)
