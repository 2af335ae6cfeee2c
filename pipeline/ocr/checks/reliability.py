"""Whether a page was read so badly that it may stand wrong way up."""

from __future__ import annotations

from pipeline.ocr.language.detection import MIN_PLAUSIBLE, MIN_WORDS
from pipeline.ocr.language.syllables import measure_syllables
from schemas.ocr import OcrPage

MIN_CONFIDENCE = 0.6
# From this mean confidence on, words that are no syllables do not count against a page.
SURE_CONFIDENCE = 0.8


def looks_unreliable(page: OcrPage) -> bool:
    """Whether a page was read so badly that turning it may help: low confidence, or words that are
    no syllables.

    A page with hardly any words is not called unreliable: there is nothing to gain by reading it
    again.
    """
    confidence = page.confidence
    if confidence is None or len(page.words) < MIN_WORDS:
        return False
    plausible, _, count = measure_syllables(page.text)
    return confidence < MIN_CONFIDENCE or (
        count >= MIN_WORDS
        and plausible < MIN_PLAUSIBLE
        and confidence < SURE_CONFIDENCE
    )
