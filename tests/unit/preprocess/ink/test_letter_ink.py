"""Ink that may be letters: no rules, frames and specks; very large print is looked at from afar."""

import cv2
import numpy as np

from pipeline.preprocess.ink.letters import letter_ink, print_view
from pipeline.preprocess.ink.overview import overview


def paper() -> np.ndarray:
    return np.full((1169, 827), 250, np.uint8)


def test_rules_and_specks_go_and_letters_stay():
    page = paper()
    cv2.putText(page, "Ho va ten", (200, 300), 0, 0.7, 20, 2)
    text = overview(page, 100.0).ink.copy()
    cv2.line(page, (100, 500), (700, 500), 20, 2)
    page[700:702, 400:402] = 20
    found = letter_ink(overview(page, 100.0))
    assert np.array_equal(found, text)


def test_letters_of_a_notice_are_looked_at_from_afar():
    page = paper()
    cv2.putText(page, "ABC", (60, 600), 0, 8.0, 20, 24)
    view = overview(page, 100.0)
    large = print_view(view)
    assert large.grey.shape[0] * 4 == view.grey.shape[0] // 4 * 4
    assert large.dpi == view.dpi


def test_usual_print_is_looked_at_as_it_is():
    page = paper()
    cv2.putText(page, "Ho va ten", (200, 300), 0, 0.7, 20, 2)
    view = overview(page, 100.0)
    assert print_view(view) is view
    assert not letter_ink(overview(paper(), 100.0)).any()
