"""A page in layers: every stroke in the ink, no stroke in the paper, colours where they were."""

import cv2
import numpy as np
import pytest

from pipeline.archive.reading.layers import load_reading_rules, part_layers

PAPER, BLACK, RED = (236, 232, 214), (20, 20, 24), (200, 40, 40)


@pytest.fixture(scope="module")
def page():
    """Lines of black print, a red ring and dust on a tinted sheet; the ink's true places."""
    pixels = np.full((800, 600, 3), PAPER, np.uint8)
    for row in range(5):
        place = (40, 80 + 60 * row)
        font = cv2.FONT_HERSHEY_DUPLEX
        cv2.putText(pixels, "Quyet dinh 123", place, font, 1.2, BLACK, 2)
    cv2.circle(pixels, (420, 600), 90, RED, 5)
    pixels[500, 50] = BLACK
    ink = pixels.min(axis=2) < 127  # the smoothed edges of letters are half ink
    ink[500, 50] = False
    return pixels, ink


def test_the_ink_is_what_is_written_and_dust_is_not(page):
    pixels, ink = page
    found = part_layers(pixels, 200).ink
    assert (found == ink).mean() > 0.999
    assert not found[500, 50]


def test_the_layers_are_coarse_and_keep_the_colours(page):
    pixels, _ = page
    layers, rules = part_layers(pixels, 200), load_reading_rules()
    assert layers.background.shape[0] == -(-800 // rules.background_scale)
    away = np.abs(layers.background.astype(int) - PAPER)
    away[500 // rules.background_scale, 50 // rules.background_scale] = 0  # the dust
    assert away.max() <= 3
    scale = rules.ink_scale
    ring, letter = layers.colour[510 // scale, 420 // scale], layers.colour[70 // scale]
    assert np.abs(ring.astype(int) - RED).max() < 40
    assert letter.min(axis=0).max() < 60


def test_together_they_show_the_page(page):
    pixels, _ = page
    layers = part_layers(pixels, 200)
    background, colour = (
        cv2.resize(one, (600, 800), interpolation=cv2.INTER_LINEAR)
        for one in (layers.background, layers.colour)
    )
    shown = np.where(layers.ink[:, :, None], colour, background)
    assert np.abs(shown.astype(int) - pixels).mean() < 2


@pytest.mark.parametrize("shape", [(1, 1), (3, 700), (400, 300), (60, 60, 3)])
def test_empty_and_odd_pages(shape):
    for shade in (0, 255):
        layers = part_layers(np.full(shape, shade, np.uint8), 200)
        assert not layers.ink.any()
        assert (layers.background == shade).all()


def test_pale_print_is_ink_too():
    pixels = np.full((200, 400), 250, np.uint8)
    cv2.putText(pixels, "So 12", (30, 120), cv2.FONT_HERSHEY_DUPLEX, 2, 200, 3)
    assert (part_layers(pixels, 200).ink == (pixels == 200)).mean() > 0.99
