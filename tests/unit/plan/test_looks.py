"""What is said of a reading, and looks that change nothing where there is nothing to gain."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.config import load_settings
from pipeline.ocr.checks.guards import guard_reading
from pipeline.ocr.checks.second_opinion import doubt_numbers, reads_better
from pipeline.plan.guard import StageClock
from pipeline.plan.looks import Looks, Recognized, count_missed_rows
from pipeline.plan.recognition import recognize_page
from schemas.ocr import OcrPage
from synthetic.pages.failing import broken
from tests.support.drawn_pages import Drawn, drawn_page
from tests.support.made_pages import bent, made, page_image

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


def test_print_that_fell_into_dots_reads_better_with_thicker_strokes(letter):
    worn = broken(letter[:1200], 200.0, 0.95, np.random.default_rng(7))
    look = looks(worn)
    found = look.read(look.prepare())
    thick = look.thicker()
    grown = thick.read(thick.prepare())
    restored = replace(thick, restored=True)
    other = restored.read(restored.prepare())
    assert reads_better(grown.ocr, found.ocr)
    assert reads_better(other.ocr, grown.ocr)
    assert np.array_equal(look.image.pixels, worn)
    chosen = recognize_page(look.image, look.prepare(), SETTINGS, look.clock)
    # Numbers on which the two looks differ are worth less.
    assert not reads_better(doubt_numbers(other.ocr, found.ocr), chosen.ocr)
    assert chosen.clean.geometry == found.clean.geometry


def test_a_reading_that_adds_nothing_leaves_the_better_as_it_is():
    empty = guard_reading(OcrPage((), PAGE.geometry, "test"))
    better = Recognized(PAGE, empty)
    assert looks(PAGE.pixels).join(better, Recognized(PAGE, empty)) is better
