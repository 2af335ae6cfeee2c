"""Fits the weights of the ensemble's arbiter on the tuning pages and writes
configs/ocr/ensemble.toml.

    python -m training.calibrate_ensemble [--show]

Every row of the tuning pages is read three times: at AsterNet's first look, at its wider one, by
Tesseract. A word counts as right where the truth of its page has it (signs around it aside). For
each reading a logistic model is fitted by Newton's method: a bias for each kind of word and a slope
for the log-odds of the confidence; for the wider look and for Tesseract where the reading before is
unsure, since they are asked only there. `--show` prints how the probabilities compare with what was
right.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.scoring import normal
from pipeline.config import CONFIGS, load_settings
from pipeline.ingest.pages.page import open_page
from pipeline.ocr.arbitration.arbiter import (
    choose_words,
    estimate_probability,
    match_places,
    rate_words,
)
from pipeline.ocr.arbitration.leader_dots import drop_leader_dots
from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.arbitration.weights import Reader, RereadingRule
from pipeline.ocr.asternet.model import AsterNet
from pipeline.ocr.language.word_kinds import WordKind, classify_word
from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.rows import find_rows
from pipeline.ocr.segmentation.strips import cut_strip
from pipeline.ocr.tesseract.lines import TesseractLines
from pipeline.preprocess.prepare import prepare
from schemas.received.source import MediaType
from synthetic.ocr_pages import OcrPage, load
from synthetic.pages.degrade import WEAR_LEVELS

WIDTH = 1.6
KINDS = tuple(WordKind)
WIDER_LOOK = RereadingRule(doubtful=0.88, alone=0.3, unseen=0.7, agreement=0.7)
OTHER_READER = RereadingRule(doubtful=0.6, alone=0.1, unseen=0.9, agreement=1.3)
UNSURE = 0.97  # places are the next reading's matter below this probability of the one before
AROUND = ".,;:()\"'-–…/[]"
RIDGE = 0.05  # weak pull to zero: kinds that are rare keep finite weights


Words = tuple[WordText, ...]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was read, and the words of its page's truth."""

    first: Words
    wider: Words
    other: Words
    true: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A word and whether the page's truth has it."""

    kind: str
    confidence: float
    right: bool


def read_rows(
    page: OcrPage, asternet: AsterNet, tesseract: TesseractLines
) -> Iterator[ReadRow]:
    """All rows of a page, each read whole every time."""
    settings = load_settings(environ={})
    kind = MediaType.PNG if page.path.suffix == ".png" else MediaType.JPEG
    image = open_page(page.path, kind, 0, settings.limits, settings.preprocess)
    clean = prepare(image, settings.preprocess, rotation_deg=page.rotation_deg)
    true = frozenset(_core(word) for line in page.true_lines for word in line.split())
    found = find_lines(clean)
    for row in find_rows(clean, found):
        strip = cut_strip(clean, found, row)
        other = drop_leader_dots(tesseract.read(strip.pixels, clean.dpi))
        yield ReadRow(
            asternet.read_row(strip),
            asternet.read_row(strip, asternet.model.squeeze * WIDTH),
            other,
            true,
        )


def judge(words: Iterable[WordText], true: frozenset[str]) -> list[Judged]:
    """Which words are right; signs around them do not count."""
    return [
        Judged(classify_word(w.text), w.confidence, _core(w.text) in true)
        for w in words
    ]


def _core(word: str) -> str:
    """The word without signs around it; signs alone are kept."""
    return normal(word).strip(AROUND) or normal(word)


def unsure(
    before: Iterable[Sequence[WordText]],
    then: Iterable[Sequence[WordText]],
    true: Iterable[frozenset[str]],
) -> list[tuple[list[WordText], list[WordText], frozenset[str]]]:
    """The places where the reading before, judged, is not sure, with both readings and the page's
    true words."""
    return [
        (ours, theirs, page)
        for first, second, page in zip(before, then, true, strict=True)
        for ours, theirs in match_places(first, second)
        if not ours or min(word.confidence for word in ours) < UNSURE
    ]


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
        bend = (
            features * (known * (1 - known))[:, None]
        ).T @ features + RIDGE * np.eye(len(weights))
        weights += np.linalg.solve(bend, slope)
    return weights


