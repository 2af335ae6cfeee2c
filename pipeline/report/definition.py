"""What a report is: how it is computed, and what people are shown of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pipeline.report.charts import Chart
from pipeline.report.columns import Column, Value, columns_of, values_of
from pipeline.report.counting.dossiers.members import CountedRows, ListCounted
from pipeline.report.counting.period import Period
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.tables import Tables
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Bilingual, Findings, Report, RowList, SomeFindings
from schemas.figures.units import UnitTree

RowT = TypeVar("RowT")
TotalsT = TypeVar("TotalsT")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at the head of a report with its name and what lies behind it, in words."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HeadingSpan:
    """A heading over several columns; without a word, the columns keep theirs alone."""

    size: int
    word: str | None = None


@dataclass(frozen=True, slots=True)
class RowGroup(Generic[RowT]):
    """Rows under a title of their own, with their sums."""

    title: Bilingual
    sums: Mapping[str, Value]
    rows: tuple[RowT, ...]


def draw_none(_found: SomeFindings, _words: ReportWords) -> tuple[Chart, ...]:
    """No charts: the table says it better."""
    return ()


def add_none(_totals: object) -> None:
    """No total row: the rows can't be added up."""


def list_none(
    _tables: Tables, _period: Period, _plan: Plan | None
) -> tuple[CountedRows, ...]:
    """No figure that dossiers stand behind."""
    return ()


def sum_none(_found: SomeFindings, _tree: UnitTree) -> tuple[RowList, ...]:
    """No sums over the tree of units."""
    return ()


def group_none(_found: SomeFindings) -> None:
    """No groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDefinition(Generic[RowT, TotalsT]):
    """One report.

    Attributes:
        name: as the command line and the texts call it.
        row: the type of its rows, whose fields are the columns of files (pipeline.report.columns).
        visible: the columns that people are shown, in their order; () shows all, as files have
            them. Only a form whose columns are prescribed leaves some out.
        compute: counts the rows and totals from the tables of a snapshot.
        figures: the figures at its head.
        charts: its charts; asked only where there are rows.
        total: the cells of the row below the table, None where rows can't be added up.
        groups: the rows by group, None where they stand in one list.
        spans: headings over the columns; a report that has them is laid out as a printed form in
            workbooks.
        against_plan: whether it is read against a plan's targets.
        members: the rows behind its figures; a report without has no figure to be proved.
        sum_tree: further lists over the units of a tree (old and new together, parents).
    """

    name: str
    row: type[RowT]
    compute: Callable[[Tables, Period, Plan | None], Findings[RowT, TotalsT]]
    figures: Callable[[TotalsT, ReportWords], tuple[Figure, ...]]
    charts: Callable[[Findings[RowT, TotalsT], ReportWords], tuple[Chart, ...]] = (
        draw_none
    )
    total: Callable[[TotalsT], Mapping[str, Value] | None] = add_none
    groups: Callable[[Findings[RowT, TotalsT]], tuple[RowGroup[RowT], ...] | None] = (
        group_none
    )
    spans: tuple[HeadingSpan, ...] = ()
    visible: tuple[str, ...] = ()
    against_plan: bool = False
    members: ListCounted = list_none
    sum_tree: Callable[[Findings[RowT, TotalsT], UnitTree], tuple[RowList, ...]] = (
        sum_none
    )

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in the order of files."""
        return columns_of(self.row)

    @property
    def visible_columns(self) -> tuple[Column, ...]:
        """The columns that people are shown, in their order."""
        known = {column.name: column for column in self.columns}
        return tuple(known[name] for name in self.visible or known)

    def make(
        self,
        tables: Tables,
        snapshot: int,
        period: Period,
        plan: Plan | None,
        tree: UnitTree | None = None,
    ) -> Report[RowT, TotalsT]:
        """The report over the tables of a snapshot, with sums over the tree of units if there is
        one."""
        found = self.compute(tables, period, plan)
        if tree is not None:
            found = replace(found, lists=(*found.lists, *self.sum_tree(found, tree)))
        return Report(
            report=self.name,
            snapshot=snapshot,
            period=period.text,
            start=period.start,
            end=period.end,
            plan=plan.facts if plan else None,
            found=found,
        )

    def total_row(self, found: Findings[RowT, TotalsT]) -> dict[str, Value] | None:
        """The totals of the visible columns; None where there is nothing to add up."""
        totals = self.total(found.totals) if found.rows else None
        return (
            None
            if totals is None
            else {
                column.name: totals.get(column.name) for column in self.visible_columns
            }
        )


SomeDefinition = ReportDefinition[Any, Any]


def show_totals(
    report: str,
    row: type,
    *names: str,
) -> Callable[[object, ReportWords], tuple[Figure, ...]]:
    """Head figures of a report whose totals are one record with the names of its columns."""
    columns = {column.name: column for column in columns_of(row)}

    def figures(totals: object, words: ReportWords) -> tuple[Figure, ...]:
        values = values_of(totals)
        found = []
        for name in names:
            text = words.cell(columns[name], values[name])
            found.append(Figure(words.head_figure(name, report), text))
        return tuple(found)

    return figures
