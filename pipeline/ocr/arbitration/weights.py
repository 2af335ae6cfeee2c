"""The arbiter's weights (configs/ocr/ensemble.toml): how far readers are
believed, and when words are read again.

Fitted on made-up pages by training/calibrate_ensemble.py.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from pipeline.common.data import CONFIGS, Data, load_data


class Reader(Data):
    """A reader's logistic model: odds = bias of the word's kind + slope · log-odds of its
    confidence."""

    slope: float
    syllable: float
    number: float
    capitals: float
    sign: float
    other: float


class RereadingRule(Data):
    """How words are read again.

    `doubtful`: below this probability they are. `alone`: from this probability on they stand where
    the second reading has nothing. `unseen`: from this probability on words of the second reading
    stand where the first has nothing. `agreement`: the second reading's odds of being wrong, raised
    to this, weaken those of the first where both agree: 1 for readers that err independently, less
    for such as err together.
    """

    doubtful: float
    alone: float
    unseen: float
    agreement: float


class Weights(Data):
    """configs/ocr/ensemble.toml: readers, and how a wider look and another reader are used.

    `width`: how much wider the wider look is than the first.
    """

    version: Literal[2]
    source: str
    width: float
    wider_look: RereadingRule
    other_reader: RereadingRule
    first: Reader
    wider: Reader
    other: Reader
    whole_page: Reader


@cache
def load_weights() -> Weights:
    """The fitted weights.

    Raises:
        UsageError: the file is gone or not as it must be.
    """
    path = CONFIGS / "ocr" / "ensemble.toml"
    return load_data(
        Weights, path, "ocr_weights_invalid", "restore the file from the release"
    )
