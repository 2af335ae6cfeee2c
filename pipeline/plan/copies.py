"""The same sheet with and without a pasted note: both scans are kept, the pair is marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.preprocess.sheet import same_sheet
from schemas.ocr import PageReading

NOTE_COPY = "note_copy"
# Who lifts a note scans the sheet again at once; a back may come between.
NEAR_PAGES = 2
# Shares of the poorer page's words, and of its numbers, that the other page has, too. Differently
# filled forms share their labels, hence most words, but few numbers.
MIN_WORDS, MIN_NUMBERS = 0.6, 0.5


def mark_note_copies(pages: Sequence[PageReading]) -> list[PageReading]:
    """The pages of a document, those that show one sheet twice with the flag `note_copy`."""
    marked: set[int] = set()
    for at, first in enumerate(pages):
        for second in pages[at + 1 : at + 1 + NEAR_PAGES]:
            if same_sheet(first.sheet, second.sheet) and _say_the_same(first, second):
                marked |= {first.page, second.page}
    return [
        replace(page, flags=(*page.flags, NOTE_COPY))
        if page.page in marked and NOTE_COPY not in page.flags
        else page
        for page in pages
    ]


def _say_the_same(first: PageReading, second: PageReading) -> bool:
    words = [
        Counter(word.text.casefold() for word in page.ocr.words)
        for page in (first, second)
    ]
    numbers = [
        Counter(
            {
                word: count
                for word, count in page.items()
                if sum(char.isdigit() for char in word) >= 3
            }
        )
        for page in words
    ]
    return _share_common(*words) >= MIN_WORDS and _share_common(*numbers) >= MIN_NUMBERS


def _share_common(one: Counter[str], other: Counter[str]) -> float:
    """The share of the smaller side's items that the other has; 1 where one side has none."""
    fewer = min(one.total(), other.total())
    return (one & other).total() / fewer if fewer else 1.0
