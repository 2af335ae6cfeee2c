"""Fits how sure a value is by its words: `python -m training.calibrate_fields [--each N]`.

The benchmarks' papers at all levels are read as a batch reads them. A value's weakest word and the
number of its words are held against whether it is right; a logistic model by Newton's method. The
weights go to configs/extract/confidence.toml; `page` stands as it is.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.reading import read_sheet
from benchmarks.scoring import normal
from benchmarks.sheets import ScannedPaper, scanned_papers
from pipeline.config import CONFIGS, load_settings
from pipeline.extract.confidence import load_calibration
from pipeline.extract.document import extract_document
from pipeline.extract.types import document_types
from schemas.geometry import BoundingBox
from schemas.ocr import OcrWord, PageReading
from synthetic.pages.degrade import WEAR_LEVELS

OUT = CONFIGS / "extract" / "confidence.toml"
_PRIOR = 0.05  # keeps weights finite where few values are wrong
_LEAST, _MOST = 0.02, 0.995


def samples(papers: Sequence[ScannedPaper]) -> Iterator[tuple[float, int, bool]]:
    """(confidence of the weakest word, number of words, right) of every value that was read."""
    settings = load_settings(environ={})
    for scanned in papers:
        pages = [
            read_sheet(s, settings, n).reading
            for n, s in enumerate(scanned.sheets, start=1)
        ]
        truth = {(f.role, f.role_index, f.name): f.value for f in scanned.paper.facts}
        for field in extract_document(pages, document_types(), settings).fields:
            true = truth.get((field.role, field.role_index, field.name))
            if (
                true is None
                or not field.value
                or field.box is None
                or field.page is None
            ):
                continue
            words = list(_words_in(pages[field.page - 1], field.box))
            if words:
                weakest = min(word.confidence for word in words)
                yield weakest, len(words), normal(field.value) == normal(true)


def _words_in(page: PageReading, box: BoundingBox) -> Iterator[OcrWord]:
    for word in page.ocr.words:
        across = min(word.box.x1, box.x1) - max(word.box.x0, box.x0)
        along = min(word.box.y1, box.y1) - max(word.box.y0, box.y0)
        if across > 0.5 * word.box.width and along > 0.3 * word.box.height:
            yield word


def fit(told: Sequence[tuple[float, int, bool]]) -> NDArray[np.float64]:
    """Weights of bias, logit of the weakest word, logarithm of the number of words."""
    weakest = np.clip([one[0] for one in told], _LEAST, _MOST)
    seen = np.column_stack(
        (
            np.ones(len(told)),
            np.log(weakest / (1 - weakest)),
            np.log([one[1] for one in told]),
        )
    )
    right = np.array([one[2] for one in told], float)
    weights = np.zeros(3)
    for _ in range(60):
        share = 1 / (1 + np.exp(-seen @ weights))
        slope = seen.T @ (right - share) - _PRIOR * np.array([0, *weights[1:]])
        bend = (seen * (share * (1 - share))[:, None]).T @ seen + _PRIOR * np.eye(3)
        weights += np.linalg.solve(bend, slope)
    return weights


def main() -> None:
    """Read, fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = [
            one
            for level in WEAR_LEVELS
            for one in samples(scanned_papers(Path(folder), level, each=given.each))
        ]
    bias, weakest, words = fit(told)
    print(f"{len(told)} values, {sum(not one[2] for one in told)} wrong")
    text = (
        "# How sure a value is, by its words; made by `python -m training.calibrate_fields`.\n"
        f"bias = {bias:.2f}\nweakest = {weakest:.2f}\nwords = {words:.2f}\n"
        f"page = {load_calibration().page}\n"
    )
    OUT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
