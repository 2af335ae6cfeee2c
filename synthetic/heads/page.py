"""Whole pages: letters and titled papers with head, body and foot; pages that go on; annexes; lists;
forms and certificates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from schemas.geometry import BoundingBox
from schemas.ocr import PageReading
from synthetic.heads.draws import Part
from synthetic.heads.kinds import KINDS
from synthetic.heads.sheet import HeadSheet

RATES = {"clean": 0.0, "office": 0.003, "hard": 0.02}


@dataclass(frozen=True, slots=True)
class HeadPage:
    """A page as recognition read it, with its facts, the names of those by hand, and what each word
    (by its box) is part of."""

    reading: PageReading
    facts: Mapping[str, str | None]
    by_hand: tuple[str, ...]
    labels: Mapping[BoundingBox, str]


def make_page(rng: np.random.Generator, part: Part, level: str = "office") -> HeadPage:
    """One page of one part at one level of misreading (`clean`, `office`, `hard`)."""
    weights = np.array([weight for _, weight in KINDS.values()])
    kind = str(rng.choice(list(KINDS), p=weights / weights.sum()))
    wide = kind in {"annex", "list"} and bool(rng.random() < 0.35)
    sheet = HeadSheet(rng, part, RATES[level], wide)
    KINDS[kind][0](sheet)
    facts = {
        name: " ".join(value.split()) if value else None
        for name, value in sheet.at.facts.items()
    }
    return HeadPage(
        sheet.canvas.reading(), facts, tuple(sheet.at.by_hand), sheet.canvas.labels
    )
