"""The JSON Schema beside the records is the one that they have."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.answers.portal import SCHEMA, PortalRecord, json_schema

RESULT = {
    "result_code": "A-1.1",
    "document_id": "A-1.1",
    "document_type": "quyet_dinh",
    "number": None,
    "issued_date": "2024-11-05",
    "issuer": None,
    "valid": True,
    "withdrawn_on": None,
    "file": "documents/H26/2024/A-1/A-1.1.pdf",
    "sha256": "ab" * 32,
    "bytes": 4,
    "pages": 1,
    "signature_level": "B-LTA",
    "digitized_at": "2026-07-01T08:00:00.123+07:00",
}
DOSSIER = {
    "dossier_code": "A-1",
    "agency_code": "H26",
    "procedure_code": None,
    "status": "finished",
    "received_at": None,
    "finished_at": "2024-11-05",
    "results": [RESULT],
}
RECORD = {
    "version": "sohoa-portal-1",
    "key": "cd" * 32,
    "revision": 1,
    "dossier": DOSSIER,
}


def test_the_schema_is_up_to_date():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json.loads(
        json.dumps(json_schema())
    )


def test_nothing_is_left_open():
    schema = json_schema()
    for part in (schema, *schema["$defs"].values()):
        assert set(part["required"]) == set(part["properties"])


@pytest.mark.parametrize(
    "change",
    [
        {"key": "AB" * 32},
        {"revision": 0},
        {"version": "2"},
        {"dossier": DOSSIER | {"status": "processing"}},
        {"dossier": DOSSIER | {"results": []}},
        {"dossier": DOSSIER | {"finished_at": "2024-11-05T08:00:00Z"}},
        {"dossier": DOSSIER | {"results": [RESULT | {"bytes": 0}]}},
    ],
)
def test_what_is_no_record_is_refused(change):
    adapter = TypeAdapter(PortalRecord)
    assert adapter.validate_json(json.dumps(RECORD)).revision == 1
    with pytest.raises(ValidationError):
        adapter.validate_json(json.dumps(RECORD | change))
