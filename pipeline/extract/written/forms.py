"""Values of forms that are filled in with a blue pen: told from the label's print by their colour.

Only what stands behind a label on its line is looked at, on scans in colour. Red is left out: seals
lie over print. What a black pen wrote is not told here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.rows import Token, TokenRow, box_of
from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import Pixels

_BLUER = 28.0  # of 255: how much bluer than its label's print a pen is
_CONTRAST = 40.0  # of 255: what stands out less from its paper is no ink
_FEWEST = 12  # pixels of ink that tell a colour
_STEP = 2  # every other pixel is enough for one


@dataclass(frozen=True, slots=True)
class Filled:
    """A label and the words behind it."""

    label: tuple[Token, ...]
    value: tuple[Token, ...]


def find_written_values(
    rows: Iterable[TokenRow], pixels: Pixels, geometry: PageGeometry
) -> Iterator[BoundingBox]:
    """The places of words behind labels that are bluer than the label.

    Args:
        rows: the page's rows.
        pixels: the unturned scan, uint8 (h, w) or (h, w, 3), red first.
        geometry: how it stands.
    """
    if pixels.ndim == 2:
        return
    for filled in (found for row in rows for found in find_filled(row)):
        label = _blueness(box_of(filled.label), pixels, geometry)
        # Most values are print, which one look tells.
        whole = _blueness(box_of(filled.value), pixels, geometry)
        if label is None or whole is None or whole - label < _BLUER / 2:
            continue
        for token in filled.value:
            value = _blueness(token.box, pixels, geometry)
            if value is not None and value - label > _BLUER:
                yield token.box


def find_filled(row: TokenRow) -> Iterator[Filled]:
    """The labels of a row that end with a colon, each with the words up to the next one."""
    part: list[Token] = []
    for token in row.tokens:
        if token.ends_label and any(before.ends_label for before in part):
            yield from _part(part)
            part = []
        part.append(token)
    yield from _part(part)


def _part(tokens: Sequence[Token]) -> Iterator[Filled]:
    ends = next(
        (at for at, token in enumerate(tokens, 1) if token.ends_label), len(tokens)
    )
    value = tuple(token for token in tokens[ends:] if token.folded)
    if value:
        yield Filled(tuple(tokens[:ends]), value)


def _blueness(box: BoundingBox, pixels: Pixels, geometry: PageGeometry) -> float | None:
    """How much more blue than red the ink in a box is, against the paper around it; None without
    ink."""
    place = geometry.scan_box(box)
    x0, y0, x1, y1 = (
        max(0, int(edge)) for edge in (place.x0, place.y0, place.x1, place.y1)
    )
    part = pixels[y0:y1:_STEP, x0:x1:_STEP].reshape(-1, 3).astype(np.int16)
    if len(part) < 2 * _FEWEST:
        return None
    grey = part[:, 1]
    dark, light = (
        int(grey.min()),
        int(np.partition(grey, -len(grey) // 4)[-len(grey) // 4]),
    )
    if light - dark < _CONTRAST:
        return None
    ink = part[grey < (dark + light) / 2]
    if len(ink) < _FEWEST:
        return None
    return _blue_over_red(ink) - _blue_over_red(part[grey >= light])


def _blue_over_red(part: NDArray[np.int16]) -> float:
    return float(np.mean(part[:, 2] - part[:, 0]))
