"""What the batches look like: recognition confidence, review, blank pages, flags, document types."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.evidence import Tables, counts, select, within
from pipeline.report.period import Period
from pipeline.report.plans import Plan
from schemas.report import Report

BINS = 10
"""Equal steps of confidence from 0 to 1 in the histogram."""
_DOCUMENT = ("document_id", "batch_id", "document_type", "digitized_at", "status", "signature_level", "review_reasons")
_COUNTED = ("documents", "done", "needs_review", "unsigned", "pages", "blank_pages", "flagged_pages", "pages_read")


def quality(tables: Tables, snapshot: int, period: Period, plan: Plan | None) -> Report:
    """Documents digitized in the period, a row for each batch; all batches in the totals.

    Confidence is the engine's mean over a page's words (0 to 1), over the pages that have one (`pages_read`): mean, 5 %
    quantile, median. `extra`: `confidence` (histogram), `flags`, `document_types`, `review_reasons`, each by batch.
    """
    documents = _documents(tables, period)
    pages = _pages(tables, documents)
    figures = _document_figures(documents)
    for found in (_page_figures(pages), _confidence(pages)):
        for batch, values in found.items():
            figures[batch].update(values)
    rows = [{"batch_id": batch, **_filled(figures[batch])} for batch in sorted(figures, key=lambda name: name or "")]
    return Report(
        report="quality",
        snapshot=snapshot,
        period=period.text,
        plan=plan.name if plan else None,
        rows=tuple(rows),
        totals=_totals(rows, pages),
        extra={
            "period_start": period.start.isoformat(),
            "period_end": period.end.isoformat(),
            "confidence": _histogram(pages),
            "flags": _listed(pages, "flags", "flag", "pages"),
            "document_types": _document_types(documents),
            "review_reasons": _listed(documents, "review_reasons", "reason", "documents"),
        },
    )


def _documents(tables: Tables, period: Period) -> pa.Table:
    documents = select(tables, "documents", _DOCUMENT)
    documents = documents.filter(within(documents["digitized_at"], period.start, period.end))
    done = pc.fill_null(pc.equal(documents["status"], "done"), False)
    columns = {
        "done": done,
        "needs_review": pc.fill_null(pc.equal(documents["status"], "needs_review"), False),
        "unsigned": pc.and_not(done, counts(documents)),
    }
    for name, column in columns.items():
        documents = documents.append_column(name, column)
    return documents


def _pages(tables: Tables, documents: pa.Table) -> pa.Table:
    pages = select(tables, "pages", ("document_id", "page", "is_blank", "flags", "ocr_confidence"))
    # Joins carry no lists: the position of a page leads back to its flags.
    places = pages.select(["document_id"]).append_column("at", pa.array(range(len(pages)), pa.int64()))
    joined = places.join(documents.select(["document_id", "batch_id"]), "document_id", join_type="inner").sort_by("at")
    pages = pages.take(joined["at"])
    return pages.append_column("batch_id", joined["batch_id"])


def _summed(rows: pa.Table, flags: dict[str, Any], count: str) -> dict[str | None, dict[str, Any]]:
    """Rows of each batch under the name `count`, and for each flag how many are true."""
    numbers = pa.table({"batch_id": rows["batch_id"], **{k: pc.cast(v, pa.int64()) for k, v in flags.items()}})
    grouped = numbers.group_by("batch_id").aggregate([([], "count_all"), *((name, "sum") for name in flags)])
    return {
        row["batch_id"]: {count: row["count_all"], **{name: row[f"{name}_sum"] for name in flags}}
        for row in grouped.to_pylist()
    }


def _document_figures(documents: pa.Table) -> dict[str | None, dict[str, Any]]:
    return _summed(documents, {name: documents[name] for name in ("done", "needs_review", "unsigned")}, "documents")


def _page_figures(pages: pa.Table) -> dict[str | None, dict[str, Any]]:
    flagged = pc.greater(pc.fill_null(pc.list_value_length(pages["flags"]), 0), 0)
    return _summed(pages, {"blank_pages": pc.fill_null(pages["is_blank"], False), "flagged_pages": flagged}, "pages")


def _confidence(pages: pa.Table) -> dict[str | None, dict[str, Any]]:
    """Mean, 5 % quantile and median (nearest rank) of each batch, by one sort."""
    read = pages.filter(pc.is_valid(pages["ocr_confidence"])).select(["batch_id", "ocr_confidence"])
    read = read.sort_by([("batch_id", "ascending"), ("ocr_confidence", "ascending")])
    grouped = read.group_by("batch_id", use_threads=False).aggregate([([], "count_all"), ("ocr_confidence", "mean")])
    found: dict[str | None, dict[str, Any]] = {}
    start = 0
    for row in grouped.to_pylist():  # in the order of the sort
        values = read["ocr_confidence"].slice(start, row["count_all"])
        start += row["count_all"]
        found[row["batch_id"]] = {**_quantiles(values), "confidence_mean": row["ocr_confidence_mean"]}
    return found


def _quantiles(ascending: pa.ChunkedArray) -> dict[str, Any]:
    size = len(ascending)
    if not size:
        return {"pages_read": 0}
    rank = {name: -(-size * percent // 100) - 1 for name, percent in (("p05", 5), ("median", 50))}
    return {"pages_read": size, **{f"confidence_{name}": ascending[at].as_py() for name, at in rank.items()}}


def _filled(found: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: found.get(name, 0) for name in _COUNTED},
        **{name: found.get(name) for name in ("confidence_mean", "confidence_p05", "confidence_median")},
    }


def _totals(rows: list[dict[str, Any]], pages: pa.Table) -> dict[str, Any]:
    values = pages["ocr_confidence"].drop_null().combine_chunks()
    together = _quantiles(values.take(pc.sort_indices(values)))
    counted = {name: sum(row[name] for row in rows) for name in _COUNTED}
    return _filled({**together, **counted, "confidence_mean": pc.mean(values).as_py()})


def _histogram(pages: pa.Table) -> list[dict[str, Any]]:
    """Pages of each batch by step of confidence; 1.0 belongs to the last step, empty steps are left out."""
    read = pages.filter(pc.is_valid(pages["ocr_confidence"]))
    step = pc.min_element_wise(pc.floor(pc.multiply(read["ocr_confidence"], BINS)), BINS - 1)
    table = pa.table({"batch_id": read["batch_id"], "step": pc.cast(step, pa.int64())})
    grouped = table.group_by(["batch_id", "step"]).aggregate([([], "count_all")])
    return [
        {"batch_id": r["batch_id"], "from": r["step"] / BINS, "to": (r["step"] + 1) / BINS, "pages": r["count_all"]}
        for r in grouped.sort_by([("batch_id", "ascending"), ("step", "ascending")]).to_pylist()
    ]


def _listed(rows: pa.Table, column: str, name: str, count: str) -> list[dict[str, Any]]:
    """How many rows of each batch carry each entry of a list column, most first."""
    entries = pc.list_flatten(rows[column])
    owners = rows["batch_id"].take(pc.list_parent_indices(rows[column]))
    grouped = pa.table({"batch_id": owners, name: entries}).group_by(["batch_id", name]).aggregate([([], "count_all")])
    return _ranked(grouped.rename_columns(["batch_id", name, count]), name, count)


def _document_types(documents: pa.Table) -> list[dict[str, Any]]:
    kinds = pa.table(
        {
            "batch_id": documents["batch_id"],
            "document_type": documents["document_type"],
            "needs_review": pc.cast(documents["needs_review"], pa.int64()),
        }
    )
    grouped = kinds.group_by(["batch_id", "document_type"]).aggregate([([], "count_all"), ("needs_review", "sum")])
    named = grouped.rename_columns(["batch_id", "document_type", "documents", "needs_review"])
    return _ranked(named, "document_type", "documents")


def _ranked(table: pa.Table, name: str, count: str) -> list[dict[str, Any]]:
    order = [("batch_id", "ascending"), (count, "descending"), (name, "ascending")]
    listed: list[dict[str, Any]] = table.sort_by(order).to_pylist()
    return listed
