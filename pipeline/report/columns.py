"""Columns of the reports: what kind of value each holds, and which of them people are shown."""

from __future__ import annotations

from typing import Literal

Kind = Literal["text", "count", "share", "points", "year", "moment"]

_SHARES = {
    "rate", "target", "target_points", "target_growth", "rate_with_overdue", "share", "online_share", "online_target",
    "confidence_mean", "confidence_p05", "confidence_median", "from", "to",
}  # fmt: skip
_COUNTS = {
    "numerator", "denominator", "in_review", "unsigned", "received", "components_not_digitized",
    "components_digitized", "components_reused", "components_reused_portal", "settled", "results_not_digitized",
    "results_digitized", "dossiers", "on_time", "late", "not_yet_due", "not_updated", "result_digitized",
    "no_due_date", "withdrawn", "reusing", "reused_components", "online", "documents", "done", "needs_review", "pages",
    "blank_pages", "flagged_pages", "pages_read", "stt",
}  # fmt: skip
_MOMENTS = {"digitized_at", "issued_date", "received_at", "due_at", "finished_at", "listed_at", "at"}

VISIBLE: dict[str, tuple[str, ...]] = {
    "rates": (
        "agency_code", "agency_name", "level", "year", "measure", "numerator", "denominator", "rate", "target", "gap",
        "in_review",
    ),
    "form-766": (
        "stt", "agency_name", "received", "components_not_digitized", "components_digitized", "components_reused",
        "components_reused_portal", "settled", "results_not_digitized", "results_digitized",
    ),
    "on-time": (
        "agency_code", "agency_name", "level", "dossiers", "on_time", "late", "not_yet_due", "not_updated",
        "result_digitized", "rate", "rate_with_overdue",
    ),
    "reuse": (
        "agency_code", "agency_name", "level", "year", "received", "reusing", "share", "target", "reused_components",
        "online", "online_share", "online_target",
    ),
    "quality": (
        "batch_id", "documents", "done", "needs_review", "pages", "blank_pages", "flagged_pages", "confidence_mean",
        "confidence_p05", "confidence_median",
    ),
    "missing": (
        "source", "reason", "agency_code", "agency_name", "level", "dossier_code", "procedure_code", "document_type",
        "number", "issued_date",
    ),
}  # fmt: skip
"""Columns of the table and the page; files for machines (and XLSX) hold all."""

ROWS: dict[str, tuple[str, ...]] = {
    "rates": (
        "agency_code", "agency_name", "level", "year", "measure", "numerator", "denominator", "rate", "target",
        "reading", "gap", "in_review", "unsigned", "target_points", "target_growth",
    ),
    "form-766": (
        "stt", "group", "agency_code", "agency_name", "level", "received", "components_not_digitized",
        "components_digitized", "components_reused", "components_reused_portal", "settled", "results_not_digitized",
        "results_digitized",
    ),
    "on-time": (
        "agency_code", "agency_name", "level", "dossiers", "on_time", "late", "not_yet_due", "not_updated",
        "no_due_date", "withdrawn", "result_digitized", "rate", "rate_with_overdue",
    ),
    "reuse": (
        "agency_code", "agency_name", "level", "year", "received", "reusing", "online", "reused_components", "share",
        "online_share", "target", "online_target",
    ),
    "quality": (
        "batch_id", "documents", "done", "needs_review", "unsigned", "pages", "blank_pages", "flagged_pages",
        "pages_read", "confidence_mean", "confidence_p05", "confidence_median",
    ),
    "missing": (
        "source", "reason", "agency_code", "agency_name", "level", "dossier_code", "procedure_code", "document_type",
        "number", "issued_date", "received_at", "finished_at", "listed_at",
    ),
}  # fmt: skip
"""All keys of each report's rows, in their order: the heading of files that may have no rows."""


def kind_of(column: str) -> Kind:
    """What a column holds; shares and points are fractions (0.125 = 12.5 %)."""
    if column in _SHARES:
        return "share"
    if column in _COUNTS:
        return "count"
    if column in _MOMENTS:
        return "moment"
    return "points" if column == "gap" else "year" if column == "year" else "text"


def is_number(column: str) -> bool:
    """Whether cells of the column stand to the right."""
    return kind_of(column) in {"share", "count", "points", "year"}
