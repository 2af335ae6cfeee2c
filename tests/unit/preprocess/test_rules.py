"""Straight lines of a level page go, letters and areas stay."""

import cv2
import numpy as np
import pytest

from pipeline.preprocess.components import components
from pipeline.preprocess.rules import mark_rules

DPI = 200.0


def gone(ink):
    marked = np.zeros_like(ink)
    mark_rules(marked, ink, components(ink), DPI)
    return marked


@pytest.fixture
def page():
    return np.zeros((400, 600), np.uint8)


def test_a_level_rule_and_an_upright_one_are_marked_but_for_a_pixel_at_their_ends(page):
    page[100:103, 50:550] = 255
    page[150:380, 300:303] = 255
    marked = gone(page)
    assert marked[100:103, 51:549].all() and marked[151:379, 300:303].all()


def test_letters_dashes_and_blank_paper_stay(page):
    assert not gone(page).any()
    page[50:70, 50:62] = 255
    page[60:63, 100:140] = 255  # shorter than a rule's shortest piece
    assert not gone(page).any()


def test_a_dark_area_is_no_set_of_rules(page):
    page[100:300, 100:500] = 255
    assert not gone(page).any()


def test_a_stroke_that_crosses_a_rule_stays(page):
    page[100:103, 50:550] = 255
    page[80:130, 200:204] = 255
    marked = gone(page)
    assert not marked[80:98, 200:204].any() and not marked[105:130, 200:204].any()
    assert not marked[100:103, 200:204].any(), "the stroke keeps its middle"
    assert marked[100:103, 51:190].all() and marked[100:103, 215:549].all()


def test_nothing_is_marked_away_from_the_ink(page):
    page[100:103, 50:550] = 255
    page[150:380, 300:303] = 255
    near = cv2.dilate(page, np.ones((3, 3), np.uint8))
    assert not gone(page)[near == 0].any()
