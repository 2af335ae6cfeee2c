"""The copy for a second opinion: nothing taken off, never coarser than the usual one."""

import numpy as np
import pytest
from made_pages import page_image

from pipeline.config import load_settings
from pipeline.preprocess.plain import plain_copy
from pipeline.preprocess.prepare import prepare

SETTINGS = load_settings(None, None, {}).preprocess


@pytest.mark.parametrize(
    ("dpi", "copied"), [(100.0, 200.0), (200.0, 200.0), (400.0, 300.0)]
)
def test_a_plain_copy_has_200_to_300_dots(dpi, copied):
    side = round(4 * dpi)
    pixels = np.full((side, side, 3), 250, np.uint8)
    pixels[side // 3 : side // 2, side // 3 : side // 2] = (200, 30, 40)
    page = page_image(pixels, dpi)
    clean = prepare(page, SETTINGS, rotation_deg=0)
    plain = plain_copy(page, clean)
    assert plain.dpi == pytest.approx(copied)
    assert plain.pixels.ndim == 2
    assert plain.pixels.shape[0] == pytest.approx(side * copied / dpi, abs=1)
    # The red figure is there still.
    assert plain.pixels.min() < 120
    assert not plain.is_blank
