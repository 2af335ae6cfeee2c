"""Which quarter turn puts a page upright: what rows, ascenders, the file and the probe each tell."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.preprocess.ink.letters import letter_ink, print_view
from pipeline.preprocess.ink.overview import overview
from pipeline.preprocess.upright.deskew import NO_TEXT, AxisSweep, sweep_axes
from pipeline.preprocess.upright.orient import UpDown, up_down
from pipeline.preprocess.upright.turn import Turn, quarter_turn
from tests.support.made_pages import made

DPI = 200.0


@pytest.fixture(scope="module")
def page() -> np.ndarray:
    return np.asarray(made("quyet_dinh", 1).image.convert("L"))


def turned(page: np.ndarray, degrees: int) -> np.ndarray:
    """The page so that this clockwise turn puts it upright again."""
    return np.ascontiguousarray(np.rot90(page, degrees // 90))


def decide(page: np.ndarray, hint: int = 0, probe=None) -> Turn:
    view = overview(page, DPI)
    letters = letter_ink(view)
    sweeps = sweep_axes(letters, view.level, 10.0)
    return quarter_turn(page, hint, view, letters, sweeps, probe)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_of_text_is_sure_of_its_turn_without_a_probe(page, degrees):
    def asked(*_: object) -> tuple[int, float]:
        raise AssertionError("the words tell it")

    assert decide(turned(page, degrees), probe=asked) == Turn(degrees, True)


def test_what_the_file_asks_for_stands_where_nothing_else_tells():
    empty = np.full((2339, 1654), 255, np.uint8)
    assert decide(empty, hint=270) == Turn(270, False)
    assert decide(empty, hint=450) == Turn(90, False)


@pytest.mark.parametrize(
    ("probed", "found"),
    [
        ((180, 2.0), Turn(180, True)),
        ((450, 0.5), Turn(90, True)),
        # A probe that is not confident at all has said nothing.
        ((180, 0.0), Turn(0, False)),
    ],
)
def test_the_probe_is_asked_where_there_is_doubt(probed, found):
    seen = []

    def probe(picture: np.ndarray, dpi: float) -> tuple[int, float]:
        seen.append((picture.shape, dpi))
        return probed

    assert decide(np.full((2339, 1654), 255, np.uint8), probe=probe) == found
    ((shape, dpi),) = seen
    assert dpi == 150.0
    assert shape == pytest.approx((2339 * 0.75, 1654 * 0.75), abs=8)


def test_of_a_large_sheet_the_probe_sees_the_part_that_is_written_on():
    sheet = np.full((12_000, 8_000), 255, np.uint8)
    cv2.circle(sheet, (7_000, 11_000), 300, 0, -1)
    seen = []

    def probe(picture: np.ndarray, dpi: float) -> tuple[int, float]:
        seen.append(picture)
        return 0, 0.0

    decide(sheet, probe=probe)
    assert max(seen[0].shape) <= 24 * 150 + 10
    assert (seen[0] < 128).any()


def test_words_vote_upright_and_upside_down(page):
    view = overview(page, DPI)
    letters = letter_ink(view)
    upright, over = (
        up_down(one, view.dpi) for one in (letters, letters[::-1, ::-1].copy())
    )
    assert upright.certain and upright.score > 0
    assert over.certain and over.score < 0


def test_too_few_words_are_no_vote():
    assert up_down(np.zeros((500, 400), np.uint8), 100.0) == UpDown(0.0, 0)
    assert not UpDown(9.0, 7).certain
    assert not UpDown(2.4, 100).certain
    assert UpDown(-2.5, 8).certain


def test_letters_are_ink_without_rules_frames_and_specks():
    page = np.full((1754, 1240), 255, np.uint8)
    cv2.rectangle(page, (50, 50), (1190, 1700), 0, 2)
    cv2.putText(page, "Quyet dinh", (200, 400), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 3)
    page[900, 600] = 0
    view = overview(page, 150.0)
    letters = letter_ink(view)
    scale = view.dpi / 150.0
    around = letters[: int(300 * scale)]
    assert not around.any()
    word = letters[
        int(350 * scale) : int(420 * scale), int(190 * scale) : int(480 * scale)
    ]
    assert word.any()
    assert letters.sum() == word.sum()


def test_very_large_print_is_looked_at_from_further_away(page):
    view = overview(page, DPI)
    assert print_view(view) is view
    notice = np.full((2339, 1654), 255, np.uint8)
    for at, text in enumerate(("THONG", "BAO", "HOP")):
        cv2.putText(
            notice, text, (80, 500 + 600 * at), cv2.FONT_HERSHEY_DUPLEX, 12, 0, 40
        )
    large = overview(notice, DPI)
    near = print_view(large)
    assert near.dpi == large.dpi
    assert near.grey.shape[0] == pytest.approx(large.grey.shape[0] / 4, abs=1)


def test_no_text_is_no_axis():
    assert not NO_TEXT.certain
    assert not AxisSweep(3.0, 1.01).certain
