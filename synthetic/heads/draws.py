"""Draws from the lists of words that papers are made of; their entries are divided between the
tuning and the test part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np

Part = Literal["tuning", "test"]
T = TypeVar("T")


def _read_words() -> dict[str, tuple[str, ...]]:
    text = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8")
    sections = re.split(r"^\[(\w+)\]\n", text, flags=re.MULTILINE)[1:]
    pairs = zip(sections[::2], sections[1::2], strict=True)
    return {
        name: tuple(w.strip() for w in body.replace("\n", " ").split("|"))
        for name, body in pairs
    }


WORDS = _read_words()


class Draws:
    """Draws from the lists of one part."""

    def __init__(self, rng: np.random.Generator, part: Part) -> None:
        self.rng = rng
        self.part = part

    def pick(self, values: Sequence[str], divided: bool = True) -> str:
        """One of the values; of divided lists only those of this part (every third is the test's)."""
        own = (
            [v for n, v in enumerate(values) if (n % 3 == 1) == (self.part == "test")]
            if divided and len(values) > 5
            else list(values)
        )
        return own[int(self.rng.integers(len(own)))]

    def chance(self, share: float) -> bool:
        """True in a share of all draws."""
        return bool(self.rng.random() < share)

    def choose(self, options: Sequence[T], weights: Sequence[float]) -> T:
        """One of the options, each as often as its weight has it."""
        shares = np.array(weights)
        return options[int(self.rng.choice(len(options), p=shares / shares.sum()))]

    def unit(self) -> str:
        """A made-up district or commune."""
        return f"{self.pick(WORDS['first'])} {self.pick(WORDS['second'])}"

    def person(self) -> str:
        """A person's name."""
        return " ".join(
            f"{self.pick(WORDS['shared_family'], False)} {self.pick(WORDS['middle'], False)} {self.pick(WORDS['given'])}".split()
        )

    def day(self) -> date:
        """A day of the last twenty-five years."""
        return date(2002, 1, 1) + timedelta(days=int(self.rng.integers(24 * 365)))
