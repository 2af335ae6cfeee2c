"""Which quarter turn puts a page upright: cheap tests first, the probe where they are not sure."""

from __future__ import annotations

from dataclasses import dataclass

import cv2

from pipeline.common.grey import to_grey
from pipeline.preprocess.ink.light import even_light
from pipeline.preprocess.ink.overview import Overview
from pipeline.preprocess.upright.deskew import AxisSweep
from pipeline.preprocess.upright.level import turned_ink
from pipeline.preprocess.upright.orient import (
    MIN_AXIS_RATIO,
    MIN_VOTE,
    OrientationProbe,
    up_down,
)
from schemas.imaging import Pixels

PROBE_DPI = 150.0
PROBED_INCHES = 24.0  # A2
LEVEL_ENOUGH_DEG = 0.4  # a word of an inch rises by less than a pixel of the overview
# Where neither axis stands out, the words must: so much clearer along one than along the other.
MIN_VOTE_RATIO = 2.0


@dataclass(frozen=True, slots=True)
class Turn:
    """A clockwise quarter turn in degrees (0, 90, 180, 270) and whether it is certain."""

    degrees: int
    sure: bool


def quarter_turn(
    pixels: Pixels,
    hint: int,
    view: Overview,
    letters: Pixels,
    sweeps: tuple[AxisSweep, AxisSweep],
    probe: OrientationProbe | None,
) -> Turn:
    """The quarter turn that puts a written page upright.

    Args:
        pixels: the unturned page, uint8.
        hint: the turn that the file asks for; it stands where nothing tells otherwise.
        view: overview of `pixels`.
        letters: its ink that may be letters, uint8, 0 or 255.
        sweeps: of the unturned page, along rows and along columns.
        probe: asked where rows against columns and ascenders against descenders leave doubt.
    """
    hint %= 360
    guess, sure = _by_words(letters, view.dpi, hint, sweeps)
    if not sure and probe is not None:
        turn, confidence = probe(_probe_copy(pixels, view), PROBE_DPI)
        if confidence > 0:
            return Turn(turn % 360, True)
    return Turn(guess, sure)


def _by_words(
    letters: Pixels, dpi: float, hint: int, sweeps: tuple[AxisSweep, AxisSweep]
) -> tuple[int, bool]:
    """The turn that the profiles along both axes and the words' ascenders tell, and whether that is
    certain."""
    rows, columns = sweeps
    if not (rows.certain or columns.certain):
        return hint, False
    across = columns.strength > rows.strength
    turn, score = _by_ascenders(letters, dpi, hint, across, sweeps)
    if max(rows.strength, columns.strength) >= MIN_AXIS_RATIO * min(
        rows.strength, columns.strength
    ):
        return turn, abs(score) >= MIN_VOTE
    other, other_score = _by_ascenders(letters, dpi, hint, not across, sweeps)
    if abs(other_score) > abs(score):
        turn, score, other_score = other, other_score, score
    return turn, abs(score) >= max(MIN_VOTE, MIN_VOTE_RATIO * abs(other_score))


def _by_ascenders(
    letters: Pixels,
    dpi: float,
    hint: int,
    across: bool,
    sweeps: tuple[AxisSweep, AxisSweep],
) -> tuple[int, float]:
    """Of the two turns that make lines along one axis level the one that the words vote for, and
    how clearly."""
    # First the one that the file asks for, else none or 90.
    first = hint if (hint % 180 == 90) == across else (90 if across else 0)
    skew = sweeps[across].turn_deg
    vote = up_down(
        turned_ink(letters, first, skew if abs(skew) > LEVEL_ENOUGH_DEG else 0.0), dpi
    )
    turned_over = vote.certain and vote.score < 0
    return (
        first + 180
    ) % 360 if turned_over else first, vote.score if vote.certain else 0.0


def _probe_copy(pixels: Pixels, view: Overview) -> Pixels:
    """The page evenly lit at 150 dpi; of a large sheet the part on which most is written."""
    rows, columns = _fullest(view.ink, round(PROBED_INCHES * view.dpi))
    down, along = (
        pixels.shape[0] / view.grey.shape[0],
        pixels.shape[1] / view.grey.shape[1],
    )
    pixels = pixels[
        round(rows.start * down) : round(rows.stop * down),
        round(columns.start * along) : round(columns.stop * along),
    ]
    grey = to_grey(pixels)
    paper = view.background[rows, columns]
    scale = PROBE_DPI / view.dpi * paper.shape[0] / grey.shape[0]
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return even_light(small, paper, view.black, view.levels.white)


def _fullest(ink: Pixels, most: int) -> tuple[slice, slice]:
    """Rows and columns of the square of `most` pixels a side with the most ink; all where there are
    not more."""
    height, width = ink.shape
    if max(height, width) <= most:
        return slice(0, height), slice(0, width)
    places = [(y, x) for y in range(0, height, most) for x in range(0, width, most)]
    top, left = max(
        places,
        key=lambda place: cv2.countNonZero(
            ink[place[0] : place[0] + most, place[1] : place[1] + most]
        ),
    )
    return slice(top, min(height, top + most)), slice(left, min(width, left + most))
