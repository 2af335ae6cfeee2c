"""Flags come in one order, and those of print only where there is print."""

import numpy as np

from pipeline.preprocess.first_look import look_at
from pipeline.preprocess.flags import FLAGS, find_flags
from pipeline.preprocess.upright.turn import Turn
from schemas.geometry import PageGeometry
from tests.support.made_pages import page_image


def flags_of(pixels: np.ndarray, *, sure: bool = True, blank: bool = False, **of):
    page = page_image(pixels, **of)
    look = look_at(page, clean=True)
    height, width = pixels.shape[:2]
    turned = Turn(0, sure), PageGeometry(width, height, page.dpi)
    return find_flags(page, look, look.pixels, turned, 200.0, blank=blank)


def test_an_empty_page_is_blank_and_nothing_is_said_of_its_print():
    white = np.full((1169, 827), 250, np.uint8)
    white[5:9, 5:9] = 180
    found = flags_of(white, blank=True, sure=False, dpi=100.0)
    assert found == ("low_dpi", "grey", "small_print", "blank", "turned_unsure")
    assert list(found) == sorted(found, key=FLAGS.index)


def test_a_file_without_resolution_is_not_called_coarse():
    white = np.full((1169, 827), 250, np.uint8)
    found = flags_of(white, blank=True, dpi=100.0, known=False)
    assert "dpi_unknown" in found and "low_dpi" not in found
