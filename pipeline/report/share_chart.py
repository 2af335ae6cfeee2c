"""One share of each unit as bars by level: the chart of the reports on the service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.report.charts import Bar, BarChart, BarGroup, label_unit, pick_extremes
from pipeline.report.counting.by_unit import Agency
from pipeline.report.wording.words import ReportWords


@dataclass(frozen=True, slots=True)
class UnitShare:
    """A unit's share in a year (None: nothing to draw), its parts, and its target."""

    unit: Agency
    year: int
    share: float | None
    part: int | None
    whole: int | None
    target: float | None = None


def chart_shares(
    units: Iterable[UnitShare], title: str, bar_name: str, words: ReportWords
) -> tuple[BarChart, ...]:
    """The last year's shares; no chart where no unit has one."""
    drawn = [one for one in units if one.share is not None]
    if not drawn:
        return ()
    year = max(one.year for one in drawn)
    last = [one for one in drawn if one.year == year]
    chosen, remark = pick_extremes(last, lambda one: one.share, words)
    levels = dict.fromkeys(one.unit.level for one in chosen)
    groups = tuple(
        BarGroup(words.level(level), tuple(_bars(chosen, level, words)))
        for level in levels
    )
    return (BarChart(f"{title}, {year}", groups, remark, bar_name, full_line=False),)


def _bars(
    units: Sequence[UnitShare], level: str | None, words: ReportWords
) -> Iterator[Bar]:
    for one in units:
        if one.unit.level == level:
            fraction = f"{words.count(one.part)}/{words.count(one.whole)}"
            text = f"{words.share(one.share)} ({fraction})"
            yield Bar(label_unit(one.unit), one.share, text, one.target)
