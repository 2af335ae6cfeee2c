"""The form of Decision 766/QĐ-TTg (2022): digitization on receipt and of results.

Columns in the form's order: unit; received; components not digitized, digitized, reused, reused
from the national portal; settled; results not digitized, digitized. The one-stop export does not
tell reuse from the national portal apart from other reuse: that column is None, shown as `–`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from pipeline.report.columns import Count, Ordinal, Text, UnknownCount, values_of
from pipeline.report.counting.by_unit import Agency, Unit, count_by_unit, list_units
from pipeline.report.counting.dossiers.members import CountedRows, with_opposite
from pipeline.report.counting.dossiers.reused import PAPERS, mark_reuse
from pipeline.report.counting.dossiers.trace import join_traces, trace_of
from pipeline.report.counting.dossiers.undated import list_undated, note_undated
from pipeline.report.counting.evidence import Measure, cohort
from pipeline.report.counting.period import Period, Span
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.tables import Tables, note_absent
from pipeline.report.counting.units import UnitGroup, form_groups
from pipeline.report.definition import (
    HeadingSpan,
    ReportDefinition,
    RowGroup,
    show_totals,
)
from schemas.figures.report import Bilingual, Findings, Note, NoteCode

_OTHER = UnitGroup(
    code="other",
    levels=(),
    name_contains=(),
    order=99,
    title=Bilingual(vi="Đơn vị khác", en="Other units"),
)
_NOTHING = {"count": 0, "digitized": 0, "reusing": 0}


@dataclass(frozen=True, slots=True)
class FormFigures:
    """The form's figures, in its order."""

    received: Count
    components_not_digitized: Count
    components_digitized: Count
    components_reused: Count
    components_reused_portal: UnknownCount
    settled: Count
    results_not_digitized: Count
    results_digitized: Count


@dataclass(frozen=True, slots=True)
class FormRow:
    """A unit; `stt` counts from 1 in each group."""

    stt: Ordinal
    group: Text
    unit: Agency
    figures: FormFigures


@dataclass(frozen=True, slots=True)
class FormTotals(FormFigures):
    """All units, and those of each group by its code."""

    groups: Mapping[str, FormFigures]


def compute(
    tables: Tables, period: Period, _plan: Plan | None
) -> Findings[FormRow, FormTotals]:
    """The form's figures, a row for each unit with anything received or settled in the period."""
    received, settled = _cohorts(tables, period, evidence=False)
    rows = _rows(list_units(tables), received, settled)
    present = _present_groups(rows)
    sums = {
        group.code: FormFigures(*_add_up(_of(rows, group.code))) for group in present
    }
    return Findings(
        rows=rows,
        totals=FormTotals(*_add_up(rows), sums),
        notes=_notes(tables, period),
        group_titles={group.code: group.title for group in present},
        make_trace=partial(_trace, tables, period),
    )


def _cohorts(
    tables: Tables, period: Period, *, evidence: bool = True
) -> tuple[pa.Table, pa.Table]:
    """What was received in the period, and what was settled in it."""
    span = Span(period.end.year, period.start, period.end)
    reusing = ("reused_components",)
    received = cohort(tables, Measure.COMPONENTS, span, reusing, evidence=evidence)
    return mark_reuse(tables, received), cohort(
        tables, Measure.RESULTS, span, evidence=evidence
    )


_RECEIVED = {
    "received": None,
    "components_not_digitized": "not_digitized",
    "components_digitized": "digitized",
    "components_reused": "reusing",
}
_OPENED = {"components_reused": PAPERS}
_SETTLED = {
    "settled": None,
    "results_not_digitized": "not_digitized",
    "results_digitized": "digitized",
}


def _members(
    tables: Tables, period: Period, _plan: Plan | None
) -> Iterator[CountedRows]:
    counted = _cohorts(tables, period, evidence=False)
    for found, columns in zip(counted, (_RECEIVED, _SETTLED), strict=True):
        rows = with_opposite(found, "not_digitized", "digitized")
        yield CountedRows(None, None, rows, columns, papers=_OPENED)


