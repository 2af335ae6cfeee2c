"""Which words of a row are writing: seals, strokes of pens and specks are read as improbable
letters."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.language.word_kinds import classify_word

# Rows of words less probable than that are seals, strokes of pens, pictures; and so are single
# signs.
LEAST_ROW, LEAST_SIGN = 0.35, 0.6
# A row with so many sure syllables is writing, whatever else is on it.
SURE_WORDS, SURE_ROW = 2, 0.9


def keep_writing(words: Sequence[WordText]) -> tuple[WordText, ...]:
    """The words of a row without signs that stand for specks; nothing where the whole row is no
    writing.

    Args:
        words: with the probability that they are right for confidence.
    """
    kept = [
        w
        for w in words
        if any(c.isalnum() for c in w.text) or w.confidence >= LEAST_SIGN
    ]
    sure = sum(
        len(w.text) > 1
        and w.confidence >= SURE_ROW
        and classify_word(w.text) == "syllable"
        for w in kept
    )
    if sure >= SURE_WORDS:
        return tuple(kept)
    # One long word that was garbled says little about its row.
    weights = [min(len(word.text), 6) for word in kept]
    mean = sum(
        w.confidence * weight for w, weight in zip(kept, weights, strict=True)
    ) / max(1, sum(weights))
    if mean < LEAST_ROW:
        return ()
    # Ink of seals and pens is read as single letters and signs.
    single = sum(len(word.text) == 1 and not word.text.isdecimal() for word in words)
    return () if single > 0.5 * len(words) and mean < SURE_ROW else tuple(kept)
