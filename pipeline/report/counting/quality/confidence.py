"""Confidence of recognition: the engine's mean over a page's words, from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.columns import Count, Share, Text

BINS = 10
"""Equal steps of confidence from 0 to 1 in the histogram."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Over the pages that have one: how many, mean, 5 % quantile, median (nearest rank)."""

    pages: int = 0
    mean: float | None = None
    p05: float | None = None
    median: float | None = None


@dataclass(frozen=True, slots=True)
class ConfidenceStep:
    """Pages of a batch by confidence, from `from_` (included) to `to`; 1.0 is in the last step."""

    batch_id: Text
    from_: Share
    to: Share
    pages: Count


def confidence_by_batch(pages: pa.Table) -> dict[str | None, Confidence]:
    """Mean, 5 % quantile and median of each batch, by one sort."""
    read = _read_pages(pages).select(["batch_id", "ocr_confidence"])
    read = read.sort_by([("batch_id", "ascending"), ("ocr_confidence", "ascending")])
    measures = [([], "count_all"), ("ocr_confidence", "mean")]
    grouped = read.group_by("batch_id", use_threads=False).aggregate(measures)
    found = {}
    start = 0
    for row in grouped.to_pylist():  # in the order of the sort
        values = read["ocr_confidence"].slice(start, row["count_all"])
        start += row["count_all"]
        found[row["batch_id"]] = _measure(values, row["ocr_confidence_mean"])
    return found


def confidence_of(pages: pa.Table) -> Confidence:
    """Over all pages together."""
    values = pages["ocr_confidence"].drop_null().combine_chunks()
    return _measure(values.take(pc.sort_indices(values)), pc.mean(values).as_py())


def _measure(ascending: pa.ChunkedArray, mean: float | None) -> Confidence:
    """Quantiles by nearest rank."""
    size = len(ascending)
    if not size:
        return Confidence()
    p05, median = (
        ascending[-(-size * percent // 100) - 1].as_py() for percent in (5, 50)
    )
    return Confidence(size, mean, p05, median)


def _read_pages(pages: pa.Table) -> pa.Table:
    return pages.filter(pc.is_valid(pages["ocr_confidence"]))


def list_steps(pages: pa.Table) -> tuple[ConfidenceStep, ...]:
    """Pages of each batch by step of confidence; empty steps are left out."""
    read = _read_pages(pages)
    step = pc.min_element_wise(
        pc.floor(pc.multiply(read["ocr_confidence"], BINS)), BINS - 1
    )
    table = pa.table({"batch_id": read["batch_id"], "step": pc.cast(step, pa.int64())})
    grouped = table.group_by(["batch_id", "step"]).aggregate([([], "count_all")])
    ordered = grouped.sort_by([("batch_id", "ascending"), ("step", "ascending")])
    steps = []
    for row in ordered.to_pylist():
        start, end = row["step"] / BINS, (row["step"] + 1) / BINS
        steps.append(ConfidenceStep(row["batch_id"], start, end, row["count_all"]))
    return tuple(steps)
