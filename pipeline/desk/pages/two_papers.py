"""Two papers in one picture, by the national title that stands at the head of each."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from pipeline.extract.normalize.text import fold
from schemas.geometry import BoundingBox
from schemas.ocr import PageReading

_TITLE = "cong hoa xa hoi chu nghia viet nam"
_ALIKE = 88.0
"""So alike (of 100) a line, or a part of it, is to the title."""
_APART = 0.15
"""Two heads are so far from each other, as a share of the page's height or width."""


def holds_two_papers(page: PageReading) -> bool:
    """Whether the national title stands on a page twice, at places of their own.

    A line that was read in two pieces, or a title beside the name of an organ, is one.
    """
    heads = list(_heads(page))
    width, height = page.ocr.geometry.upright_size
    return any(
        abs(one.y0 - other.y0) > _APART * height
        or max(one.x0, other.x0) - min(one.x1, other.x1) > _APART * width
        for at, one in enumerate(heads)
        for other in heads[at + 1 :]
    )


def _heads(page: PageReading) -> Iterator[BoundingBox]:
    for line in page.ocr.lines:
        text = fold(line.text)
        if len(text) >= len(_TITLE) - 4 and fuzz.partial_ratio(_TITLE, text) >= _ALIKE:
            yield line.box
