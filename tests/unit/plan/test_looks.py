"""What is said of a reading, and looks that change nothing where there is nothing to gain."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_pages import Drawn, drawn_page
from made_pages import bent, made, page_image

from pipeline.config import load_settings
from pipeline.ocr.checks.guards import guard_reading
from pipeline.plan.guard import StageClock
from pipeline.plan.looks import Looks, Recognized, count_missed_rows
from schemas.ocr import OcrPage

SETTINGS = load_settings(None, None, {})
PAGE = drawn_page((Drawn("Cộng hòa xã hội chủ nghĩa Việt Nam", 200, 300),))


@pytest.fixture(scope="module")
def letter() -> np.ndarray:
    return np.asarray(made("quyet_dinh", 3).image.convert("L"))


def looks(pixels: np.ndarray) -> Looks:
    return Looks(page_image(pixels), SETTINGS, StageClock())


def test_doubts_tell_bent_lines_unread_pages_and_missed_rows():
    empty = Recognized(PAGE, OcrPage((), PAGE.geometry, "test"))
    assert empty.doubts == ("unread",)
    assert replace(empty, curved=True).doubts == ("curved", "unread")
    assert replace(empty, clean=replace(PAGE, is_blank=True)).doubts == ()


def test_rows_without_words_are_counted():
    nothing = guard_reading(OcrPage((), PAGE.geometry, "test"))
    assert count_missed_rows(nothing, PAGE, StageClock()).missed >= 1


def test_a_level_page_is_not_flattened(letter):
    look = looks(letter[:1200])
    found = look.read(look.prepare())
    assert look.read_flat(found) is found


def test_a_bent_page_is_read_flat_and_its_words_lie_on_the_bent_one(letter):
    look = looks(bent(letter[:1200], 60.0))
    found = look.read(look.prepare())
    flat = look.read_flat(found)
    assert flat.curved and flat.clean is found.clean
    assert (flat.ocr.confidence or 0) > (found.ocr.confidence or 0)
    heights = [word.box.height for word in flat.ocr.words]
    assert np.median(heights) < 80
