"""A page's lines with what each is, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.extract.normalize.text import fold
from pipeline.extract.parts.chain import Chain
from pipeline.extract.parts.evidence import features
from pipeline.extract.parts.lines import page_lines
from pipeline.extract.rows import TokenRow
from pipeline.extract.types import DocumentTypes

_BORNE_OUT = (
    0.12  # share of a part's doubt that is left where the line's wording speaks for it
)
_CLOSE = 1.6  # text heights from one line of a centred text to the next
_AS_LONG = 1.05
_ON_AXIS = 0.02  # of the page's width
_WEIGHTS = CONFIGS / "extract" / "page_parts.toml"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line (a segment of a row), the part of the page that it is, how probable that is (0-1), and
    the column that it keeps to (`left`, `right` or empty)."""

    row: TokenRow
    part: str
    sure: float
    side: str

    @property
    def credit(self) -> float:
        """What the part adds to a value that the line's own wording bears out (`Số: 1/QĐ`, a date,
        a name below a title)."""
        return 1 - _BORNE_OUT * (1 - self.sure)


class _Weights(Data):
    labels: tuple[str, ...]
    moves: dict[str, tuple[float, ...]]
    states: dict[str, dict[str, float]]


def label_lines(rows: Sequence[TokenRow], types: DocumentTypes) -> tuple[Labelled, ...]:
    """The lines of one page, in the order in which they are read.

    Args:
        rows: the page's rows, top to bottom.
        types: document types; their titles and words tell parts.
    """
    lines = page_lines(rows)
    seen = features(lines, types.vocabulary, type_titles(types))
    told = load_chain().label(seen)
    return tuple(
        Labelled(line.row, part, sure, line.side)
        for line, (part, sure) in zip(lines, told, strict=True)
    )


def type_titles(types: DocumentTypes) -> tuple[str, ...]:
    """Titles of all types, folded."""
    return tuple(
        dict.fromkeys(fold(title) for found in types for title in found.titles)
    )


@cache
def load_chain(path: Path = _WEIGHTS) -> Chain:
    """The model of a page's parts.

    Raises:
        UsageError: `config_invalid`: the weights can't be read.
    """
    read = load_data(_Weights, path)
    at = {label: n for n, label in enumerate(read.labels)}
    states = {}
    for name, weights in read.states.items():
        row = np.zeros(len(read.labels))
        for label, weight in weights.items():
            row[at[label]] = weight
        states[name] = row
    return Chain(
        read.labels, states, np.array([read.moves[label] for label in read.labels])
    )


def first_run(lines: Sequence[Labelled], part: str) -> list[Labelled]:
    """The first unbroken run of lines of a part."""
    run: list[Labelled] = []
    for line in lines:
        if line.part == part:
            run.append(line)
        elif run:
            break
    return run


def centred_below(line: Labelled, last: Labelled, widest: float = 0.0) -> bool:
    """Whether a line stands right below another on its axis, no longer than it or than `widest`
    (pixels): it may go on."""
    box, above = line.row.box, last.row.box
    near = -0.3 * line.row.height < box.y0 - above.y1 < _CLOSE * line.row.height
    off = abs(box.x0 + box.x1 - above.x0 - above.x1) / 2
    within = box.width <= _AS_LONG * max(above.width, widest)
    return near and off < _ON_AXIS * line.row.page_width and within
