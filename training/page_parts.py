"""Fits the model of a page's parts: `python -m training.page_parts [--pages N]`, a few minutes.

Pages of the tuning part of `synthetic.heads` at all levels, labels of their words, features of
`pipeline.extract.parts.evidence`; a linear-chain CRF by python-crfsuite (only needed here), whose
weights are written to configs/extract/page_parts.toml. Prints label by label how the test part is
labelled.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pycrfsuite

from pipeline.config import CONFIGS
from pipeline.extract.parts.evidence import features
from pipeline.extract.parts.label import type_titles
from pipeline.extract.parts.lines import PartLine, page_lines
from pipeline.extract.rows import page_rows
from pipeline.extract.types import document_types
from synthetic.heads import HeadPage, Part, make_page
from synthetic.pages.degrade import WEAR_LEVELS

OUT = CONFIGS / "extract" / "page_parts.toml"
_SMALLEST = 0.02  # smaller weights are left out


def labelled(
    part: Part, count: int, seed: int
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Features and labels of the lines of made-up pages."""
    types = document_types()
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        page = make_page(rng, part, WEAR_LEVELS[number % 3])
        lines = page_lines(page_rows(page.reading.ocr, 1))
        seen = features(lines, types.vocabulary, type_titles(types))
        yield seen, [_label(line, page) for line in lines]


def _label(line: PartLine, page: HeadPage) -> str:
    # Words cut at a colon keep their height alone.
    by_top = {(box.y0, box.y1): label for box, label in page.labels.items()}
    votes = Counter(by_top.get((t.box.y0, t.box.y1), "BODY") for t in line.row.tokens)
    return votes.most_common(1)[0][0]


def fit(count: int, model: Path) -> None:
    """Train on pages of the tuning part."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for seen, labels in labelled("tuning", count, 7):
        trainer.append(seen, labels)
    trainer.set_params(
        {
            "c1": 0.2,
            "c2": 0.2,
            "max_iterations": 120,
            "feature.possible_transitions": True,
        }
    )
    trainer.train(str(model))


def write(model: Path, out: Path) -> None:
    """The weights as TOML: labels, moves, and for every feature its weights by label."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    info = tagger.info()
    labels = sorted(info.labels)
    features_: dict[str, dict[str, float]] = {}
    for (name, label), weight in info.state_features.items():
        if abs(weight) >= _SMALLEST:
            features_.setdefault(name, {})[label] = weight
    text = [
        "# Weights of the model of a page's parts; made by `python -m training.page_parts`.",
        f"labels = [{', '.join(repr(label).replace(chr(39), chr(34)) for label in labels)}]",
        "",
        "[moves]",
    ]
    for first in labels:
        row = [f"{info.transitions.get((first, second), 0.0):.2f}" for second in labels]
        text.append(f"{first} = [{', '.join(row)}]")
    text += ["", "[states]"]
    for name in sorted(features_):
        weights = ", ".join(
            f"{k} = {v:.2f}" for k, v in sorted(features_[name].items())
        )
        text.append(f'"{name}" = {{ {weights} }}')
    out.parent.mkdir(exist_ok=True)
    out.write_text("\n".join(text) + "\n", encoding="utf-8")


def told(
    truth: Sequence[str], given: Sequence[str], counts: Counter[tuple[str, str]]
) -> None:
    """Count pairs of labels."""
    counts.update(zip(truth, given, strict=True))


def main() -> None:
    """Fit, write, and print how well the test part is labelled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "parts.crf"
        fit(given.pages, model)
        write(model, given.out)
        tagger = pycrfsuite.Tagger()
        tagger.open(str(model))
        counts: Counter[tuple[str, str]] = Counter()
        for seen, labels in labelled("test", 300, 8):
            told(labels, tagger.tag(seen), counts)
    for label in sorted({true for true, _ in counts}):
        total = sum(n for (true, _), n in counts.items() if true == label)
        pairs = {
            other: n for (true, other), n in counts.items() if true == label != other
        }
        wrong = Counter(pairs)
        right = counts[label, label] / total
        print(f"{label:11s} {right:.3f} of {total:5d}  {dict(wrong.most_common(4))}")


if __name__ == "__main__":
    main()
