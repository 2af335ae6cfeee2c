"""Made-up strips that the reader of written digits is trained on."""

import numpy as np
import pytest

from pipeline.common.model_file import find_model
from pipeline.extract.written.strip import HEIGHT
from training.digits.hands import Sources, draw_hand
from training.digits.strips import make_strips

NO_SOURCES = Sources({}, [])


def test_the_same_seed_gives_the_same_strips() -> None:
    one, other = (make_strips(NO_SOURCES, 5, 12) for _ in range(2))
    assert [strip.text for strip in one] == [strip.text for strip in other]
    assert all((a.pixels == b.pixels).all() for a, b in zip(one, other, strict=True))


def test_what_is_to_be_read_is_what_the_model_can_write() -> None:
    alphabet = set(find_model("digits").alphabet)
    strips = make_strips(NO_SOURCES, 6, 60)
    assert {char for strip in strips for char in strip.text} <= alphabet
    assert all(strip.pixels.shape[0] == HEIGHT for strip in strips)
    assert sum(any(char.isdigit() for char in strip.text) for strip in strips) > 45


@pytest.mark.parametrize("digit", list("0123456789"))
def test_every_digit_is_drawn_in_several_ways(digit: str) -> None:
    rng = np.random.default_rng(2)
    drawn = [draw_hand(NO_SOURCES, rng).write(digit, 40.0, rng) for _ in range(6)]
    assert all(
        mask.max() > 0.9 and 20 < (mask > 0.5).sum() < mask.size / 2 for mask in drawn
    )
    assert len({mask.tobytes() for mask in drawn}) == 6


def test_touching_digits_stay_in_order() -> None:
    rng = np.random.default_rng(4)
    sheet = draw_hand(NO_SOURCES, rng).write("10", 40.0, rng)
    filled = np.flatnonzero(sheet.max(axis=0) > 0.5)
    assert filled[-1] - filled[0] > 30


def test_real_samples_are_drawn_as_ink() -> None:
    picture = np.zeros((1, 28, 28), np.uint8)
    picture[0, 4:24, 12:16] = 255
    sources = Sources({str(digit): picture for digit in range(10)}, [])
    rng = np.random.default_rng(1)
    hands = [draw_hand(sources, rng) for _ in range(20)]
    masks = [hand.write("1", 40.0, rng) for hand in hands]
    assert all(mask.max() > 0.9 for mask in masks)
