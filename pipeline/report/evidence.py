"""What counts as digitized, and which rows of the registers it is counted against.

A document counts when its status is `done` and it is signed (or was received signed). `needs_review` and `unsigned`
documents do not count; they are told apart so that a report can say what is still to be done.
All work is done by Arrow on columns: no loop runs over dossiers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.period import Span
from schemas.arrow import TABLES

Tables = Mapping[str, pa.Table]
Measure = Literal["past_results", "components", "results"]
MEASURES: tuple[Measure, ...] = ("past_results", "components", "results")
LEVELS = ("province", "district", "commune")
# The kind of document that fulfils each measure.
KINDS: dict[Measure, str] = {"past_results": "result", "components": "component", "results": "result"}

Unit = tuple[str | None, str | None]
"""An agency's code and level."""


def select(tables: Tables, name: str, columns: Iterable[str]) -> pa.Table:
    """Columns of one table in the contract's types; no rows where the table is absent (no export given yet)."""
    schema = pa.schema([TABLES[name].field(column) for column in columns])
    table = tables.get(name)
    return schema.empty_table() if table is None else table.select(schema.names).cast(schema)


def day(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The local date (`YYYY-MM-DD`) of ISO times, which stand in the tables with +07:00."""
    return pc.utf8_slice_codeunits(column, 0, 10)


def minute(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO times cut to the minute (`YYYY-MM-DDTHH:MM`, which compare as text); a bare date stands for its end."""
    text = pc.replace_substring(pc.utf8_slice_codeunits(column, 0, 16), " ", "T")
    bare = pc.fill_null(pc.equal(pc.utf8_length(text), 10), False)
    return pc.if_else(bare, pc.binary_join_element_wise(text, "T23:59", ""), text)


def within(column: pa.ChunkedArray, start: date, end: date) -> pa.ChunkedArray:
    """Whether each time lies in the days from `start` to `end`, both included; False where there is none."""
    days = day(column)
    inside = pc.and_(pc.greater_equal(days, start.isoformat()), pc.less_equal(days, end.isoformat()))
    return pc.fill_null(inside, False)


def until(column: pa.ChunkedArray, end: date) -> pa.ChunkedArray:
    """Whether each time is not after the day `end`; False where there is none."""
    return pc.fill_null(pc.less_equal(day(column), end.isoformat()), False)


def counts(documents: pa.Table) -> pa.ChunkedArray:
    """Which rows of `documents` count as digitized: done, and signed."""
    done = pc.fill_null(pc.equal(documents["status"], "done"), False)
    signed = pc.fill_null(pc.not_equal(documents["signature_level"], "unsigned"), False)
    return pc.and_(done, signed)


def digitized_dossiers(tables: Tables, kind: str | None = None, up_to: date | None = None) -> pa.Table:
    """One row a dossier with a document that counts: dossier_code, document_id, pdf_path, digitized_at of the first.

    Args:
        tables: the store's tables.
        kind: `component` or `result`; None for both.
        up_to: the last day of digitizing that counts; None for no end.
    """
    return _first_of_each(tables, counts, kind, up_to)


def _first_of_each(tables: Tables, chosen: Any, kind: str | None, up_to: date | None) -> pa.Table:
    columns = ("dossier_code", "document_id", "pdf_path", "digitized_at")
    documents = select(tables, "documents", (*columns, "kind", "status", "signature_level"))
    documents = documents.filter(chosen(documents))
    if kind is not None:
        documents = documents.filter(pc.equal(documents["kind"], kind))
    if up_to is not None:
        documents = documents.filter(until(documents["digitized_at"], up_to))
    documents = documents.select(columns).sort_by(
        [("dossier_code", "ascending"), ("digitized_at", "ascending"), ("document_id", "ascending")]
    )
    whole = pc.ScalarAggregateOptions(skip_nulls=False)  # all three from the same document
    first = documents.group_by("dossier_code", use_threads=False).aggregate(
        [(name, "first", whole) for name in columns[1:]]
    )
    return first.rename_columns([name.removesuffix("_first") for name in first.column_names]).select(columns)


def _in_review(documents: pa.Table) -> pa.ChunkedArray:
    return pc.fill_null(pc.equal(documents["status"], "needs_review"), False)


def _unsigned(documents: pa.Table) -> pa.ChunkedArray:
    return pc.and_not(pc.fill_null(pc.equal(documents["status"], "done"), False), counts(documents))


def cohort(tables: Tables, measure: Measure, span: Span, details: tuple[str, ...] = ()) -> pa.Table:
    """The register rows of a measure's denominator, each with what is digitized of it.

    Returns:
        dossier_code, agency_code, level, agency_name and `details` of the register; document_id, pdf_path and
        digitized_at of the first document that counts (null: none); `digitized`, `in_review` (only documents in
        review) and `unsigned` (only unsigned ones), at most one of them true.
    """
    rows = _denominator(tables, measure, span, details)
    up_to = span.end if measure == "past_results" else None
    rows = rows.join(digitized_dossiers(tables, KINDS[measure], up_to), "dossier_code")
    review = _first_of_each(tables, _in_review, KINDS[measure], up_to)["dossier_code"]
    unsigned = _first_of_each(tables, _unsigned, KINDS[measure], up_to)["dossier_code"]
    digitized = pc.is_valid(rows["document_id"])
    in_review = pc.and_not(_member(rows["dossier_code"], review), digitized)
    only_unsigned = pc.and_not(_member(rows["dossier_code"], unsigned), pc.or_(digitized, in_review))
    return (
        rows.append_column("digitized", digitized)
        .append_column("in_review", in_review)
        .append_column("unsigned", only_unsigned)
    )


def _member(codes: pa.ChunkedArray, among: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.is_in(codes, value_set=among.combine_chunks())


def _denominator(tables: Tables, measure: Measure, span: Span, details: tuple[str, ...]) -> pa.Table:
    columns = ("dossier_code", "agency_code", "level", "agency_name", *details)
    if measure == "past_results":
        rows = select(tables, "past_results", (*columns, "still_valid"))
        chosen = pc.fill_null(rows["still_valid"], False)
    else:
        moment = "received_at" if measure == "components" else "finished_at"
        rows = select(tables, "one_stop", dict.fromkeys((*columns, moment)))
        chosen = within(rows[moment], span.start, span.end)
    return rows.filter(chosen).select(columns)


def count_by_unit(rows: pa.Table, *flags: str) -> dict[Unit, dict[str, int]]:
    """Rows of each unit (`count`) and, for each boolean column named, how many are true."""
    numbers = pa.table(
        {
            "agency_code": rows["agency_code"],
            "level": rows["level"],
            **{flag: pc.cast(pc.fill_null(rows[flag], False), pa.int64()) for flag in flags},
        }
    )
    grouped = numbers.group_by(["agency_code", "level"]).aggregate([([], "count_all"), *((f, "sum") for f in flags)])
    return {
        (row["agency_code"], row["level"]): {"count": row["count_all"], **{flag: row[f"{flag}_sum"] for flag in flags}}
        for row in grouped.to_pylist()
    }


def units(tables: Tables) -> dict[Unit, str | None]:
    """Every unit of the two registers with its name, by level (province first) and code."""
    found: dict[Unit, str | None] = {}
    for name in ("past_results", "one_stop"):  # the export's names are the newer ones: they win
        rows = select(tables, name, ("agency_code", "level", "agency_name"))
        grouped = rows.group_by(["agency_code", "level"]).aggregate([("agency_name", "max")])
        for row in grouped.to_pylist():
            unit = (row["agency_code"], row["level"])
            found[unit] = row["agency_name_max"] or found.get(unit)
    return {unit: found[unit] for unit in sorted(found, key=unit_order)}


def unit_order(unit: Unit) -> tuple[int, str]:
    """Sorts units by level, province first, then by code."""
    code, level = unit
    return (LEVELS.index(level) if level in LEVELS else len(LEVELS), code or "")


def share(part: int, whole: int) -> float | None:
    """part / whole, None where there is no whole."""
    return part / whole if whole else None
