"""Grounds printed in a light colour are no seals: what stands on them is kept whole."""

import cv2
import numpy as np

from pipeline.preprocess.cleaning.seals import grey_without_seals, seals
from pipeline.preprocess.ink.overview import overview

TINT, RED, BLACK = (214, 222, 254), (205, 40, 60), (25, 25, 30)


def page() -> np.ndarray:
    return np.full((1200, 900, 3), 252, np.uint8)


def print_on(pixels: np.ndarray, colour: tuple[int, int, int]) -> None:
    for row in range(5):
        at = (320, 240 + 40 * row)
        cv2.putText(pixels, "Nguoi ky: So Noi vu", at, 0, 0.8, colour, 2, cv2.LINE_AA)


def as_jpeg(pixels: np.ndarray) -> np.ndarray:
    _, data = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 60])
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1])


def test_print_on_a_tinted_ground_is_not_bleached():
    pixels = page()
    pixels[190:450, 300:700] = TINT
    print_on(pixels, BLACK)
    pixels = as_jpeg(pixels)
    view = overview(pixels, 200.0)
    assert seals(view) == []
    grey = grey_without_seals(pixels, view)
    assert np.array_equal(grey, cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def test_a_seal_beside_the_ground_still_goes():
    pixels = page()
    pixels[190:450, 300:700] = TINT
    cv2.circle(pixels, (450, 800), 100, RED, 6)
    view = overview(pixels, 200.0)
    assert len(seals(view)) == 1
    grey = grey_without_seals(pixels, view)
    assert (grey[680:920, 330:570] > 200).all()
