"""How probable it is that a value is right, from the words that it was read from.

A value is right where all of its words are: the least sure word tells most, and the more words the
more may be wrong. Weights: configs/extract/confidence.toml (`python -m training.calibrate_fields`).
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from pipeline.common.data import CONFIGS, Data, load_data

_WEIGHTS = CONFIGS / "extract" / "confidence.toml"
# Bounds of what recognition says of a word, and of what is said of a value.
_LEAST, _MOST = 0.02, 0.995


class Calibration(Data):
    """Weights of a logistic model: `bias`, of the logit of the weakest word's confidence
    (`weakest`), of the logarithm of the number of words (`words`). `page`: how much of what a
    page's mean word confidence lacks is taken off the most that a value on it can be sure."""

    bias: float
    weakest: float
    words: float
    page: float


@cache
def load_calibration(path: Path = _WEIGHTS) -> Calibration:
    """The weights.

    Raises:
        UsageError: `config_invalid`: they can't be read.
    """
    return load_data(Calibration, path)


def value_probability(weakest: float, words: int) -> float:
    """Probability that all words of a value were read right.

    Args:
        weakest: least confidence of a word, 0-1.
        words: how many there are, one at least.
    """
    weights = load_calibration()
    score = (
        weights.bias
        + weights.weakest * _logit(weakest)
        + weights.words * math.log(words)
    )
    return min(1 / (1 + math.exp(-score)), _MOST)


def most_on_page(confidence: float | None) -> float:
    """The most that a value can be sure on a page that was read with this mean confidence."""
    return 1.0 if confidence is None else 1 - load_calibration().page * (1 - confidence)


def _logit(share: float) -> float:
    inside = min(max(share, _LEAST), _MOST)
    return math.log(inside / (1 - inside))
