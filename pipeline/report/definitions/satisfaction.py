"""How content people are with the service, from the answers to a survey.

Content is who gives one of the two best of five scores. Who answers is a sample of those who came:
Wilson's interval says how far the share can be trusted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.charts import BarChart
from pipeline.report.columns import DashedShare, Text, UnknownCount, Year, values_of
from pipeline.report.counting.by_unit import Agency, list_units
from pipeline.report.counting.dossiers.members import CountedRows
from pipeline.report.counting.period import Period, Span
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.quality.wilson import sureness, wilson_interval
from pipeline.report.counting.service.tally import (
    Sums,
    tally,
    tally_all,
    tally_levels,
)
from pipeline.report.counting.service.targets import (
    AgainstTarget,
    against_target,
    target_of,
)
from pipeline.report.counting.tables import (
    Tables,
    note_absent,
    select_within,
    with_columns,
)
from pipeline.report.definition import ReportDefinition, show_totals
from pipeline.report.share_chart import UnitShare, chart_shares
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Findings, RowList

LEVEL_LIST = "satisfaction_levels"
_CONTENT_FROM, _NEITHER = 4, 3
_COLUMNS = ("answer_code", "agency_code", "level", "answered_on", "score", "answers")
_SUMMED = ("answers", "content", "neither", "discontent")


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by what they say, and Wilson's interval (95 %) of the share of content ones."""

    answers: UnknownCount
    content: UnknownCount
    neither: UnknownCount
    discontent: UnknownCount
    against: AgainstTarget
    low: DashedShare
    high: DashedShare
    sureness: Text


@dataclass(frozen=True, slots=True)
class SatisfactionRow:
    """A unit in a year."""

    unit: Agency
    year: Year
    counts: Answers


@dataclass(frozen=True, slots=True)
class SatisfactionLevel:
    """All units of a level in a year."""

    level: Text
    year: Year
    counts: Answers


def compute(
    tables: Tables, period: Period, plan: Plan | None
) -> Findings[SatisfactionRow, Answers]:
    """Answers by unit and year; no row where no survey was loaded."""
    if not len(tables.get("survey", ())):
        absent = tuple(note_absent(tables, "survey"))
        return Findings(rows=(), totals=_count({}, None), notes=absent)
    years = {span.year: _answers(tables, span) for span in period.years()}
    units = tally(list_units(tables, "survey"), years, *_SUMMED)
    levels = tuple(
        SatisfactionLevel(
            one.level, one.year, _count(one.sums, _target(plan, one.level, one.year))
        )
        for one in tally_levels(units)
    )
    rows = (
        SatisfactionRow(
            one.unit,
            one.year,
            _count(one.sums, _target(plan, one.unit.level, one.year)),
        )
        for one in units
    )
    return Findings(
        rows=tuple(rows),
        totals=_count(tally_all(units), None),
        lists=(RowList(LEVEL_LIST, levels, leading=True),),
    )


def _answers(tables: Tables, span: Span) -> pa.Table:
    """The answers of some days, with their number under what they say."""
    rows = select_within(tables, "survey", _COLUMNS, "answered_on", span)
    score, number = rows["score"], rows["answers"]
    says = {
        "content": pc.greater_equal(score, _CONTENT_FROM),
        "neither": pc.equal(score, _NEITHER),
        "discontent": pc.less(score, _NEITHER),
    }
    counted = {name: pc.if_else(said, number, 0) for name, said in says.items()}
    said = {f"is_{name}": flag for name, flag in says.items()}
    return with_columns(rows, {**counted, **said})


def _target(plan: Plan | None, level: str | None, year: int) -> float | None:
    return target_of(plan, "satisfaction", level, year)


def _count(sums: Sums, target: float | None) -> Answers:
    answers, content = sums.get("answers", 0), sums.get("content", 0)
    ends = wilson_interval(content, answers)
    low, high = ends or (None, None)
    return Answers(
        answers=answers or None,
        content=sums["content"] if answers else None,
        neither=sums["neither"] if answers else None,
        discontent=sums["discontent"] if answers else None,
        against=against_target(content, answers, target),
        low=low,
        high=high,
        sureness=sureness(*ends) if ends else None,
    )


_COUNTED = {
    "answers": None,
    "content": "is_content",
    "neither": "is_neither",
    "discontent": "is_discontent",
    "share": "is_content",
}


def _members(
    tables: Tables, period: Period, _plan: Plan | None
) -> Iterator[CountedRows]:
    for span in period.years():
        rows = _answers(tables, span)
        yield CountedRows(span.year, None, rows, _COUNTED, _SUMMED, key="answer_code")


def _charts(
    found: Findings[SatisfactionRow, Answers], words: ReportWords
) -> tuple[BarChart, ...]:
    """The share of content answers."""
    shares = [_share(row.unit, row.year, row.counts) for row in found.rows]
    title = words.heading("share", "satisfaction")
    return chart_shares(shares, title, words.heading("content"), words)


def _share(unit: Agency, year: int, counts: Answers) -> UnitShare:
    against = counts.against
    return UnitShare(
        unit, year, against.share, counts.content, counts.answers, against.target
    )


SATISFACTION = ReportDefinition(
    name="satisfaction",
    row=SatisfactionRow,
    compute=compute,
    figures=show_totals(
        "satisfaction", SatisfactionRow, "share", "answers", "content", "discontent"
    ),
    charts=_charts,
    total=values_of,
    members=_members,
    against_plan=True,
)
