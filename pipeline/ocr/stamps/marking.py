"""Words that were stamped on a page: marked, and put behind its text as lines of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.ocr.stamps.arrival import find_arrival_stamps, is_inside
from pipeline.ocr.stamps.coloured import find_red_stamps
from pipeline.ocr.stamps.frames import find_frames
from pipeline.ocr.stamps.segments import Segment, line_height, segments_of
from pipeline.ocr.stamps.wording import load_stamp_wording
from schemas.geometry import BoundingBox
from schemas.imaging import Pixels
from schemas.ocr import ARRIVAL_STAMP, NAME_STAMP, OcrLine, OcrPage


def mark_stamps(page: OcrPage, pixels: Pixels) -> OcrPage:
    """The page with its stamps' words marked and behind the text; itself where it has no stamp.

    Args:
        page: what was read, upright pixels.
        pixels: the unturned scan, uint8 (h, w) or (h, w, 3).
    """
    height = line_height(page)
    segments = segments_of(page, height)
    by = load_stamp_wording().arrival

    def frames_in(part: BoundingBox) -> tuple[BoundingBox, ...]:
        sizes = by.least_frame, by.largest_frame
        return find_frames(pixels, page.geometry, part, height, sizes)

    arrivals = find_arrival_stamps(segments, height, frames_in)
    marks = {
        segment: ARRIVAL_STAMP
        for segment in segments
        if any(is_inside(segment.box, box) for box in arrivals)
    }
    others = [segment for segment in segments if segment not in marks]
    red = find_red_stamps(others, pixels, page.geometry, height)
    marks |= dict.fromkeys(red, NAME_STAMP)
    return _put_behind(page, marks) if marks else page


def _put_behind(page: OcrPage, marks: dict[Segment, str]) -> OcrPage:
    """The page with the marked segments behind the others."""
    lines = [
        left
        for number, line in enumerate(page.lines)
        if (left := _without(line, [one for one in marks if one.line == number]))
    ]
    block = 1 + max((line.block for line in page.lines), default=0)
    stamped = [_stamped(one, mark, block) for one, mark in marks.items()]
    return replace(page, lines=(*lines, *stamped))


def _without(line: OcrLine, stamped: Iterable[Segment]) -> OcrLine | None:
    gone = {at for one in stamped for at in range(one.begin, one.end)}
    if not gone:
        return line
    words = [word for at, word in enumerate(line.words) if at not in gone]
    return OcrLine.around(words, line.block) if words else None


def _stamped(segment: Segment, mark: str, block: int) -> OcrLine:
    words = (replace(word, marks=(*word.marks, mark)) for word in segment.words)
    return OcrLine.around(words, block)
