"""What is to be scanned again, and why, while the paper is still at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.ocr import OcrLine, PageReading
from schemas.tables.rows import PageRow

_BY_FLAG = {
    "low_dpi": "rescan_low_dpi",
    "small_print": "rescan_low_dpi",
    "blurred": "rescan_blurred",
    "out_of_focus": "rescan_out_of_focus",
    "shadow": "rescan_shadow",
    "low_contrast": "rescan_pale",
    "pale": "rescan_pale",
    "clipped": "rescan_cut_off",
    "two_pages": "rescan_two_pages",
    "negative": "rescan_negative",
    "blank": "rescan_blank",
    "unread": "rescan_unread",
    "bilevel": "rescan_not_colour",
    "grey": "rescan_not_colour",
}
"""Flags of a page that another scan can mend, and what is told of them."""
_SOFT = "rescan_out_of_focus"
_SOFT_THIRDS = (
    "rescan_out_of_focus_top",
    "rescan_out_of_focus_middle",
    "rescan_out_of_focus_bottom",
)
RESCAN_CODES = (
    *dict.fromkeys(_BY_FLAG.values()),
    *_SOFT_THIRDS,
    "rescan_page_missing",
)

_NUMBER = re.compile(r"(?:trang|page|tr)?\s*(\d{1,3})\s*(?:/\s*(\d{1,3}))?", re.ASCII)
_MUCH_DOUBTED = 0.02
"""Mean doubt about the words of a third of a page, from which it is named."""
_EDGE = 0.1
"""Share of the page's height, at its head and its foot, where page numbers stand."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a page that another scan mends; `values` fill the message."""

    page: int | None
    code: str
    values: tuple[tuple[str, str], ...] = ()


def remarks_on(
    rows: Sequence[PageRow], pages: Sequence[PageReading]
) -> Iterator[Remark]:
    """What is to be scanned again: page by page, then pages that are missing."""
    by_number = {page.page: page for page in pages}
    for row in rows:
        codes = dict.fromkeys(_BY_FLAG[flag] for flag in row.flags if flag in _BY_FLAG)
        if "rescan_blank" in codes:  # of an empty page nothing else matters
            codes = {"rescan_blank": None}
        if _SOFT in codes:  # says the same, and where
            codes.pop("rescan_blurred", None)
        for code in codes:
            told = _where_soft(by_number.get(row.page)) if code == _SOFT else code
            yield Remark(row.page, told, (("dpi", str(round(row.dpi))),))
    missing = missing_numbers([printed_number(page) for page in pages])
    if missing:
        told = ", ".join(map(str, missing))
        yield Remark(None, "rescan_page_missing", (("pages", told),))


def _where_soft(page: PageReading | None) -> str:
    """The remark on a photograph that is soft: it names the third of the page, as it is read, whose
    words are doubted most, where they are."""
    if page is None:
        return _SOFT
    height = page.ocr.geometry.upright_size[1]
    doubts: tuple[list[float], ...] = ([], [], [])
    for word in page.ocr.words:
        middle = (word.box.y0 + word.box.y1) / 2 / height
        doubts[min(2, int(3 * middle))].append(1 - word.confidence)
    means = [sum(third) / len(third) if third else 0.0 for third in doubts]
    worst = max(means)
    return _SOFT_THIRDS[means.index(worst)] if worst >= _MUCH_DOUBTED else _SOFT


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
