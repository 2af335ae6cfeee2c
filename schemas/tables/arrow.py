"""Arrow schemas of the store's tables (the contract's columns) and their version."""

from __future__ import annotations

import pyarrow as pa

# 2: decisions leave their mark (event_id, decided_in, decided_against), papers are superseded and
# withdrawn. 3: documents may wait for their signature. 4: visits, survey; the export tells how a
# dossier was passed on and how the portal shows it. 5: matches name the register they were made
# with. Columns that an older part lacks are null.
SCHEMA_VERSION = 5

_text, _int, _real, _flag = pa.string(), pa.int32(), pa.float64(), pa.bool_()
# Dates and times are text (`YYYY-MM-DD`, ISO 8601 with +07:00): every reader shows them as the
# contract writes them.
_day = _moment = pa.string()


def _schema(*columns: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns])


DOCUMENTS = _schema(
    ("document_id", _text),
    ("dossier_code", _text),
    ("ordinal", _int),
    ("kind", _text),
    ("agency_code", _text),
    ("level", _text),
    ("procedure_code", _text),
    ("document_type", _text),
    ("document_type_confidence", _real),
    ("title", _text),
    ("number", _text),
    ("issued_date", _day),
    ("issued_year", _int),
    ("issuer", _text),
    ("still_valid", _flag),
    ("page_count", _int),
    ("blank_pages", _int),
    ("text", _text),
    ("language", _text),
    ("ocr_confidence", _real),
    ("source_sha256", _text),
    ("pdf_path", _text),
    ("pdf_sha256", _text),
    ("pdf_bytes", pa.int64()),
    ("pdfa_part", _text),
    ("signature_level", _text),
    ("batch_id", _text),
    ("digitized_at", _moment),
    ("engine", _text),
    ("settings_digest", _text),
    ("rules_edition", _text),
    ("status", _text),
    ("source_name", _text),
    ("operator", _text),
    ("alto_sha256", _text),
    ("review_reasons", pa.list_(_text)),
    ("signature_verdict", _text),
    ("superseded_by", _text),
    ("superseded_on", _day),
    ("withdrawn_on", _day),
    ("awaits_signature", _text),
)

PAGES = _schema(
    ("document_id", _text),
    ("page", _int),
    ("width_px", _int),
    ("height_px", _int),
    ("dpi", _real),
    ("skew_deg", _real),
    ("rotation_deg", _int),
    ("is_blank", _flag),
    ("flags", pa.list_(_text)),
    ("text", _text),
    ("ocr_confidence", _real),
    ("image_sha256", _text),
    ("image_passthrough", _flag),
    ("seconds", _real),
)

FIELDS = _schema(
    ("document_id", _text),
    ("role", _text),
    ("role_index", _int),
    ("name", _text),
    ("value", _text),
    ("raw_value", _text),
    ("confidence", _real),
    ("page", _int),
    ("x0", _real),
    ("y0", _real),
    ("x1", _real),
    ("y1", _real),
    ("method", _text),
    ("handwritten", _flag),
    ("needs_review", _flag),
    ("decided_in", _text),
    ("decided_against", pa.list_(_text)),
)

MATCHES = _schema(
    ("document_id", _text),
    ("role", _text),
    ("role_index", _int),
    ("outcome", _text),
    ("citizen_id", _text),
    ("weight", _real),
    ("probability", _real),
    ("runner_up_weight", _real),
    ("explanation", _text),
    ("candidate_ids", pa.list_(_text)),
    ("decided_in", _text),
    ("decided_against", pa.list_(_text)),
    ("register_version", _text),
)

EVENTS = _schema(
    ("at", _moment),
    ("actor", _text),
    ("action", _text),
    ("item", _text),
    ("detail", _text),
    ("event_id", _text),
)

ONE_STOP = _schema(
    ("dossier_code", _text),
    ("agency_code", _text),
    ("agency_name", _text),
    ("level", _text),
    ("procedure_code", _text),
    ("received_at", _moment),
    ("due_at", _moment),
    ("finished_at", _moment),
    ("status", _text),
    ("applicant_name", _text),
    ("applicant_id", _text),
    ("online", _flag),
    ("reused_components", _int),
    ("electronic_handover", _flag),
    ("portal_status", _text),
)

PAST_RESULTS = _schema(
    ("dossier_code", _text),
    ("agency_code", _text),
    ("agency_name", _text),
    ("level", _text),
    ("procedure_code", _text),
    ("document_type", _text),
    ("number", _text),
    ("issued_date", _day),
    ("valid_until", _day),
    ("still_valid", _flag),
    ("sheet_count", _int),
)

VISITS = _schema(
    ("visit_code", _text),
    ("agency_code", _text),
    ("agency_name", _text),
    ("level", _text),
    ("arrived_at", _moment),
    ("called_at", _moment),
    ("left_at", _moment),
    ("dossier_code", _text),
    ("purpose", _text),
)

SURVEY = _schema(
    ("answer_code", _text),
    ("agency_code", _text),
    ("agency_name", _text),
    ("level", _text),
    ("answered_on", _day),
    ("score", _int),
    ("answers", _int),
    ("procedure_code", _text),
)

TABLES: dict[str, pa.Schema] = {
    "documents": DOCUMENTS,
    "pages": PAGES,
    "fields": FIELDS,
    "matches": MATCHES,
    "events": EVENTS,
    "one_stop": ONE_STOP,
    "past_results": PAST_RESULTS,
    "visits": VISITS,
    "survey": SURVEY,
}
