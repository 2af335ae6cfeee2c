"""Pages that one look would lose: read again another way, and which reading stands."""

import cv2
import numpy as np
import pytest

from benchmarks.scoring import score_page
from pipeline.config import load_settings
from pipeline.plan.guard import StageClock
from pipeline.plan.looks import prepare_page
from pipeline.plan.pages import read_image
from pipeline.plan.recognition import recognize_page
from schemas.ocr import PageReading
from synthetic.pages.failing import Failing, wear_down
from tests.support.made_pages import bent, made, page_image

SETTINGS = load_settings(None, None, {})


def read(pixels: np.ndarray, dpi: float = 200.0, known: bool = True) -> PageReading:
    return read_image(page_image(pixels, dpi, known), SETTINGS, StageClock(), 1)


@pytest.fixture(scope="module")
def page():
    return made("quyet_dinh", 3)


def worn(page, kind: Failing) -> np.ndarray:
    return wear_down(np.asarray(page.image), 200.0, kind, np.random.default_rng(7))


@pytest.mark.parametrize(
    ("kind", "most", "flag"),
    [
        ("pale", 0.015, "pale"),
        ("small", 0.015, "small_print"),
        ("photographed", 0.03, "shadow"),
    ],
)
def test_worn_pages_are_read_nearly_as_well_as_others(page, kind, most, flag):
    reading = read(worn(page, kind), known=kind == "pale")
    lines = [line.text for line in page.truth.lines]
    assert (score_page(lines, reading.ocr.text).cer or 0.0) < most
    assert flag in reading.flags and not reading.is_blank


def test_bent_lines_are_made_level_and_words_lie_where_they_are_on_the_picture(page):
    picture = bent(np.asarray(page.image.convert("L")), 70.0)
    reading = read(picture)
    lines = [line.text for line in page.truth.lines]
    assert (score_page(lines, reading.ocr.text).cer or 0.0) < 0.015
    boxes = [reading.ocr.geometry.scan_box(word.box) for word in reading.ocr.words]
    inked = [
        (
            picture[
                round(box.y0) : round(box.y1) + 1, round(box.x0) : round(box.x1) + 1
            ]
            < 128
        ).mean()
        for box in boxes
    ]
    assert "curved" in reading.flags and np.percentile(inked, 5) > 0.05


def test_traces_of_the_other_side_are_read_before_the_page_is_called_blank(page):
    ghost = 255 - cv2.flip(np.asarray(page.image.convert("L")), 1).astype(np.float32)
    back = 250 - 0.33 * cv2.GaussianBlur(ghost, (0, 0), 3.0)
    reading = read(back.astype(np.uint8))
    assert reading.is_blank and reading.ocr.text == ""
    assert "unread" not in reading.flags and "lines_missed" not in reading.flags


def test_text_that_a_reader_finds_in_diffuse_traces_is_no_blank_page(page):
    ghost = 255 - np.asarray(page.image.convert("L")).astype(np.float32)
    faint = 250 - 0.38 * cv2.GaussianBlur(ghost, (0, 0), 2.0)
    reading = read(faint.astype(np.uint8))
    assert not reading.is_blank
    lines = [line.text for line in page.truth.lines]
    assert (score_page(lines, reading.ocr.text).cer or 0.0) < 0.2


def test_a_blank_page_is_not_read_at_all():
    blank = page_image(np.full((600, 400), 250, np.uint8))
    clean = prepare_page(blank, SETTINGS)
    assert clean.is_blank and not clean.maybe_written
    clock = StageClock()
    found = recognize_page(blank, clean, SETTINGS, clock)
    assert found.ocr.lines == () and found.clean is clean
    assert found.ocr.geometry == clean.geometry
    # The reader is named all the same: another version of it would read the page anew.
    assert found.ocr.engine
    assert "ocr" not in clock.seconds