def show(name: str, words: list[Judged], weights: NDArray[np.float64]) -> None:
    """Print predicted against true shares in bins of the predicted probability."""
    print(name, len(words))
    confidence = np.clip([word.confidence for word in words], 0.001, 0.999)
    odds = weights[[KINDS.index(word.kind) for word in words]] + weights[-1] * np.log(
        confidence / (1 - confidence)
    )
    known, right = 1 / (1 + np.exp(-odds)), np.array([word.right for word in words])
    edges = [0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.001]
    for low, high in pairwise(edges):
        inside = (known >= low) & (known < high)
        if inside.any():
            said, true = known[inside].mean(), right[inside].mean()
            print(
                f"  {low:.2f}-{high:.2f}: {inside.sum():5d} words, {said:.3f} said, {true:.3f} "
                "right"
            )


def show_alone(
    name: str, words: list[WordText], true: list[frozenset[str]], reader: Reader
) -> None:
    """Print how often words are right that only one reader has, by their probability."""
    known = np.array([estimate_probability(word, reader) for word in words])
    right = np.array(
        [judge([word], page)[0].right for word, page in zip(words, true, strict=True)]
    )
    for low, high in pairwise([0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.001]):
        inside = (known >= low) & (known < high)
        if inside.any():
            print(
                f"  {name} alone, {low:.2f}-{high:.2f}: {inside.sum():5d} words, "
                f"{right[inside].mean():.3f} right"
            )


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description="fit the ensemble's arbiter")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    asternet, tesseract = AsterNet(), TesseractLines("vie")
    pages = [page for level in WEAR_LEVELS for page in load("tuning", level)]
    rows = [row for page in pages for row in read_rows(page, asternet, tesseract)]
    true = [row.true for row in rows]
    first = fitted_reader(
        "first",
        [word for row in rows for word in judge(row.first, row.true)],
        asked.show,
    )
    looked = [rate_words(row.first, first) for row in rows]
    places = unsure(looked, [row.wider for row in rows], true)
    wider = fitted_reader(
        "wider",
        [w for _, theirs, page in places for w in judge(theirs, page)],
        asked.show,
    )
    both = [
        choose_words(one, rate_words(row.wider, wider), WIDER_LOOK)
        for one, row in zip(looked, rows, strict=True)
    ]
    places = unsure(both, [row.other for row in rows], true)
    other = fitted_reader(
        "other",
        [w for _, theirs, page in places for w in judge(theirs, page)],
        asked.show,
    )
    if asked.show:
        alone = [
            (word, page) for ours, theirs, page in places if not ours for word in theirs
        ]
        show_alone(
            "other", [word for word, _ in alone], [page for _, page in alone], other
        )
    write(
        {
            "wider_look": WIDER_LOOK,
            "other_reader": OTHER_READER,
            "first": first,
            "wider": wider,
            "other": other,
        }
    )


def fitted_reader(name: str, words: list[Judged], shown: bool) -> Reader:
    """A reader's model, rounded as it is written."""
    weights = fitted(words)
    if shown:
        show(name, words, weights)
    return Reader(
        **{
            key: round(float(value), 3)
            for key, value in zip((*KINDS, "slope"), weights, strict=True)
        }
    )


def write(tables: dict[str, RereadingRule | Reader]) -> None:
    """Write configs/ocr/ensemble.toml."""
    head = (
        "# Weights of the ensemble's arbiter (pipeline/ocr/arbitration/arbiter.py), written by "
        "training/calibrate_ensemble.py.\n"
        'version = 2\nsource = "fitted on the tuning pages of synthetic/ocr_pages"\nwidth = '
        f"{WIDTH}\n"
    )
    body = "".join(
        f"\n[{name}]\n"
        + "".join(f"{key} = {value}\n" for key, value in table.model_dump().items())
        for name, table in tables.items()
    )
    (CONFIGS / "ocr" / "ensemble.toml").write_text(head + body, encoding="utf-8")


if __name__ == "__main__":
    main()
