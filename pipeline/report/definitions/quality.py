"""What the batches look like: confidence, review, blank pages, flags, document types, and what
people changed of what the machine had taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.charts import Histogram, Step
from pipeline.report.columns import Count, Share, Text, values_of
from pipeline.report.counting.by_unit import count_by_unit, level_order
from pipeline.report.counting.evidence import counts, is_standing
from pipeline.report.counting.period import Period
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.quality.checks import list_checks
from pipeline.report.counting.quality.confidence import (
    BINS,
    Confidence,
    ConfidenceStep,
    confidence_by_batch,
    confidence_of,
    list_steps,
)
from pipeline.report.counting.quality.corrections import list_changed
from pipeline.report.counting.quality.owners import places_of
from pipeline.report.counting.tables import (
    Tables,
    condense,
    is_equal,
    with_columns,
    within,
)
from pipeline.report.definition import ReportDefinition, show_totals
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Findings, RowList
from schemas.states import RecordStatus

_Counted = dict[str, Any]
"""A row of an Arrow table of counts: batch, what was counted, how many."""
_KEPT = (
    "document_id",
    "agency_code",
    "level",
    "batch_id",
    "document_type",
    "review_reasons",
)
_JUDGED = ("status", "signature_level", "superseded_by", "superseded_on")
_DOCUMENT = (*_KEPT, *_JUDGED, "digitized_at")
_PAGE = ("document_id", "is_blank", "flags", "ocr_confidence")
_DOCUMENT_COUNTS = ("documents", "done", "needs_review", "unsigned")
_PAGE_COUNTS = ("pages", "blank_pages", "flagged_pages")


@dataclass(frozen=True, slots=True)
class QualityFigures:
    """Documents and pages by what was found; confidence over the pages that have one."""

    documents: Count
    done: Count
    needs_review: Count
    unsigned: Count
    pages: Count
    blank_pages: Count
    flagged_pages: Count
    pages_read: Count
    confidence_mean: Share
    confidence_p05: Share
    confidence_median: Share


@dataclass(frozen=True, slots=True)
class QualityRow:
    """A batch."""

    batch_id: Text
    figures: QualityFigures


@dataclass(frozen=True, slots=True)
class FlagCount:
    """Pages of a batch that bear a flag."""

    batch_id: Text
    flag: Text
    pages: Count


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """Documents of a batch that wait for a review for a reason."""

    batch_id: Text
    reason: Text
    documents: Count


@dataclass(frozen=True, slots=True)
class TypeCount:
    """Documents of a type in a batch."""

    batch_id: Text
    document_type: Text
    documents: Count
    needs_review: Count


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """Documents of a unit, and how many of them a person has to look at."""

    level: Text
    agency_code: Text
    documents: Count
    needs_review: Count
    review_share: Share


def compute(
    tables: Tables,
    period: Period,
    _plan: Plan | None,
) -> Findings[QualityRow, QualityFigures]:
    """Documents digitized in the period, a row for each batch; all batches in the totals.

    Confidence is the engine's mean over a page's words (0 to 1): of the pages the mean, the 5 %
    quantile and the median.
    """
    documents = _documents(tables, period)
    pages = _pages(tables, documents)
    rows = _rows(documents, pages)
    summed = _add_up(rows)
    lists = (
        RowList("confidence", list_steps(pages), charted=True),
        RowList("flags", _list_flags(pages)),
        RowList("document_types", _list_types(documents)),
        RowList("review_reasons", _list_reasons(documents)),
        RowList("changed_values", list_changed(tables, documents)),
        RowList("loads", _list_loads(documents)),
        *list_checks(tables, documents),
    )
    return Findings(
        rows=rows, totals=_figures(summed, summed, confidence_of(pages)), lists=lists
    )


def _documents(tables: Tables, period: Period) -> pa.Table:
    return condense(tables, "documents", _DOCUMENT, partial(_judge, period))


def _judge(period: Period, documents: pa.Table) -> pa.Table:
    """Those digitized in the period that no better scan had replaced, and where they stand."""
    done = is_equal(documents["status"], RecordStatus.DONE)
    columns = {
        "done": done,
        "needs_review": is_equal(documents["status"], RecordStatus.NEEDS_REVIEW),
        "unsigned": pc.and_not(done, counts(documents)),
    }
    wanted = pc.and_(
        within(documents["digitized_at"], period.start, period.end),
        is_standing(documents, period.end),
    )
    return with_columns(documents.select(_KEPT), columns).filter(wanted)


def _pages(tables: Tables, documents: pa.Table) -> pa.Table:
    """The pages of the documents, with their batch."""
    pages = condense(tables, "pages", _PAGE, _judge_pages)
    places = places_of(pages["document_id"], documents)
    pages = pages.append_column("batch_id", documents["batch_id"].take(places))
    return pages.drop_columns("document_id").filter(pc.is_valid(places))


def _judge_pages(pages: pa.Table) -> pa.Table:
    flagged = pc.greater(pc.fill_null(pc.list_value_length(pages["flags"]), 0), 0)
    columns = {
        "blank_pages": pc.fill_null(pages["is_blank"], False),
        "flagged_pages": flagged,
    }
    kept = pages.select(["document_id", "flags", "ocr_confidence"])
    return with_columns(kept, columns)


def _rows(documents: pa.Table, pages: pa.Table) -> tuple[QualityRow, ...]:
    by_document = _count_by_batch(documents, *_DOCUMENT_COUNTS)
    by_page = _count_by_batch(pages, *_PAGE_COUNTS)
    confidence = confidence_by_batch(pages)
    no_pages, unread = dict.fromkeys(_PAGE_COUNTS, 0), Confidence()
    rows = []
    for batch in sorted(by_document, key=lambda name: name or ""):
        figures = _figures(
            by_document[batch],
            by_page.get(batch, no_pages),
            confidence.get(batch, unread),
        )
        rows.append(QualityRow(batch, figures))
    return tuple(rows)


def _count_by_batch(
    rows: pa.Table, count: str, *flags: str
) -> dict[str | None, dict[str, int]]:
    """Rows of each batch under the name `count`, and for each flag how many are true."""
    truths = {flag: pc.cast(rows[flag], pa.int64()) for flag in flags}
    numbers = pa.table({"batch_id": rows["batch_id"], **truths})
    sums = [(flag, "sum") for flag in flags]
    grouped = numbers.group_by("batch_id").aggregate([([], "count_all"), *sums])
    return {
        row["batch_id"]: {
            count: row["count_all"],
            **{flag: row[f"{flag}_sum"] for flag in flags},
        }
        for row in grouped.to_pylist()
    }


def _figures(
    documents: Mapping[str, int],
    pages: Mapping[str, int],
    confidence: Confidence,
) -> QualityFigures:
    return QualityFigures(
        **{name: documents[name] for name in _DOCUMENT_COUNTS},
        **{name: pages[name] for name in _PAGE_COUNTS},
        pages_read=confidence.pages,
        confidence_mean=confidence.mean,
        confidence_p05=confidence.p05,
        confidence_median=confidence.median,
    )


def _add_up(rows: Iterable[QualityRow]) -> dict[str, int]:
    figures = [row.figures for row in rows]
    names = (*_DOCUMENT_COUNTS, *_PAGE_COUNTS)
    return {name: sum(getattr(one, name) for one in figures) for name in names}


def _list_flags(pages: pa.Table) -> tuple[FlagCount, ...]:
    return tuple(FlagCount(*entry) for entry in _count_entries(pages, "flags"))


def _list_reasons(documents: pa.Table) -> tuple[ReasonCount, ...]:
    return tuple(
        ReasonCount(*entry) for entry in _count_entries(documents, "review_reasons")
    )


def _count_entries(
    rows: pa.Table, column: str
) -> Iterable[tuple[str | None, str, int]]:
    """How many rows of each batch carry each entry of a list column: batch, entry, number."""
    entries = pc.list_flatten(rows[column])
    owners = rows["batch_id"].take(pc.list_parent_indices(rows[column]))
    table = pa.table({"batch_id": owners, "entry": entries})
    grouped = table.group_by(["batch_id", "entry"]).aggregate([([], "count_all")])
    for row in _rank(grouped, "entry"):
        yield row["batch_id"], row["entry"], row["count_all"]


def _list_types(documents: pa.Table) -> tuple[TypeCount, ...]:
    table = documents.select(["batch_id", "document_type"])
    table = table.append_column(
        "waiting", pc.cast(documents["needs_review"], pa.int64())
    )
    grouped = table.group_by(["batch_id", "document_type"]).aggregate(
        [([], "count_all"), ("waiting", "sum")],
    )
    return tuple(
        TypeCount(
            row["batch_id"], row["document_type"], row["count_all"], row["waiting_sum"]
        )
        for row in _rank(grouped, "document_type")
    )


def _list_loads(documents: pa.Table) -> tuple[UnitLoad, ...]:
    found = count_by_unit(documents, "needs_review")
    loads = []
    for unit in sorted(
        found, key=lambda unit: (level_order(unit.level), unit.code or "")
    ):
        all_, waiting = found[unit]["count"], found[unit]["needs_review"]
        loads.append(UnitLoad(unit.level, unit.code, all_, waiting, waiting / all_))
    return tuple(loads)


def _rank(counted: pa.Table, name: str) -> list[_Counted]:
    """By batch, most first."""
    order = [
        ("batch_id", "ascending"),
        ("count_all", "descending"),
        (name, "ascending"),
    ]
    return counted.sort_by(order).to_pylist()


def _charts(
    found: Findings[QualityRow, QualityFigures],
    words: ReportWords,
) -> tuple[Histogram, ...]:
    """The pages of all batches by confidence, where any page has one."""
    pages = [0] * BINS
    for entry in _steps_of(found):
        pages[round((entry.from_ or 0) * BINS)] += entry.pages
    if not any(pages):
        return ()
    most = max(pages)
    steps = []
    for at, number in enumerate(pages):
        steps.append(Step(_range_text(at), number / most, words.count(number)))
    title, unit = words.heading("confidence_mean"), words.word("page_count_axis")
    return (Histogram(title, tuple(steps), unit),)


def _steps_of(found: Findings[QualityRow, QualityFigures]) -> list[ConfidenceStep]:
    rows = chain.from_iterable(part.rows for part in found.lists)
    return [row for row in rows if isinstance(row, ConfidenceStep)]


def _range_text(at: int) -> str:
    width = 100 // BINS
    return f"{at * width}–{(at + 1) * width}\u00a0%"


QUALITY = ReportDefinition(
    name="quality",
    row=QualityRow,
    compute=compute,
    figures=show_totals(
        "quality",
        QualityRow,
        "documents",
        "pages",
        "needs_review",
        "confidence_mean",
    ),
    charts=_charts,
    total=values_of,
)
