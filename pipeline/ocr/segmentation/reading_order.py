"""Recognised lines in reading order, with block numbers."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable

from pipeline.ocr.segmentation.stacking import Strip
from schemas.ocr import OcrLine, OcrWord

# White between lines, in line heights, that begins a new block.
BLOCK_GAP = 0.9
# What the recogniser makes of specks and signatures: lines below this confidence are no text.
MIN_LINE_CONFIDENCE = 0.3
# The same for single marks: leftovers of rules, specks, guilloche.
MIN_MARK_CONFIDENCE = 0.75
NEVER_ALONE = frozenset("_|`~^¬£¢§¦°·.")


def put_in_reading_order(lines: Iterable[tuple[OcrLine, Strip]]) -> tuple[OcrLine, ...]:
    """Order lines by bands; columns one after the other, unless they are labels and their values.

    Args:
        lines: lines in page coordinates with the strip that each was read on, strip by strip.
    """
    ordered: list[list[OcrLine]] = []
    cleaned = ((_drop_specks(line), strip) for line, strip in lines)
    kept = [
        (line, strip)
        for line, strip in cleaned
        if line is not None and line.confidence >= MIN_LINE_CONFIDENCE
    ]
    for _, in_band in itertools.groupby(kept, key=lambda item: item[1].band):
        columns: dict[int, list[OcrLine]] = {}
        for line, strip in in_band:
            columns.setdefault(strip.column, []).append(line)
        left, right = columns.get(1, []), columns.get(2, [])
        if left and right and _are_labels(left):
            ordered.append(_as_rows(left + right))
        else:
            ordered.extend(columns.values())
    return _number_blocks(ordered)


def _drop_specks(line: OcrLine) -> OcrLine | None:
    words = [word for word in line.words if not _is_speck(word)]
    if len(words) == len(line.words):
        return line
    return OcrLine.around(words, line.block) if words else None


def _is_speck(word: OcrWord) -> bool:
    """A mark without letter or digit that is doubtful or that no paper prints by itself."""
    if any(char.isalnum() for char in word.text):
        return False
    return word.confidence < MIN_MARK_CONFIDENCE or NEVER_ALONE.issuperset(word.text)


def _are_labels(left: list[OcrLine]) -> bool:
    ending = sum(line.text.endswith(":") for line in left)
    return len(left) > 1 and ending * 2 > len(left)


def _as_rows(lines: list[OcrLine]) -> list[OcrLine]:
    """Lines at the same height joined, from the top."""
    rows: list[list[OcrLine]] = []
    for line in sorted(lines, key=lambda line: line.box.y0 + line.box.y1):
        middle = (line.box.y0 + line.box.y1) / 2
        if rows and middle < max(other.box.y1 for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    joined = (sorted(row, key=lambda line: line.box.x0) for row in rows)
    return [
        OcrLine.around([word for line in row for word in line.words], 0)
        for row in joined
    ]


def _number_blocks(groups: list[list[OcrLine]]) -> tuple[OcrLine, ...]:
    """Blocks: a new one at each group and at wide white."""
    heights = [line.box.height for group in groups for line in group]
    usual = statistics.median(heights) if heights else 0.0
    numbered: list[OcrLine] = []
    block = -1
    for group in groups:
        end = float("-inf")
        for line in group:
            if line.box.y0 - end > BLOCK_GAP * usual:
                block += 1
            numbered.append(OcrLine(line.words, line.box, block))
            end = line.box.y1
    return tuple(numbered)
