"""The arbiter's weights (configs/ocr/ensemble.toml): how far readers are
believed, and when words are read again.

Fitted on made-up pages by training/calibrate_ensemble.py.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.config import CONFIGS
from pipeline.errors import UsageError


class Reader(BaseModel):
    """A reader's logistic model: odds = bias of the word's kind + slope · log-odds of its
    confidence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slope: float
    syllable: float
    number: float
    capitals: float
    sign: float
    other: float


class RereadingRule(BaseModel):
    """How words are read again.

    `doubtful`: below this probability they are. `alone`: from this probability on they stand where
    the second reading has nothing. `unseen`: from this probability on words of the second reading
    stand where the first has nothing. `agreement`: the second reading's odds of being wrong, raised
    to this, weaken those of the first where both agree: 1 for readers that err independently, less
    for such as err together.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    doubtful: float
    alone: float
    unseen: float
    agreement: float


class Weights(BaseModel):
    """configs/ocr/ensemble.toml: readers, and how a wider look and another reader are used.

    `width`: how much wider the wider look is than the first.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

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
    try:
        return Weights.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise UsageError(
            "ocr_weights_invalid",
            "the ensemble's weights can't be read",
            item=str(path),
            remedy="restore the file from the release",
        ) from error
