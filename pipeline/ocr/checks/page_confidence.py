"""How much of a page was read right, by its words: what is told of a page as its confidence.

Readers' confidence in their words is not enough by itself. Where a reading breaks down it breaks
words into pieces, so doubtful words are short: counted by letters they hardly show, and counted one
by one they do. Weights: configs/ocr/page_confidence.toml (`python -m training.calibrate_pages`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from pipeline.common.data import CONFIGS, Data, load_data
from schemas.ocr import OcrPage, OcrWord

_WEIGHTS = CONFIGS / "ocr" / "page_confidence.toml"
# Words less sure than this are hardly words; added to their share: a logarithm has no place for 0.
UNSURE_WORD, LEAST_UNSURE = 0.6, 0.005
# What no page's words lack less than, likewise.
LEAST_DOUBT = 1e-4


class PageCalibration(Data):
    """Weights of the logarithm of the share of characters that are wrong: `bias`, of the logarithm
    of what the words lack of certainty in the mean (`doubt`), and of the logarithm of the share of
    unsure words (`unsure`). None is less than 0, so that no page gains by a word that is doubted.
    """

    version: Literal[1]
    source: str
    bias: float
    doubt: float = Field(ge=0)
    unsure: float = Field(ge=0)


@cache
def load_page_calibration(path: Path = _WEIGHTS) -> PageCalibration:
    """The fitted weights.

    Raises:
        UsageError: `config_invalid`: they can't be read.
    """
    return load_data(PageCalibration, path)


def estimate_page_confidence(page: OcrPage) -> float | None:
    """The share of a page's characters that are right by what its words tell, stamps left out, 0-1;
    None where nothing was read."""
    words = [word for word in page.words if not word.is_stamped]
    if not words:
        return None
    by = load_page_calibration()
    doubt, unsure = doubts_of(words)
    wrong = math.exp(
        by.bias + by.doubt * math.log(doubt) + by.unsure * math.log(unsure)
    )
    return 1 - min(1.0, wrong)


def doubts_of(words: Sequence[OcrWord]) -> tuple[float, float]:
    """What words (one at least) lack of certainty in the mean, and the share of unsure ones; both
    over 0."""
    lacking = sum(1 - word.confidence for word in words) / len(words)
    unsure = sum(word.confidence < UNSURE_WORD for word in words) / len(words)
    return max(LEAST_DOUBT, lacking), LEAST_UNSURE + unsure


def estimate_confidence(pages: Iterable[OcrPage]) -> float | None:
    """The same of several pages, weighted by their letters."""
    told = [
        (confidence, sum(len(word.text) for word in page.words))
        for page in pages
        if (confidence := estimate_page_confidence(page)) is not None
    ]
    letters = sum(many for _, many in told)
    return sum(sure * many for sure, many in told) / letters if letters else None
