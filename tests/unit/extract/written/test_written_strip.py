"""Gaps cut out for the reader: print of one height, ink between 0 and 1."""

import numpy as np
import pytest

from pipeline.extract.written.strip import CAPITALS, HEIGHT, cut_strip, levels
from schemas.geometry import PageGeometry


def scan(scale: int, colour: tuple[int, int, int] = (0, 0, 0)) -> np.ndarray:
    """White with a bar as high as capitals of 20 pixels, times `scale`."""
    page = np.full((100 * scale, 200 * scale, 3), 255, np.uint8)
    page[40 * scale : 60 * scale, 90 * scale : 100 * scale] = colour
    return page


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_print_comes_out_at_one_height_whatever_the_resolution(scale: int) -> None:
    page = scan(scale)
    strip = cut_strip(
        page,
        PageGeometry(page.shape[1], page.shape[0], 100 * scale),
        (60.0 * scale, 140.0 * scale),
        (40.0 * scale, 60.0 * scale),
    )
    assert strip.shape == (HEIGHT, 80 * CAPITALS // 20)
    assert (strip.max(axis=1) > 0.5).sum() == pytest.approx(CAPITALS, abs=1)


def test_blue_ink_is_ink() -> None:
    page = scan(1, (40, 60, 200))
    strip = cut_strip(page, PageGeometry(200, 100, 100), (60, 140), (40, 60))
    assert strip.max() == pytest.approx(1.0)


def test_an_empty_gap_is_not_stretched_into_ink() -> None:
    paper = (
        np.random.default_rng(1)
        .normal(240, 3, (HEIGHT, 90))
        .clip(0, 255)
        .astype(np.uint8)
    )
    assert levels(paper).max() < 0.5


def test_beyond_the_scan_lies_paper() -> None:
    strip = cut_strip(scan(1), PageGeometry(200, 100, 100), (190, 260), (40, 60))
    assert strip.max() == 0
