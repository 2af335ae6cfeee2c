"""Is the text that a page brings along the text that stands on it?

Scanners leave garbage layers: another page's, one without tone marks, one in the letters of an old
encoding (TCVN3, VNI), one that is shifted. So a layer is compared, line by line at its places, with
a reading of our own: a quick one of a few bands of the page, or the whole. What is drawn on a
born-digital page is exact and replaces our reading where the two agree; another program's reading
of a scan only mends words that ours doubts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from pipeline.ocr.checks.guards import composed, marks_of
from pipeline.ocr.engine import OcrEngine
from pipeline.ocr.language.syllables import plausible_share
from pipeline.ocr.segmentation.components import H, W, components
from schemas.geometry import Affine, BoundingBox
from schemas.imaging import CleanPage, Pixels
from schemas.ocr import OcrLine, OcrPage, OcrWord, TextLayer

ENGINE = "text-layer"
BELIEVED = "text_layer"  # flags of a page
REJECTED = "text_layer_rejected"

CONFIDENCE = 0.99
MIN_AGREEMENT = 0.85  # of letters at the same places; a layer without tone marks reaches 0.75
MIN_AGREEMENT_PLAIN = (
    0.75  # where the layer is plainly Vietnamese and our own reading may be the worse one
)
PLAINLY = (0.9, 0.3)  # shares of possible syllables and of marked ones that are plainly Vietnamese
GARBAGE = 0.5
MIN_COVERED = 0.9  # of the letters on the page
MIN_INKED = 0.9  # of the layer's words
MIN_CONTRAST = 40  # brightness steps between paper and ink under a word
BANDS = 4
WHOLE_PAGE_LINES = 14  # up to so many lines the quick reading is that of the whole page
MEND_BELOW = 0.6
MEND_LIKENESS = 0.5
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_LOOSE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found: `agreement` of the compared letters and `covered` share of the letters seen
    on the page, 0-1."""

    verdict: Literal["agrees", "partial", "garbage"]
    agreement: float
    covered: float


def place_layer(layer: TextLayer, clean: CleanPage, scan: Pixels) -> OcrPage | None:
    """The layer in upright pixels, composed, without words that have no ink under them.

    Args:
        layer: boxes in pixels of the unturned scan.
        clean: the page as prepared; its geometry turns boxes upright.
        scan: the unturned picture, (h, w) or (h, w, 3).

    Returns:
        None where more than a tenth of the words has no ink: what a layer hides is not on the page.
    """
    grey = scan if scan.ndim == 2 else cv2.cvtColor(scan, cv2.COLOR_RGB2GRAY)
    geometry = clean.geometry
    upright = geometry.to_upright
    given = placed = 0
    lines: list[OcrLine] = []
    for line in layer.lines:
        words: list[OcrWord] = []
        for word in line.words:
            text = composed(
                _LIGATURES.sub(
                    lambda found: unicodedata.normalize("NFKC", found.group()), word.text
                )
            )
            given += bool(text)
            if text and _has_ink(grey, word.box):
                box = upright.apply_box(word.box).clipped(*geometry.upright_size)
                words.append(OcrWord(text, box, CONFIDENCE))
        placed += len(words)
        if words:
            lines.append(OcrLine(tuple(words), _around(words), line.block))
    if not lines or placed < MIN_INKED * given:
        return None
    return OcrPage(tuple(lines), geometry, ENGINE)


def compare_quickly(layer: OcrPage, clean: CleanPage, engine: OcrEngine) -> Comparison:
    """Compare with a reading of a few bands of the page; letters outside the layer's words are
    counted, not read."""
    if len(layer.lines) <= WHOLE_PAGE_LINES:
        return compare(layer, clean, engine.recognize(clean))
    found: list[OcrLine] = []
    bands = _bands(layer, clean)
    for y0, y1 in bands:
        pixels = np.ascontiguousarray(clean.pixels[y0:y1])
        part = replace(clean, pixels=pixels, to_upright=Affine.shift(0, y0).then(clean.to_upright))
        found += engine.recognize(part).lines
    inside = [
        line
        for line in layer.lines
        if any(_stands_in(line.box, band, clean.to_upright) for band in bands)
    ]
    return _judged(inside, found, layer, clean)


def compare(layer: OcrPage, clean: CleanPage, ours: OcrPage) -> Comparison:
    """Compare with a whole reading."""
    return _judged(layer.lines, ours.lines, layer, clean)


def mended(ours: OcrPage, layer: OcrPage, min_confidence: float = MEND_BELOW) -> OcrPage:
    """Our reading with doubtful words replaced by the layer's, where that has a like and possible
    one at the place."""
    there = [word for line in layer.lines for word in line.words]
    if not there:
        return ours
    middles = np.array([_middle(word.box) for word in there])
    lines = tuple(
        replace(line, words=tuple(_mended(w, there, middles, min_confidence) for w in line.words))
        for line in ours.lines
    )
    if lines == ours.lines:
        return ours
    return replace(ours, lines=lines, engine=f"{ours.engine}+{ENGINE}")


