"""A report: typed rows for officials, with what is needed to trace them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

import pyarrow as pa

from schemas.languages import Language

RowT_co = TypeVar("RowT_co", covariant=True)
TotalsT_co = TypeVar("TotalsT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages."""

    vi: str
    en: str

    def wording(self, lang: Language) -> str:
        """The text in one language."""
        return self.vi if lang == "vi" else self.en


class NoteCode(StrEnum):
    """What a reader must be told so as not to misread a report; worded in configs/report_texts/."""

    DEVELOPMENT_KEYS = "development_keys"
    NO_ONE_STOP = "no_one_stop"
    NO_PAST_RESULTS = "no_past_results"
    LEVEL_ENDED = "level_ended"
    UNREGISTERED = "unregistered"
    IN_REVIEW = "in_review"
    UNSIGNED = "unsigned"
    NO_PLAN = "no_plan"
    PLAN_SILENT = "plan_silent"
    SEVERAL_YEARS = "several_years"
    PORTAL_UNKNOWN = "portal_unknown"
    AS_OF = "as_of"
    UNDATED = "undated"
    UNDATED_OPEN = "undated_open"
    UNREGISTERED_REUSE = "unregistered_reuse"
    NO_VISITS = "no_visits"
    NO_SURVEY = "no_survey"
    UNCLEAR_RETURNS = "unclear_returns"
    UNSTATED = "unstated"
    NEVER_STATED = "never_stated"


@dataclass(frozen=True, slots=True)
class Note:
    """A note by its code, with the values that its sentence names; put into words when shown."""

    code: NoteCode
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FullLine:
    """The share that a plan names beside its yearly targets, to be reached before a year."""

    value: float
    before: int
    label: Bilingual


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What a reader must know of the plan that a report stands beside."""

    name: str
    title: Bilingual
    source: Bilingual
    reading: str
    full_line: FullLine | None


@dataclass(frozen=True, slots=True)
class RowList:
    """A further list of a report: rows of one type (a dataclass) under a name.

    `charted`: people are shown it as a chart, files hold it as a list. `leading`: a summary, which
    people are shown before all else.
    """

    name: str
    rows: tuple[object, ...]
    charted: bool = False
    leading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings(Generic[RowT_co, TotalsT_co]):
    """What a report found. Its rows and totals are dataclasses of its own.

    Attributes:
        group_titles: titles of groups of rows by code, in order.
        as_of: the moment (ISO 8601) at which what is still open was judged.
        make_trace: makes the trace when it is asked for; None where there is none.
    """

    rows: tuple[RowT_co, ...]
    totals: TotalsT_co
    notes: tuple[Note, ...] = ()
    group_titles: Mapping[str, Bilingual] | None = None
    as_of: str | None = None
    lists: tuple[RowList, ...] = ()
    make_trace: Callable[[], pa.Table] | None = None

    @property
    def trace(self) -> pa.Table | None:
        """An Arrow table of the dossiers behind the figures (counting/dossiers/trace.py), made
        anew each time: it is as large as the record."""
        return self.make_trace() if self.make_trace else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Generic[RowT_co, TotalsT_co]):
    """One report over one snapshot (the store's commit number).

    `period` is what the user wrote, `start` and `end` its first and last day. `development_keys`:
    the archive signs with self-made keys, so its figures have no legal value.
    """

    report: str
    snapshot: int
    period: str
    start: date
    end: date
    plan: PlanFacts | None
    found: Findings[RowT_co, TotalsT_co]
    development_keys: bool = False

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes, the one on development keys first."""
        warning = (Note(NoteCode.DEVELOPMENT_KEYS),) if self.development_keys else ()
        return (*warning, *self.found.notes)


SomeFindings = Findings[object, object]
SomeReport = Report[object, object]
