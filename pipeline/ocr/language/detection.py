"""Whether a text is Vietnamese."""

from __future__ import annotations

from typing import Literal

from pipeline.ocr.language.syllables import find_words, measure_syllables

MIN_WORDS = 5
FEW_WORDS = 2  # so many tell the language where all of them are Vietnamese beyond doubt
MIN_PLAUSIBLE = 0.6
MIN_MARKED = 0.25


def detect_language(text: str) -> Literal["vie", "other"] | None:
    """`vie`, `other`, or None where there are too few words to tell
    (single letters do not count)."""
    plausible, marked, count = measure_syllables(
        " ".join(word for word in find_words(text) if len(word) > 1)
    )
    if count >= MIN_WORDS:
        return "vie" if plausible >= MIN_PLAUSIBLE and marked >= MIN_MARKED else "other"
    return "vie" if count >= FEW_WORDS and plausible == 1.0 and marked >= 0.5 else None
