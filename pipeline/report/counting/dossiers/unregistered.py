"""Digitized dossiers that stand in no register."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.columns import Count, Moment, Text
from pipeline.report.counting.codes import is_among
from pipeline.report.counting.evidence import counts, first_documents, is_standing
from pipeline.report.counting.tables import Tables, select

_COLUMNS = (
    "dossier_code",
    "document_id",
    "pdf_path",
    "digitized_at",
    "agency_code",
    "level",
)


@dataclass(frozen=True, slots=True)
class UnregisteredDossier:
    """A digitized dossier of no register, with its first document."""

    dossier_code: Text
    agency_code: Text
    level: Text
    documents: Count
    pdf_path: Text
    digitized_at: Moment


def list_unregistered(tables: Tables) -> tuple[UnregisteredDossier, ...]:
    """Digitized dossiers that stand in no register, whenever they were digitized, by code."""
    judged = ("dossier_code", "status", "signature_level", "superseded_by")
    documents = select(tables, "documents", judged)
    codes = documents.filter(_is_counted(documents))["dossier_code"]
    for register in ("one_stop", "past_results"):
        known = select(tables, register, ("dossier_code",))["dossier_code"]
        codes = codes.filter(pc.invert(is_among(codes, known)))
    if not len(codes):
        return ()
    columns = (*_COLUMNS, *judged[1:])
    where = {"dossier_code": codes.unique().to_pylist()}
    documents = select(tables, "documents", columns, where)
    documents = documents.filter(_is_counted(documents))
    first = first_documents(documents).select(
        ["dossier_code", "pdf_path", "digitized_at"]
    )
    listed = _group(documents).join(first, "dossier_code").sort_by("dossier_code")
    return tuple(UnregisteredDossier(**row) for row in listed.to_pylist())


def _is_counted(documents: pa.Table) -> pa.ChunkedArray:
    return pc.and_(counts(documents), is_standing(documents))


def _group(documents: pa.Table) -> pa.Table:
    counted = documents.group_by("dossier_code").aggregate(
        [("agency_code", "min"), ("level", "min"), ("document_id", "count")],
    )
    return counted.rename_columns(["dossier_code", "agency_code", "level", "documents"])
