"""Page numbers as they are printed, and those that no page bears."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from schemas.ocr import OcrLine, PageReading

_NUMBER = re.compile(r"(?:trang|page|tr)?\s*(\d{1,3})\s*(?:/\s*(\d{1,3}))?", re.ASCII)
_EDGE = 0.1
"""Share of the page's height, at its head and its foot, where page numbers stand."""


def printed_number(page: PageReading) -> tuple[int, int | None] | None:
    """The number that a page bears at its head or foot, and of how many, where that is printed,
    too."""
    height = page.ocr.geometry.upright_size[1]
    edge = _EDGE * height
    lines = [
        line
        for line in page.ocr.lines
        if line.box.y1 < edge or line.box.y0 > height - edge
    ]
    found = [number for line in lines if (number := _number_of(line)) is not None]
    return found[-1] if found else None


def _number_of(line: OcrLine) -> tuple[int, int | None] | None:
    shape = _NUMBER.fullmatch(line.text.casefold().strip(" -–."))
    if shape is None or int(shape[1]) == 0:
        return None
    return int(shape[1]), int(shape[2]) if shape[2] else None


def missing_numbers(printed: Sequence[tuple[int, int | None] | None]) -> list[int]:
    """Page numbers that no page bears, though the others say that there are such pages.

    A page may bear no number: where there are pages enough for the numbers between two others, none
    is missing. A number that runs back begins another count, of which nothing is known.
    """
    found = [(place, one[0]) for place, one in enumerate(printed) if one is not None]
    if not found or any(b[1] <= a[1] for a, b in pairwise(found)):
        return []
    totals = {one[1] for one in printed if one is not None and one[1] is not None}
    if (
        totals
    ):  # where they tell how many there are, the first and the last may be missing, too
        found = [(-1, 0), *found, (len(printed), max(*totals, found[-1][1]) + 1)]
    return [
        number
        for (place, before), (next_place, after) in pairwise(found)
        if after - before > next_place - place
        for number in range(before + 1, after)
    ]
