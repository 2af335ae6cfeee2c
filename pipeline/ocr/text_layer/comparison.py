"""Does a text layer say what is read on the picture?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from pipeline.ocr.engine import OcrEngine
from pipeline.ocr.language.syllables import measure_syllables
from pipeline.ocr.text_layer.coverage import measure_coverage
from pipeline.ocr.text_layer.sampling import choose_bands, lines_inside, read_bands
from pipeline.ocr.text_layer.words_at_places import PlacedWords, keep_letters
from schemas.imaging import CleanPage
from schemas.ocr import OcrLine, OcrPage, OcrWord

BELIEVED = "text_layer"  # flags of a page
REJECTED = "text_layer_rejected"

MIN_AGREEMENT = (
    0.85  # of letters at the same places; a layer without tone marks reaches 0.75
)
# Where the layer is plainly Vietnamese and our own reading may be the worse one.
MIN_AGREEMENT_PLAIN = 0.75
PLAINLY = (
    0.9,
    0.3,
)  # shares of possible syllables and of marked ones that are plainly Vietnamese
GARBAGE = 0.5
MIN_COVERED = 0.9  # of the letters on the page
WHOLE_PAGE_LINES = 14  # up to so many lines the quick reading is that of the whole page


class Verdict(StrEnum):
    """What a comparison says of a layer."""

    AGREES = "agrees"
    PARTIAL = "partial"
    GARBAGE = "garbage"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found: `agreement` of the compared letters and `covered` share of the letters seen
    on the page, 0-1."""

    verdict: Verdict
    agreement: float
    covered: float

    @property
    def agrees(self) -> bool:
        """Whether the layer is to be believed."""
        return self.verdict is Verdict.AGREES


def compare_quickly(layer: OcrPage, clean: CleanPage, engine: OcrEngine) -> Comparison:
    """Compare with a reading of a few bands of the page; letters outside the layer's words are
    counted, not read."""
    if len(layer.lines) <= WHOLE_PAGE_LINES:
        return compare(layer, clean, engine.recognize(clean))
    bands = choose_bands(layer, clean)
    inside = lines_inside(bands, layer, clean)
    return _judge(inside, read_bands(bands, clean, engine), layer, clean)


def compare(layer: OcrPage, clean: CleanPage, ours: OcrPage) -> Comparison:
    """Compare with a whole reading."""
    return _judge(layer.lines, ours.lines, layer, clean)


def _judge(
    lines: Sequence[OcrLine], read: Iterable[OcrLine], layer: OcrPage, clean: CleanPage
) -> Comparison:
    agreement = _measure_agreement(
        lines, [word for line in read for word in line.words]
    )
    covered = measure_coverage(layer, clean)
    if agreement >= _least_agreement(layer) and covered >= MIN_COVERED:
        verdict = Verdict.AGREES
    else:
        verdict = Verdict.GARBAGE if agreement < GARBAGE else Verdict.PARTIAL
    return Comparison(verdict, agreement, covered)


def _least_agreement(layer: OcrPage) -> float:
    plausible, marked, _ = measure_syllables(
        " ".join(line.text for line in layer.lines)
    )
    plainly = plausible >= PLAINLY[0] and marked >= PLAINLY[1]
    return MIN_AGREEMENT_PLAIN if plainly else MIN_AGREEMENT


def _measure_agreement(lines: Sequence[OcrLine], words: Sequence[OcrWord]) -> float:
    """Share of letters and digits of the lines that were read at the same places (edit distance); 0
    without any."""
    placed = PlacedWords(words)
    same = total = 0.0
    for line in lines:
        wanted = keep_letters(line.text)
        there = sorted(
            placed.find_inside(line.box), key=lambda word: word.box.x0 + word.box.x1
        )
        got = keep_letters("".join(word.text for word in there))
        total += len(wanted)
        same += len(wanted) * Levenshtein.normalized_similarity(wanted, got)
    return same / total if total else 0.0
