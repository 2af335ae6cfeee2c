"""What counts as digitized, and which rows of the registers it is counted against.

A document counts when its status is `done` and it is signed (or was received signed).
`needs_review` and `unsigned` documents do not count; they are told apart so that a report can say
what is still to be done. A scan that a better one replaces does not count beside it, and a past
result that was withdrawn, or whose last day has passed, is no longer among those that are still
valid.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.counting.codes import CodePair, is_among
from pipeline.report.counting.period import Span
from pipeline.report.counting.tables import (
    Tables,
    day,
    is_equal,
    select,
    until,
    with_columns,
    within,
)
from schemas.states import RecordStatus, SignatureLevel


class Measure(StrEnum):
    """The three rates: of past results, of what was received, of what was finished."""

    PAST_RESULTS = "past_results"
    COMPONENTS = "components"
    RESULTS = "results"


# The kind of document that fulfils each measure.
_KINDS = {
    Measure.PAST_RESULTS: "result",
    Measure.COMPONENTS: "component",
    Measure.RESULTS: "result",
}
_PLACE = "place"
_NEVER = np.iinfo(np.int32).max
_UNIT = ("dossier_code", "agency_code", "level")
_EVIDENCE = ("document_id", "pdf_path", "digitized_at")
_FIRST = ("dossier_code", *_EVIDENCE)
_JUDGED = ("dossier_code", "status", "signature_level")


def counts(documents: pa.Table) -> pa.ChunkedArray:
    """Which rows of `documents` count as digitized: done, and signed."""
    signed = pc.fill_null(
        pc.not_equal(documents["signature_level"], SignatureLevel.UNSIGNED.value), False
    )
    return pc.and_(is_equal(documents["status"], RecordStatus.DONE), signed)


def is_standing(documents: pa.Table, up_to: date | None = None) -> pa.ChunkedArray:
    """Which rows of `documents` no better scan had replaced up to a day (None: ever)."""
    replaced = pc.is_valid(documents["superseded_by"])
    if up_to is not None:
        replaced = pc.and_(replaced, until(documents["superseded_on"], up_to))
    return pc.invert(replaced)


def first_documents(documents: pa.Table) -> pa.Table:
    """Of each dossier the document digitized first, by dossier.

    Returns:
        dossier_code, document_id, pdf_path, digitized_at.
    """
    if not len(documents):
        return documents.select(_FIRST)
    # Sorted by numbers of rows, not rows: a million of them is large.
    keys = ("dossier_code", "digitized_at", "document_id")
    order = pc.sort_indices(
        documents.select(keys), [(name, "ascending") for name in keys]
    )
    codes = documents["dossier_code"].take(order).combine_chunks()
    starts = pc.not_equal(codes.slice(1), codes.slice(0, len(codes) - 1))
    first = order.filter(pa.concat_arrays([pa.array([True]), starts]))
    return documents.select(_FIRST).take(first)


def digitized_codes(tables: Tables, kind: str) -> pa.Array:
    """The dossiers that have a document of this kind that counts, whenever it was digitized."""
    documents = documents_of(tables, kind, None, _JUDGED)
    return _codes(documents.filter(counts(documents)))


def documents_of(
    tables: Tables,
    kind: str,
    up_to: date | None,
    columns: tuple[str, ...] = (*_JUDGED, *_EVIDENCE),
) -> pa.Table:
    """Documents of a kind (`component`, `result`) that no other one replaces, digitized up to a day
    (None: whenever)."""
    needed = dict.fromkeys((*columns, "superseded_by"))
    if up_to is not None:
        needed |= dict.fromkeys(("superseded_on", "digitized_at"))
    documents = select(tables, "documents", needed, {"kind": (kind,)})
    wanted = is_standing(documents, up_to)
    if up_to is not None:
        wanted = pc.and_(wanted, until(documents["digitized_at"], up_to))
    return documents.select(columns).filter(wanted)


def cohort(
    tables: Tables,
    measure: Measure,
    span: Span,
    details: tuple[str, ...] = (),
    *,
    evidence: bool = True,
) -> pa.Table:
    """The register rows of a measure's denominator, each with what is digitized of it.

    Args:
        tables: of one snapshot.
        measure: which denominator.
        span: the year, and its days.
        details: further columns of the register.
        evidence: whether the documents are wanted, too; counting alone costs a fraction.

    Returns:
        dossier_code, agency_code, level and `details` of the register; `digitized`,
        `in_review` (only documents in review) and `unsigned` (only unsigned ones), at most one of
        them true; as evidence document_id, pdf_path and digitized_at of the first document that
        counts (null: none).
    """
    rows = _denominator(tables, measure, span, details)
    documents = _select_judged(tables, measure, span, evidence)
    if measure is Measure.PAST_RESULTS:
        rows, documents = _without_withdrawn(rows, documents, span.end)
    standings = _standings(rows, documents)
    if evidence:
        counted = documents.filter(counts(documents))
        counted = counted.filter(_has(counted, rows))
        rows = _beside(rows, first_documents(counted))
    return with_columns(rows, standings)


def _select_judged(
    tables: Tables, measure: Measure, span: Span, evidence: bool
) -> pa.Table:
    """The documents that may fulfil a measure, in the columns that are needed."""
    past = measure is Measure.PAST_RESULTS
    columns = (*_JUDGED, *(_EVIDENCE if evidence else ()))
    if past:
        columns = (*columns, "withdrawn_on")
    return documents_of(tables, _KINDS[measure], span.end if past else None, columns)


def _without_withdrawn(
    rows: pa.Table, documents: pa.Table, end: date
) -> tuple[pa.Table, pa.Table]:
    """The documents that were not withdrawn by then, and the rows that have one left."""
    withdrawn = until(documents["withdrawn_on"], end)
    gone, left = documents.filter(withdrawn), documents.filter(pc.invert(withdrawn))
    gone = gone.filter(pc.invert(_has(gone, left.filter(_has(left, gone)))))
    return rows.filter(pc.invert(_has(rows, gone))), left


def first_days(
    tables: Tables, measure: Measure, span: Span, rows: pa.Table
) -> pa.ChunkedArray:
    """The day (date32) on which the first document that counts was digitized, for each register row
    of a measure; null where there is none.

    Args:
        tables: of one snapshot.
        measure: of the rows.
        span: as for `cohort`.
        rows: with dossier_code.
    """
    columns = (*_JUDGED, "digitized_at", "withdrawn_on")
    documents = documents_of(tables, _KINDS[measure], span.end, columns)
    withdrawn = until(documents["withdrawn_on"], span.end)
    documents = documents.filter(pc.and_not(counts(documents), withdrawn))
    documents = documents.filter(_has(documents, rows))
    pair = CodePair.of(rows["dossier_code"], documents["dossier_code"])
    days = pc.cast(day(documents["digitized_at"]), pa.date32()).cast(pa.int32())
    first = np.full(pair.size + 1, _NEVER, dtype=np.int32)
    np.minimum.at(first, pair.others, days.to_numpy())
    found = first[pair.codes]
    return pa.chunked_array([pa.array(found, mask=found == _NEVER).cast(pa.date32())])


def _standings(rows: pa.Table, documents: pa.Table) -> dict[str, pa.ChunkedArray]:
    """Where each row stands: digitized, in review, unsigned, or none of them."""
    counted, done = counts(documents), is_equal(documents["status"], RecordStatus.DONE)
    reviewed = is_equal(documents["status"], RecordStatus.NEEDS_REVIEW)
    pair = CodePair.of(rows["dossier_code"], documents["dossier_code"])
    digitized, in_review, unsigned = (
        pair.marks(flag.to_numpy())
        for flag in (counted, reviewed, pc.and_not(done, counted))
    )
    in_review = pc.and_not(in_review, digitized)
    return {
        "digitized": digitized,
        "in_review": in_review,
        "unsigned": pc.and_not(pc.and_not(unsigned, digitized), in_review),
    }


def _beside(rows: pa.Table, first: pa.Table) -> pa.Table:
    """The rows with what `first` holds of their dossiers; keeps the rows' order, unlike a join."""
    places = pc.index_in(rows["dossier_code"], value_set=_codes(first))
    return with_columns(rows, {name: first[name].take(places) for name in _FIRST[1:]})


def _has(rows: pa.Table, documents: pa.Table) -> pa.ChunkedArray:
    return is_among(rows["dossier_code"], documents["dossier_code"])


def _codes(rows: pa.Table) -> pa.Array:
    return rows["dossier_code"].combine_chunks()


def _denominator(
    tables: Tables,
    measure: Measure,
    span: Span,
    details: tuple[str, ...],
) -> pa.Table:
    columns = (*_UNIT, *details)
    if measure is Measure.PAST_RESULTS:
        rows = select(tables, "past_results", (*columns, "still_valid", "valid_until"))
        ended = until(rows["valid_until"], span.end - timedelta(days=1))
        valid = pc.and_not(pc.fill_null(rows["still_valid"], False), ended)
        return rows.select(columns).filter(valid)
    moment = "received_at" if measure is Measure.COMPONENTS else "finished_at"
    rows = select(tables, "one_stop", dict.fromkeys((*columns, moment)))
    return rows.select(columns).filter(within(rows[moment], span.start, span.end))
