"""What the charts of a page show, as plain values.

render/templates/charts.html.j2 draws them as SVG.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pipeline.report.counting.by_unit import Agency
from pipeline.report.trend_chart import TrendChart
from pipeline.report.wording.numbers import plain
from pipeline.report.wording.words import ReportWords

MAX_BARS = 40
"""Units that one chart draws; of more, half are those with the lowest shares, half the highest."""
_LABEL = 42
_Unit = TypeVar("_Unit")


@dataclass(frozen=True, slots=True)
class Label:
    """A unit's name cut to the space there is, and in full with its code."""

    short: str
    full: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: shares from 0 to 1, None where there is nothing to draw.

    `points` and `growth` are its target under either reading of a plan.
    """

    label: Label
    value: float | None
    text: str
    points: float | None = None
    growth: float | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under a common title."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars in groups, against targets; `full_line` adds the 100 % mark."""

    title: str
    groups: tuple[BarGroup, ...]
    remark: str | None
    bar_name: str
    full_line: bool

    @property
    def has_points(self) -> bool:
        """Whether a bar has a target (in points)."""
        return any(
            bar.points is not None for group in self.groups for bar in group.bars
        )

    @property
    def has_growth(self) -> bool:
        """Whether a bar has a second target (by growth)."""
        return any(
            bar.growth is not None for group in self.groups for bar in group.bars
        )


class Tone(StrEnum):
    """What a part of a bar says; the template gives each a colour."""

    GOOD = "good"
    BAD = "bad"
    DOUBTFUL = "doubtful"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class StackPart:
    """A part of a bar: its share of the whole, and its number in words."""

    tone: Tone
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of several parts."""

    label: Label
    parts: tuple[StackPart, ...]
    text: str


@dataclass(frozen=True, slots=True)
class StackChart:
    """Bars of parts; `legend` names the tones in order."""

    title: str
    legend: tuple[tuple[Tone, str], ...]
    stacks: tuple[Stack, ...]
    remark: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A column of a histogram: from and to in words, height from 0 to 1, number in words."""

    label: str
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Columns side by side; `unit` says what is counted."""

    title: str
    steps: tuple[Step, ...]
    unit: str


HEAT_STEPS = 5
"""Shades of a heat map, each a fifth of the way from 0 to 100 %."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A share from 0 to 1, None where there is nothing to count; shown as whole percent, and in
    full."""

    value: float | None
    text: str

    @property
    def shade(self) -> int | None:
        """From 0 (pale) to HEAT_STEPS - 1; None where there is nothing."""
        return (
            None
            if self.value is None
            else min(int(self.value * HEAT_STEPS), HEAT_STEPS - 1)
        )

    @property
    def percent(self) -> str:
        """Whole percent without the sign; less than all is never 100, something never 0."""
        if self.value is None:
            return "–"
        rounded = round(self.value * 100)
        return str(rounded if self.value in {0.0, 1.0} else min(max(rounded, 1), 99))


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit with a cell for each column."""

    label: Label
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Units by month; `columns` names the months."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    remark: str | None


Chart = BarChart | StackChart | Histogram | HeatMap | TrendChart


def label_unit(unit: Agency) -> Label:
    """How a unit is called beside its bar."""
    code = plain(unit.agency_code or "")
    name = plain(unit.agency_name or "") or code
    short = name if len(name) <= _LABEL else f"{name[: _LABEL - 1].rstrip()}…"
    return Label(short, f"{name} ({code})")


def pick_extremes(
    units: Sequence[_Unit],
    share_of: Callable[[_Unit], float | None],
    words: ReportWords,
) -> tuple[Sequence[_Unit], str | None]:
    """At most MAX_BARS units in their order, the lowest and the highest.

    Returns:
        The units, and a remark where some are left out.
    """
    if len(units) <= MAX_BARS:
        return units, None
    shares = [
        (share, at)
        for at, unit in enumerate(units)
        if (share := share_of(unit)) is not None
    ]
    ranked = [at for _, at in sorted(shares)]
    half = MAX_BARS // 2
    kept = sorted({*ranked[:half], *ranked[-half:]})
    remark = words.word("extremes").format(half=half, all=len(units))
    return [units[at] for at in kept], remark
