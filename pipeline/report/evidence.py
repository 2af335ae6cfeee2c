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
# The kind of document that fulfils each measure.
KINDS: dict[Measure, str] = {"past_results": "result", "components": "component", "results": "result"}


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


def undated(tables: Tables, end: date) -> list[dict[str, Any]]:
    """Dossiers that the export calls finished without saying when: no period's results hold them."""
    columns = ("dossier_code", "agency_code", "level", "received_at", "status", "finished_at")
    rows = select(tables, "one_stop", columns)
    lost = pc.and_(pc.equal(rows["status"], "finished"), pc.is_null(rows["finished_at"]))
    rows = rows.filter(pc.fill_null(pc.and_(lost, until(rows["received_at"], end)), False))
    found: list[dict[str, Any]] = rows.select(columns[:4]).sort_by("dossier_code").to_pylist()
    return found


def counts(documents: pa.Table) -> pa.ChunkedArray:
    """Which rows of `documents` count as digitized: done, and signed."""
    done = pc.fill_null(pc.equal(documents["status"], "done"), False)
    signed = pc.fill_null(pc.not_equal(documents["signature_level"], "unsigned"), False)
    return pc.and_(done, signed)


def first_documents(documents: pa.Table) -> pa.Table:
    """Of each dossier the document digitized first: dossier_code, document_id, pdf_path, digitized_at."""
    columns = ("dossier_code", "document_id", "pdf_path", "digitized_at")
    if not len(documents):
        return documents.select(columns)
    order = [(name, "ascending") for name in ("dossier_code", "digitized_at", "document_id", "pdf_path")]
    ordered = documents.select(columns).sort_by(order).combine_chunks()
    codes = ordered["dossier_code"].chunk(0)
    starts = pc.not_equal(codes.slice(1), codes.slice(0, len(codes) - 1))
    return ordered.filter(pa.concat_arrays([pa.array([True]), starts]))


def digitized_codes(tables: Tables, kind: str) -> pa.Array:
    """The dossiers that have a document of this kind that counts, whenever it was digitized."""
    documents = documents_of(tables, kind, None)
    return documents.filter(counts(documents))["dossier_code"].combine_chunks()


def documents_of(tables: Tables, kind: str, up_to: date | None) -> pa.Table:
    """Documents of a kind (`component`, `result`), digitized up to a day (None: whenever)."""
    columns = ("dossier_code", "document_id", "pdf_path", "digitized_at", "status", "signature_level")
    documents = select(tables, "documents", (*columns, "kind"))
    documents = documents.filter(pc.fill_null(pc.equal(documents["kind"], kind), False))
    if up_to is not None:
        documents = documents.filter(until(documents["digitized_at"], up_to))
    return documents.select(columns)


def cohort(tables: Tables, measure: Measure, span: Span, details: tuple[str, ...] = ()) -> pa.Table:
    """The register rows of a measure's denominator, each with what is digitized of it.

    Returns:
        dossier_code, agency_code, level, agency_name and `details` of the register; document_id, pdf_path and
        digitized_at of the first document that counts (null: none); `digitized`, `in_review` (only documents in
        review) and `unsigned` (only unsigned ones), at most one of them true.
    """
    rows = _denominator(tables, measure, span, details)
    documents = documents_of(tables, KINDS[measure], span.end if measure == "past_results" else None)
    done = pc.fill_null(pc.equal(documents["status"], "done"), False)
    reviewed = pc.fill_null(pc.equal(documents["status"], "needs_review"), False)
    rows = _beside(rows, first_documents(documents.filter(counts(documents))))
    digitized = pc.is_valid(rows["document_id"])
    in_review = pc.and_not(_has(rows, documents.filter(reviewed)), digitized)
    only_unsigned = pc.and_not(_has(rows, documents.filter(done)), pc.or_(digitized, in_review))
    return (
        rows.append_column("digitized", digitized)
        .append_column("in_review", in_review)
        .append_column("unsigned", only_unsigned)
    )


def _beside(rows: pa.Table, first: pa.Table) -> pa.Table:
    """The rows with what `first` holds of their dossiers; keeps the rows' order, which a join does not."""
    places = pc.index_in(rows["dossier_code"], value_set=first["dossier_code"].combine_chunks())
    for name in ("document_id", "pdf_path", "digitized_at"):
        rows = rows.append_column(name, first[name].take(places))
    return rows


def _has(rows: pa.Table, documents: pa.Table) -> pa.ChunkedArray:
    return pc.is_in(rows["dossier_code"], value_set=documents["dossier_code"].combine_chunks())


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
