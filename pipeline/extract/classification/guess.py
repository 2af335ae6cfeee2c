"""What classification says of a paper, and what its modules share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.parts.label import Labelled
from pipeline.extract.rows import TokenRow

UPPER = 0.6  # share of the page's height that titles are sought in
SURE = 0.5  # probability from which a line counts as the part that it is taken for
PLAIN = 0.9
UNTITLED = 0.7  # the most that phrases alone say: a person looks
NAMES = {"ORGAN", "PARENT"}  # `PHÒNG TÀI CHÍNH - / KẾ HOẠCH`
ANNEX = "phu_luc"
_HEAD_PARTS = {"NATION", "NUMBER", "ORGAN", "PARENT", "TYPE", "ANNEX"}
_WIDE = 0.55  # of the page's width: lines of running text


@dataclass(frozen=True, slots=True)
class Guess:
    """A type with confidence 0-1; `title` is the row that says so, `lines` how many rows the title
    takes, `titled` the title as the type's file has it."""

    code: str
    confidence: float
    title: TokenRow | None = None
    lines: int = 0
    titled: str = ""


def goes_on(lines: Sequence[Labelled]) -> bool:
    """Whether a page is the middle or end of a paper: no part of a head on it, and running text or
    its number at the top."""
    head = (line for line in lines if line.part in _HEAD_PARTS and line.sure >= SURE)
    if any(line.part not in NAMES or not _is_running(line.row) for line in head):
        return False
    row = lines[0].row
    wide = row.box.width > _WIDE * row.page_width
    return lines[0].part == "PAGENO" or wide or not row.text[:1].isupper()


def _is_running(row: TokenRow) -> bool:
    """Whether a row is as wide as running text, and not in capitals."""
    return row.box.width > _WIDE * row.page_width and not row.text.isupper()
