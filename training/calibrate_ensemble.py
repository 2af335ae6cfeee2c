"""Fits the weights of the ensemble's arbiter on the tuning pages and writes configs/ocr/ensemble.toml.

    python -m training.calibrate_ensemble [--show]

Both readers read every row of the tuning pages. A word counts as right where the truth of its page has it (signs around
it aside). For each reader a logistic model is fitted by Newton's method: a bias for each kind of word and a slope for
the log-odds of the reader's confidence. `--show` prints how the probabilities compare with what was right.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.ocr_pages import LEVELS, OcrPage, load
from benchmarks.scoring import normal
from pipeline.config import CONFIGS, load_settings
from pipeline.ingest.pages import open_page
from pipeline.ocr.arbiter import KINDS, kind_of
from pipeline.ocr.asternet import AsterNet
from pipeline.ocr.line_text import WordText
from pipeline.ocr.lines import find_lines
from pipeline.ocr.rows import rows_of, strip_of
from pipeline.ocr.tesseract_lines import TesseractLines
from pipeline.preprocess.prepare import prepare
from schemas.source import MediaType

DOUBTFUL, ALONE = 0.94, 0.9
AROUND = ".,;:()\"'-–…/[]"
RIDGE = 0.05  # weak pull to zero: kinds that are rare keep finite weights


@dataclass(frozen=True, slots=True)
class Judged:
    """A word and whether the page's truth has it."""

    kind: str
    confidence: float
    right: bool


def judged_words(
    page: OcrPage, first: TesseractLines, second: AsterNet
) -> Iterator[tuple[Judged | None, Judged | None]]:
    """(word of the first reader, None) and (None, word of the second), for all words of a page."""
    settings = load_settings(environ={})
    kind = MediaType.PNG if page.path.suffix == ".png" else MediaType.JPEG
    image = open_page(page.path, kind, 0, settings.limits, settings.preprocess)
    clean = prepare(image, settings.preprocess, rotation_deg=page.rotation_deg)
    true = {word.strip(AROUND) for line in page.true_lines for word in normal(line).split()}
    found = find_lines(clean)
    for row in rows_of(clean, found):
        strip = strip_of(clean, found, row)
        for word in first.read(strip.pixels, clean.dpi):
            yield _judged(word, true), None
        for begin, end in strip.parts(0, strip.pixels.shape[1]):
            for word in second.read(strip.pixels[:, begin:end]).words:
                yield None, _judged(word, true)


def _judged(word: WordText, true: set[str]) -> Judged:
    return Judged(kind_of(word.text), word.confidence, normal(word.text).strip(AROUND) in true)


def fitted(words: list[Judged]) -> NDArray[np.float64]:
    """Biases of KINDS and the slope, by Newton's method for logistic regression."""
    confidence = np.clip([word.confidence for word in words], 0.001, 0.999)
    features = np.zeros((len(words), len(KINDS) + 1))
    features[np.arange(len(words)), [KINDS.index(word.kind) for word in words]] = 1
    features[:, -1] = np.log(confidence / (1 - confidence))
    right = np.array([word.right for word in words], float)
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        known = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (right - known) - RIDGE * weights
        bend = (features * (known * (1 - known))[:, None]).T @ features + RIDGE * np.eye(len(weights))
        weights += np.linalg.solve(bend, slope)
    return weights


def show(words: list[Judged], weights: NDArray[np.float64]) -> None:
    """Print predicted against true shares in bins of the predicted probability."""
    confidence = np.clip([word.confidence for word in words], 0.001, 0.999)
    odds = weights[[KINDS.index(word.kind) for word in words]] + weights[-1] * np.log(confidence / (1 - confidence))
    known, right = 1 / (1 + np.exp(-odds)), np.array([word.right for word in words])
    edges = [0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.001]
    for low, high in pairwise(edges):
        inside = (known >= low) & (known < high)
        if inside.any():
            said, true = known[inside].mean(), right[inside].mean()
            print(f"  {low:.2f}-{high:.2f}: {inside.sum():5d} words, {said:.3f} said, {true:.3f} right")


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description="fit the ensemble's arbiter")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    first, second = TesseractLines("vie"), AsterNet()
    of_first: list[Judged] = []
    of_second: list[Judged] = []
    for level in LEVELS:
        for page in load("tuning", level):
            for one, other in judged_words(page, first, second):
                if one:
                    of_first.append(one)
                if other:
                    of_second.append(other)
    tables = []
    for name, words in (("first", of_first), ("second", of_second)):
        weights = fitted(words)
        if asked.show:
            print(name, len(words))
            show(words, weights)
        rows = "\n".join(f"{kind} = {value:.3f}" for kind, value in zip((*KINDS, "slope"), weights, strict=True))
        tables.append(f"[{name}]\n{rows}\n")
    head = (
        "# Weights of the ensemble's arbiter (pipeline/ocr/arbiter.py), written by training/calibrate_ensemble.py.\n"
        'version = 1\nsource = "fitted on the tuning pages of benchmarks/ocr_pages"\n'
        f"doubtful = {DOUBTFUL}\nalone = {ALONE}\nagreement = 0.5\n\n"
    )
    (CONFIGS / "ocr" / "ensemble.toml").write_text(head + "\n".join(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
