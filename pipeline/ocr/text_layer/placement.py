"""A text layer laid over the picture of its page."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import numpy as np

from pipeline.common.grey import to_grey
from pipeline.ocr.checks.word_marks import compose
from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import CleanPage, Pixels
from schemas.ocr import OcrLine, OcrPage, OcrWord, TextLayer

ENGINE = "text-layer"
CONFIDENCE = 0.99
MIN_INKED = 0.9  # of the layer's words
MIN_CONTRAST = 40  # brightness steps between paper and ink under a word
_LIGATURES = re.compile("[\ufb00-\ufb06]")


def place_layer(layer: TextLayer, clean: CleanPage, scan: Pixels) -> OcrPage | None:
    """The layer in upright pixels, composed, without words that have no ink under them.

    Args:
        layer: boxes in pixels of the unturned scan.
        clean: the page as prepared; its geometry turns boxes upright.
        scan: the unturned picture, (h, w) or (h, w, 3).

    Returns:
        None where more than a tenth of the words has no ink: what a layer hides is not on the page.
    """
    grey = to_grey(scan)
    geometry = clean.geometry
    given = placed = 0
    lines: list[OcrLine] = []
    for line in layer.lines:
        written = [word for word in map(_compose_word, line.words) if word.text]
        words = [
            _place_word(word, geometry) for word in written if _has_ink(grey, word.box)
        ]
        given += len(written)
        placed += len(words)
        if words:
            lines.append(OcrLine.around(words, line.block))
    if not lines or placed < MIN_INKED * given:
        return None
    return OcrPage(tuple(lines), geometry, ENGINE)


def says_the_same(layer: TextLayer, page: OcrPage) -> bool:
    """Whether a page has every word of a layer just as the layer has it."""
    words = [word.text for line in layer.lines for word in line.words]
    return words == [word.text for word in page.words]


def _compose_word(word: OcrWord) -> OcrWord:
    """The word with its ligatures taken apart."""
    apart = _LIGATURES.sub(
        lambda found: unicodedata.normalize("NFKC", found.group()), word.text
    )
    return replace(word, text=compose(apart))


def _place_word(word: OcrWord, geometry: PageGeometry) -> OcrWord:
    box = geometry.to_upright.apply_box(word.box).clipped(*geometry.upright_size)
    return OcrWord(word.text, box, CONFIDENCE)


def _has_ink(grey: Pixels, box: BoundingBox) -> bool:
    height, width = grey.shape
    if not box.x0 < box.x1 or not box.y0 < box.y1:
        return False
    inside = box.clipped(width, height)
    part = grey[
        int(inside.y0) : int(np.ceil(inside.y1)),
        int(inside.x0) : int(np.ceil(inside.x1)),
    ]
    return part.size > 0 and int(part.max()) - int(part.min()) >= MIN_CONTRAST
