"""The weights of a page's confidence are found again in pages made from known ones."""

import math

import numpy as np
import pytest

from training.calibrate_pages import LEAST_WRONG, fit


def test_weights_that_made_the_pages_are_found():
    rng = np.random.default_rng(3)
    told = []
    for _ in range(50):
        doubt, unsure = rng.uniform(0.001, 0.3, 2)
        wrong = math.exp(0.5 + 1.1 * math.log(doubt) + 0.3 * math.log(unsure))
        told.append(((doubt, unsure), wrong - LEAST_WRONG))
    assert fit(told) == pytest.approx([0.5, 1.1, 0.3])
