"""Spaces by the white between letters: the recogniser drops some and repeats others where the white
is wide."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

from pipeline.ocr.arbitration.line_text import LineText
from pipeline.ocr.asternet.ink import Columns, find_widest_gap

# White that is a space though none was read: in heights of the strip, and as a share of the line's
# usual space. Of 20,000 pairs of letters inside words of made-up lines one in a hundred has 0.19
# heights, 0.62
# spaces.
_LEAST_HEIGHTS = 0.2
_LEAST_SHARE = 0.75
# A line with fewer spaces tells nothing of its usual one.
_FEW, _LEAST_HEIGHTS_OF_FEW = 2, 0.3
_CONFIDENCE = 0.9
# Digits stand wide apart (a 1 beside a 1), and no space comes before these.
_IN_NUMBERS = frozenset("0123456789.,/:")
_CLOSING = frozenset(".,;:)!?%/")


def restore_spaces(line: LineText, ink: Columns, height: int) -> LineText:
    """The line with spaces put in where the white is as wide as one, and runs of them made one.

    Args:
        line: what was read.
        ink: the strip's columns with ink.
        height: of the strip.
    """
    text = line.text
    widths = [
        line.ends[at] - line.starts[at] for at, char in enumerate(text) if char == " "
    ]
    least = _LEAST_HEIGHTS_OF_FEW * height
    if len(widths) >= _FEW:
        least = max(_LEAST_HEIGHTS * height, _LEAST_SHARE * median(widths))
    for at in range(len(text) - 1, 0, -1):
        if text[at] == text[at - 1] == " ":
            line = _drop_space(line, at)
        elif _may_part(text[at - 1], text[at]):
            gap = _white_between(line, at, ink)
            if gap[1] - gap[0] >= least:
                line = _insert_space(line, at, gap)
    return line


def _may_part(before: str, after: str) -> bool:
    return (
        " " not in (before, after)
        and after not in _CLOSING
        and not {before, after} <= _IN_NUMBERS
    )


def _white_between(line: LineText, at: int, ink: Columns) -> tuple[int, int]:
    """The white in which character `at` begins, as far as the middles of it and the one before;
    empty where none is."""
    begin, end = (int((line.starts[one] + line.ends[one]) / 2) for one in (at - 1, at))
    gap = (
        find_widest_gap(ink, begin, min(end + 1, len(ink)))
        if begin <= end and begin < len(ink)
        else (0, 0)
    )
    return gap if gap[0] <= line.starts[at] <= gap[1] else (0, 0)


def _insert_space(line: LineText, at: int, gap: tuple[int, int]) -> LineText:
    """Put a space before character `at`; the letters beside it end where the white begins."""
    left, right = float(gap[0]), float(gap[1])
    return replace(
        line,
        text=line.text[:at] + " " + line.text[at:],
        starts=(*line.starts[:at], left, right, *line.starts[at + 1 :]),
        ends=(*line.ends[: at - 1], left, right, *line.ends[at:]),
        confidences=(*line.confidences[:at], _CONFIDENCE, *line.confidences[at:]),
        alternatives=(*line.alternatives[:at], ("", 0.0), *line.alternatives[at:]),
    )


def _drop_space(line: LineText, at: int) -> LineText:
    """Drop the space `at`; the one before it takes its place too."""
    return LineText(
        line.text[:at] + line.text[at + 1 :],
        line.starts[:at] + line.starts[at + 1 :],
        (*line.ends[: at - 1], line.ends[at], *line.ends[at + 1 :]),
        line.confidences[:at] + line.confidences[at + 1 :],
        line.alternatives[:at] + line.alternatives[at + 1 :],
    )
