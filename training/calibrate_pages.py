"""Fits what is told of a page as its confidence: `python -m training.calibrate_pages [--each N]`.

Tuning pages of synthetic/ocr_pages, as they are and worn in every way, are read as a batch reads
them. The logarithm of the share of characters that went wrong is laid over what the words lack of
certainty and the share of unsure ones, by least squares. The weights go to
configs/ocr/page_confidence.toml.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.ocr_sides import settings_for
from benchmarks.reading import read_picture
from benchmarks.real_papers import count_errors
from pipeline.config import CONFIGS
from pipeline.ocr.checks.page_confidence import doubts_of
from synthetic.ocr_pages.store import OcrPage, load
from synthetic.ocr_pages.worn import KINDS, load_worn

OUT = CONFIGS / "ocr" / "page_confidence.toml"
LEAST_WRONG = 0.001  # added to what went wrong: a logarithm has no place for pages without a fault

Sample = tuple[tuple[float, float], float]


def tuning_pages(each: int) -> Iterator[OcrPage]:
    """Pages of every level and of every kind of wear, every so many of them."""
    for level in ("clean", "office", "hard"):
        yield from load("tuning", level)[::each]
    for kind in KINDS:
        yield from load_worn("tuning", kind, every=each)


def samples(pages: Iterator[OcrPage]) -> Iterator[Sample]:
    """The doubts about the words of each page, and the share of characters that are wrong."""
    settings = settings_for()
    for page in pages:
        ocr = read_picture(page.path, settings).reading.ocr
        if ocr.words:
            counted = count_errors(page.true_lines, ocr.text)
            yield doubts_of(ocr.words), counted.lost_share + counted.made_up_share


def fit(told: Sequence[Sample]) -> NDArray[np.float64]:
    """Weights of bias and of the logarithms of both doubts."""
    doubts = np.log([doubt for doubt, _ in told])
    seen = np.column_stack((np.ones(len(told)), doubts))
    wrong = np.log(np.array([share for _, share in told]) + LEAST_WRONG)
    return np.asarray(np.linalg.lstsq(seen, wrong, rcond=None)[0], np.float64)


def main() -> None:
    """Read, fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=2)
    told = list(samples(tuning_pages(parser.parse_args().each)))
    bias, doubt, unsure = fit(told)
    text = (
        "# How much of a page was read right (pipeline/ocr/checks/page_confidence.py), written by"
        " training/calibrate_pages.py.\n"
        "version = 1\n"
        f'source = "{len(told)} tuning pages of synthetic/ocr_pages, as they are and worn"\n'
        f"bias = {bias:.3f}\ndoubt = {doubt:.3f}\nunsure = {unsure:.3f}\n"
    )
    OUT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
