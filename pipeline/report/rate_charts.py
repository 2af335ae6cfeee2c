"""The charts of the rates: plan against actual by year, units beside one another."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.report.charts import (
    Bar,
    BarChart,
    BarGroup,
    HeatCell,
    HeatMap,
    HeatRow,
    Label,
    label_unit,
    pick_extremes,
)
from pipeline.report.counting.measures.months import MonthRow
from pipeline.report.counting.measures.rates import (
    LevelRow,
    Marks,
    RateFigures,
    RateRow,
)
from pipeline.report.wording.words import ReportWords


def chart_years(measure: str, rows: Sequence[LevelRow], words: ReportWords) -> BarChart:
    """All years of the period, by level: what was reached against the plan."""
    groups = []
    for level in dict.fromkeys(row.level for row in rows):
        bars = [_year_bar(row, words) for row in rows if row.level == level]
        groups.append(BarGroup(words.level(level), tuple(bars)))
    years = f"{min(row.year for row in rows)}–{max(row.year for row in rows)}"
    title = words.word("chart_of_years").format(
        measure=words.measure(measure).lower(), years=years
    )
    return BarChart(title, tuple(groups), None, words.word("digitized"), full_line=True)


def chart_units(
    measure: str,
    rows: Sequence[RateRow],
    levels: Sequence[LevelRow],
    words: ReportWords,
) -> BarChart:
    """The units of one year by level, after a bar for all units of the level."""
    chosen, remark = pick_extremes(rows, lambda row: row.figures.rate, words)
    groups = []
    for level in levels:
        bars = [
            _unit_bar(row, words) for row in chosen if row.unit.level == level.level
        ]
        if sum(row.unit.level == level.level for row in rows) != 1:
            name = words.word("level_total")
            bars.insert(
                0,
                _bar(Label(name, name), level.figures, level.marks, words, strong=True),
            )
        groups.append(BarGroup(words.level(level.level), tuple(bars)))
    title = words.word("chart_of").format(
        measure=words.measure(measure).lower(), year=levels[0].year
    )
    return BarChart(
        title, tuple(groups), remark, words.word("digitized"), full_line=True
    )


def chart_months(
    measure: str,
    units: Sequence[RateRow],
    months: Sequence[MonthRow],
    words: ReportWords,
) -> HeatMap:
    """The units of the last year by month: dark where much is digitized."""
    chosen, remark = pick_extremes(units, lambda row: row.figures.rate, words)
    columns = sorted({row.month or "" for row in months})
    found = {(row.unit, row.month): row for row in months}
    rows = []
    for unit in (row.unit for row in chosen):
        cells = (_month_cell(found.get((unit, month)), words) for month in columns)
        rows.append(HeatRow(label_unit(unit), tuple(cells)))
    title = words.word("chart_of_months").format(
        measure=words.measure(measure).lower(), year=columns[0][:4]
    )
    return HeatMap(
        title, tuple(month[5:].lstrip("0") for month in columns), tuple(rows), remark
    )


def _month_cell(row: MonthRow | None, words: ReportWords) -> HeatCell:
    if row is None:
        return HeatCell(None, words.share(None))
    fraction = f"{words.count(row.numerator)}/{words.count(row.denominator)}"
    return HeatCell(row.rate, f"{words.share(row.rate)} ({fraction})")


def _year_bar(row: LevelRow, words: ReportWords) -> Bar:
    year = str(row.year)
    return _bar(
        Label(year, f"{words.level(row.level)}, {year}"), row.figures, row.marks, words
    )


def _unit_bar(row: RateRow, words: ReportWords) -> Bar:
    return _bar(label_unit(row.unit), row.figures, row.marks, words)


def _bar(
    label: Label,
    figures: RateFigures,
    marks: Marks,
    words: ReportWords,
    strong: bool = False,
) -> Bar:
    fraction = f"{words.count(figures.numerator)}/{words.count(figures.denominator)}"
    text = f"{words.share(figures.rate)} ({fraction})"
    growth = marks.growth if marks.growth != marks.points else None
    return Bar(label, figures.rate, text, marks.points, growth, strong)
