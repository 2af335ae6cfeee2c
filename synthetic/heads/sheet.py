"""A page under way: its canvas, measures, wording, and the facts written so far."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from synthetic.heads.canvas import Canvas
from synthetic.heads.draws import Part
from synthetic.heads.organ import Organ
from synthetic.heads.wording import Wording


@dataclass(slots=True)
class Setting:
    """Measures of one page in pixels: type size, margins, axes of the two columns, pitch of lines."""

    em: float
    left: float
    right: float
    axes: tuple[float, float]
    pitch: float
    y: float
    facts: dict[str, str | None] = field(default_factory=dict)
    by_hand: list[str] = field(default_factory=list)

    def down(self, lines: float = 1.0) -> float:
        """The next baseline."""
        self.y += lines * self.pitch
        return self.y


class HeadSheet:
    """A page of one part; `rate`: share of letters that are misread; `lying`: wider than high."""

    def __init__(
        self, rng: np.random.Generator, part: Part, rate: float, lying: bool = False
    ) -> None:
        self.rng, self.words, self.test = rng, Wording(rng, part), part == "test"
        scale = float(rng.uniform(0.45, 1.4))
        wide, high = int(1654 * scale), int(2339 * scale)
        wide, high = (high, wide) if lying else (wide, high)
        em_of = min(wide, high)
        self.canvas = Canvas(
            rng, (wide, high), self._family(), rate * float(rng.uniform(0.3, 1.7))
        )
        em = (
            em_of
            / 1654
            * 200
            / 72
            * float(rng.choice([11, 11.5, 12, 12.5, 13, 13, 13.5, 14, 14]))
        )
        low, up = (0.1, 0.17) if self.test else (0.06, 0.18)
        axes = (
            wide * float(rng.uniform(0.22, 0.30)),
            wide * float(rng.uniform(0.63, 0.71)),
        )
        self.at = Setting(
            em,
            wide * float(rng.uniform(low, up)),
            wide * float(rng.uniform(0.88, 0.95)),
            axes,
            em * float(rng.uniform(1.08, 1.6)),
            high * float(rng.uniform(0.025, 0.09)),
        )
        self.organ: Organ = self.words.organ()

    def _family(self) -> str:
        names = (
            ("schola", "termes", "notoserif")
            if self.test
            else ("termes", "termes", "freeserif", "heros", "carlito")
        )
        return str(self.rng.choice(names))

    def centred(
        self,
        text: str,
        label: str,
        *,
        bold: bool = False,
        italic: bool = False,
        size: float | None = None,
    ) -> None:
        """A centred line."""
        self.canvas.put(
            text,
            self.middle(),
            self.at.down(),
            size or self.at.em,
            label,
            "center",
            bold=bold,
            italic=italic,
        )

    def room(self) -> float:
        """Width of the text."""
        return self.at.right - self.at.left

    def middle(self) -> float:
        """Middle of the text."""
        return (self.at.left + self.at.right) / 2