def _mended(
    word: OcrWord, there: Sequence[OcrWord], middles: NDArray[np.float64], below: float
) -> OcrWord:
    if word.confidence >= below and not marks_of(word.text):
        return word
    box = word.box
    x, y = middles[:, 0], middles[:, 1]
    hits = np.flatnonzero((x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1))
    if len(hits) != 1:
        return word
    other = there[int(hits[0])]
    same_place = 0.6 < other.box.width / max(box.width, 1.0) < 1.6
    like = Levenshtein.normalized_similarity(word.text, other.text) >= MEND_LIKENESS
    if not same_place or not like or other.text == word.text or marks_of(other.text):
        return word
    return OcrWord(other.text, box, max(word.confidence, below))


def _judged(
    lines: Sequence[OcrLine], read: Iterable[OcrLine], layer: OcrPage, clean: CleanPage
) -> Comparison:
    words = [word for line in read for word in line.words]
    agreement = _agreement(lines, words)
    covered = _covered(layer, clean)
    plausible, marked, _ = plausible_share(" ".join(line.text for line in layer.lines))
    plainly = plausible >= PLAINLY[0] and marked >= PLAINLY[1]
    enough = MIN_AGREEMENT_PLAIN if plainly else MIN_AGREEMENT
    if agreement >= enough and covered >= MIN_COVERED:
        return Comparison("agrees", agreement, covered)
    return Comparison("garbage" if agreement < GARBAGE else "partial", agreement, covered)


def _agreement(lines: Sequence[OcrLine], words: Sequence[OcrWord]) -> float:
    """Share of letters and digits of the lines that were read at the same places (edit distance); 0
    without any."""
    if not words:
        return 0.0
    middles = np.array([_middle(word.box) for word in words])
    same = total = 0.0
    for line in lines:
        wanted = _LOOSE.sub("", line.text)
        if not wanted:
            continue
        x, y, box = middles[:, 0], middles[:, 1], line.box
        hits = np.flatnonzero((x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1))
        order = sorted(hits.tolist(), key=lambda at: middles[at, 0])
        got = _LOOSE.sub("", "".join(words[at].text for at in order))
        total += len(wanted)
        same += len(wanted) * Levenshtein.normalized_similarity(wanted, got)
    return same / total if total else 0.0


def _covered(layer: OcrPage, clean: CleanPage) -> float:
    """Share of the letter-sized marks on the clean page that stand in the layer's word boxes; 1
    without any."""
    ink = cv2.threshold(clean.pixels, 160, 255, cv2.THRESH_BINARY_INV)[1]
    _, stats, centres = components(ink)
    height, width = stats[:, H] / clean.dpi, stats[:, W] / clean.dpi
    letters = (height > 0.05) & (height < 0.4) & (width > 0.02) & (width < 0.6)
    letters[0] = False
    if not letters.any():
        return 1.0
    mask = np.zeros_like(ink)
    from_upright = clean.to_upright.inverse()
    for word in layer.words:
        box = from_upright.apply_box(word.box)
        cv2.rectangle(
            mask, (int(box.x0) - 1, int(box.y0) - 1), (int(box.x1) + 1, int(box.y1) + 1), 255, -1
        )
    xs, ys = centres[letters].astype(int).T
    return float((mask[ys, xs] > 0).mean())


def _bands(layer: OcrPage, clean: CleanPage) -> list[tuple[int, int]]:
    """Rows (y0, y1) of the clean picture around lines spread over the page,
    each whole lines high."""
    from_upright = clean.to_upright.inverse()
    boxes = sorted(
        (
            from_upright.apply_box(line.box)
            for line in layer.lines
            if len(_LOOSE.sub("", line.text)) >= 8
        ),
        key=lambda box: box.y0,
    )
    boxes = boxes or [from_upright.apply_box(line.box) for line in layer.lines]
    bands: list[tuple[int, int]] = []
    for part in range(BANDS):
        seed = boxes[round((part + 0.5) / BANDS * (len(boxes) - 1))]
        reach = 1.5 * seed.height
        y0, y1 = max(0, round(seed.y0 - reach)), min(clean.pixels.shape[0], round(seed.y1 + reach))
        if bands and y0 < bands[-1][1]:
            bands[-1] = bands[-1][0], max(y1, bands[-1][1])
        elif y1 > y0:
            bands.append((y0, y1))
    return bands


def _stands_in(box: BoundingBox, band: tuple[int, int], to_upright: Affine) -> bool:
    rows = to_upright.inverse().apply_box(box)
    return rows.y0 >= band[0] and rows.y1 <= band[1]


def _has_ink(grey: Pixels, box: BoundingBox) -> bool:
    height, width = grey.shape
    if not box.x0 < box.x1 or not box.y0 < box.y1:
        return False
    inside = box.clipped(width, height)
    part = grey[int(inside.y0) : int(np.ceil(inside.y1)), int(inside.x0) : int(np.ceil(inside.x1))]
    return part.size > 0 and int(part.max()) - int(part.min()) >= MIN_CONTRAST


def _middle(box: BoundingBox) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _around(words: Sequence[OcrWord]) -> BoundingBox:
    return reduce(BoundingBox.union, (word.box for word in words))