def _notes(tables: Tables, period: Period) -> tuple[Note, ...]:
    absent = note_absent(tables, "one_stop")
    undated = note_undated(len(list_undated(tables, period.end)))
    return (Note(NoteCode.PORTAL_UNKNOWN), *absent, *undated)


def _rows(
    agencies: Mapping[Unit, Agency],
    received: pa.Table,
    settled: pa.Table,
) -> tuple[FormRow, ...]:
    """The units in the form's order of groups; in a group by level and code."""
    taken = count_by_unit(received, "digitized", "reusing")
    closed = count_by_unit(settled, "digitized")
    units = [unit for unit in agencies if unit in taken or unit in closed]
    groups = {unit: _group_of(agencies[unit]) for unit in units}
    numbers: Counter[str] = Counter()
    rows = []
    for unit in sorted(units, key=lambda unit: groups[unit].order):
        group = groups[unit].code
        numbers[group] += 1
        figures = _figures(taken.get(unit, _NOTHING), closed.get(unit, _NOTHING))
        rows.append(FormRow(numbers[group], group, agencies[unit], figures))
    return tuple(rows)


def _figures(received: Mapping[str, int], settled: Mapping[str, int]) -> FormFigures:
    return FormFigures(
        received=received["count"],
        components_not_digitized=received["count"] - received["digitized"],
        components_digitized=received["digitized"],
        components_reused=received["reusing"],
        components_reused_portal=None,
        settled=settled["count"],
        results_not_digitized=settled["count"] - settled["digitized"],
        results_digitized=settled["digitized"],
    )


def _group_of(unit: Agency) -> UnitGroup:
    fitting = (
        group for group in form_groups() if group.holds(unit.level, unit.agency_name)
    )
    return next(fitting, _OTHER)


def _present_groups(rows: Iterable[FormRow]) -> list[UnitGroup]:
    codes = {row.group for row in rows}
    groups = sorted((*form_groups(), _OTHER), key=lambda group: group.order)
    return [group for group in groups if group.code in codes]


def _of(rows: Iterable[FormRow], group: str) -> tuple[FormRow, ...]:
    return tuple(row for row in rows if row.group == group)


def _add_up(rows: Iterable[FormRow]) -> tuple[int, int, int, int, None, int, int, int]:
    """The fields of FormFigures."""
    figures = [row.figures for row in rows]
    return (
        sum(one.received for one in figures),
        sum(one.components_not_digitized for one in figures),
        sum(one.components_digitized for one in figures),
        sum(one.components_reused for one in figures),
        None,
        sum(one.settled for one in figures),
        sum(one.results_not_digitized for one in figures),
        sum(one.results_digitized for one in figures),
    )


def _trace(tables: Tables, period: Period) -> pa.Table:
    received, settled = _cohorts(tables, period)
    return join_traces(
        [
            trace_of(
                received.filter(received["digitized"]), "components_digitized", None
            ),
            trace_of(settled.filter(settled["digitized"]), "results_digitized", None),
        ]
    )


def _groups(found: Findings[FormRow, FormTotals]) -> tuple[RowGroup[FormRow], ...]:
    titles = found.group_titles or {}
    groups = []
    for code, sums in found.totals.groups.items():
        groups.append(RowGroup(titles[code], values_of(sums), _of(found.rows, code)))
    return tuple(groups)


FORM_766 = ReportDefinition(
    name="form-766",
    row=FormRow,
    visible=(
        "stt",
        "agency_name",
        "received",
        "components_not_digitized",
        "components_digitized",
        "components_reused",
        "components_reused_portal",
        "settled",
        "results_not_digitized",
        "results_digitized",
    ),
    compute=compute,
    figures=show_totals(
        "form-766",
        FormRow,
        "received",
        "components_digitized",
        "settled",
        "results_digitized",
    ),
    total=values_of,
    groups=_groups,
    members=_members,
    spans=(
        HeadingSpan(3),
        HeadingSpan(4, "form_components"),
        HeadingSpan(1),
        HeadingSpan(2, "form_results"),
    ),
)
