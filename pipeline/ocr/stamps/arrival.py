"""Stamps of arrival (`ĐẾN / Số … / Ngày … / Chuyển …`): known by their wording and their frame.

An office sets one on each paper that comes in, wherever there is white, often over print. Forms
have frames and the same labels, too, so one thing alone tells nothing: a heading with a label, or
two labels of which one stands on such stamps only, within one frame; without a frame a heading with
two labels below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from rapidfuzz import fuzz

from pipeline.ocr.stamps.segments import Segment
from pipeline.ocr.stamps.wording import ArrivalWording, load_stamp_wording
from schemas.geometry import BoundingBox

# A longer label may be misread by so much (rapidfuzz).
ALIKE, LEAST_LETTERS = 84.0, 7
# A label ends in a colon within so many characters, or its segment has so many words at most.
COLON_WITHIN, SHORT = 20, 4
# The paper's own number (`12/QĐ-UBND`) stands behind a label, too.
_NOTATION = re.compile(r"/\s?[A-ZĐ]{2}|[A-ZĐ]{2,}\s?-\s?[A-ZĐ]{2}")

FindFrames = Callable[[BoundingBox], Iterable[BoundingBox]]


@dataclass(frozen=True, slots=True)
class _Signs:
    """What of the wording a page shows: headings, labels, and those of them that tell most."""

    headings: tuple[Segment, ...]
    labels: tuple[Segment, ...]
    telling: tuple[Segment, ...]

    def within(self, box: BoundingBox) -> _Signs:
        """Those that stand in a box."""
        return _Signs(
            *(
                tuple(one for one in kind if is_inside(one.box, box))
                for kind in (self.headings, self.labels, self.telling)
            )
        )

    @property
    def are_a_stamp(self) -> bool:
        """Whether they make a stamp of what stands in one frame."""
        if self.headings:
            return bool(self.labels)
        return bool(self.telling) and len(self.labels) > 1


def find_arrival_stamps(
    segments: Sequence[Segment], height: float, find_frames: FindFrames
) -> tuple[BoundingBox, ...]:
    """Boxes of stamps of arrival.

    Args:
        segments: of the page.
        height: of a usual line.
        find_frames: gives the frames in a part of the page; called only where there is wording.
    """
    by = load_stamp_wording().arrival
    signs = _find_signs(segments, by)
    anchors = signs.headings or signs.telling
    found: list[BoundingBox] = []
    for anchor in anchors:
        around = _around(anchor.box, height, by)
        if any(is_inside(anchor.box, box) for box in found):
            continue
        frames = [box for box in find_frames(around) if is_inside(anchor.box, box)]
        framed = [box for box in frames if signs.within(box).are_a_stamp]
        box = framed[0] if framed else _without_frame(anchor, signs, around)
        if box is not None:
            found.append(box)
    return tuple(found)


def is_inside(box: BoundingBox, frame: BoundingBox, spare: float = 0.35) -> bool:
    """Whether a box lies in a frame, to within a share of its own height."""
    more = spare * box.height
    middle = (box.y0 + box.y1) / 2
    return (
        frame.y0 < middle < frame.y1
        and frame.x0 - more <= box.x0
        and box.x1 <= frame.x1 + more
    )


def _find_signs(segments: Sequence[Segment], by: ArrivalWording) -> _Signs:
    headings = tuple(one for one in segments if _is_heading(one, by))
    if not headings and not any(_starts(one.folded, by.telling) for one in segments):
        return _Signs((), (), ())
    labels = tuple(one for one in segments if _is_label(one, by))
    telling = tuple(one for one in labels if _starts(one.folded, by.telling))
    return _Signs(headings, labels, telling)


def _is_heading(segment: Segment, by: ArrivalWording) -> bool:
    rest = _behind_heading(segment, by)
    return rest is not None and (not rest or _starts(rest, by.labels))


def _behind_heading(segment: Segment, by: ArrivalWording) -> str | None:
    """What follows a heading in capitals; None where a segment begins with none."""
    words = segment.folded.split()
    for many in (3, 2, 1):
        heading = " ".join(words[:many])
        if heading in by.headings and segment.text[: len(heading)].isupper():
            return " ".join(words[many:])
    return None


def _is_label(segment: Segment, by: ArrivalWording) -> bool:
    if _NOTATION.search(segment.text):
        return False
    rest = _behind_heading(segment, by)
    if rest is not None:
        return _starts(rest, by.labels)
    short = len(segment.words) <= SHORT or ":" in segment.text[:COLON_WITHIN]
    return short and _starts(segment.folded, by.labels)


def _starts(text: str, labels: Iterable[str]) -> bool:
    return any(
        text == label
        or text.startswith(f"{label} ")
        or (
            len(label) >= LEAST_LETTERS
            and fuzz.partial_ratio(label, text[: 2 * len(label)]) >= ALIKE
        )
        for label in labels
    )


def _around(box: BoundingBox, height: float, by: ArrivalWording) -> BoundingBox:
    """Where all of a stamp must lie of which something is known."""
    wide, high = (size * height for size in by.largest_frame)
    return BoundingBox(box.x0 - wide, box.y0 - high, box.x1 + wide, box.y1 + high)


def _without_frame(
    anchor: Segment, signs: _Signs, around: BoundingBox
) -> BoundingBox | None:
    """The box of a heading with the labels beside and below it; None where there are too few."""
    if anchor not in signs.headings:
        return None
    below = BoundingBox(around.x0, anchor.box.y0, around.x1, around.y1)
    reach = (around.x1 - around.x0 - anchor.box.width) / 2
    labels = [
        one
        for one in signs.within(below).labels
        if one is not anchor and abs(one.box.x0 - anchor.box.x0) <= reach / 2
    ]
    if len(labels) < 2:
        return None
    return reduce(BoundingBox.union, (one.box for one in labels), anchor.box)
