"""A page for a second opinion: the same page, upright and level, with nothing taken off."""

import numpy as np
import pytest

from pipeline.config import load_settings
from pipeline.preprocess.plain import FINEST_DPI, plain_copy
from pipeline.preprocess.prepare import prepare
from tests.support.made_pages import made, page_image

SETTINGS = load_settings(None, None, {}).preprocess


@pytest.fixture(scope="module")
def page():
    return made("quyet_dinh", 1).image


@pytest.mark.parametrize(
    ("dpi", "read"), [(150.0, 200.0), (200.0, 200.0), (250.0, 250.0)]
)
def test_it_is_as_fine_as_it_is_read(page, dpi, read):
    image = page_image(page.convert("L"), dpi)
    copy = plain_copy(image, prepare(image, SETTINGS))
    assert copy.dpi == pytest.approx(read, abs=1.0)
    assert copy.dpi <= FINEST_DPI + 1
    assert copy.pixels.ndim == 2


def test_coloured_seals_stay_and_the_paper_keeps_its_tone(page):
    image = page_image(page.convert("RGB"))
    clean = prepare(image, SETTINGS)
    copy = plain_copy(image, clean)
    assert copy.pixels.shape == clean.pixels.shape
    # What preparation bleaches is dark here.
    assert (copy.pixels < 200).mean() > (clean.pixels < 200).mean()


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_it_is_turned_as_its_clean_copy_is(page, turns):
    pixels = np.ascontiguousarray(np.rot90(np.asarray(page.convert("L")), turns))
    image = page_image(pixels)
    clean = prepare(image, SETTINGS)
    copy = plain_copy(image, clean)
    assert copy.pixels.shape == clean.pixels.shape
    dark = (copy.pixels < 128) & (clean.pixels < 128)
    assert dark.sum() > 0.7 * (clean.pixels < 128).sum()


def test_a_blank_page_is_read_all_the_same():
    image = page_image(np.full((2339, 1654), 250, np.uint8))
    clean = prepare(image, SETTINGS)
    assert clean.is_blank and not plain_copy(image, clean).is_blank
