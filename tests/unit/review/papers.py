"""A made-up archive for tests of review: two papers of one dossier and another one's, and a small
register of citizens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.config import Settings, load_settings
from pipeline.folder import ArchiveFolder
from pipeline.match.register import Register, open_register
from pipeline.match.register.build import build_register
from pipeline.operations.upkeep.create import create_archive
from pipeline.review.apply import Applied, decide
from pipeline.review.decision import Decision, Subject
from pipeline.review.paper import PaperRows
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.arrow import TABLES

ACTOR = "Phạm Thị Dung"
SETTINGS = load_settings(environ={}, options={"operator": ACTOR})
PAPER, BETTER, OTHER = "H26-1.1", "H26-1.2", "H26-2.1"
# Born 17 May 2009 in Hà Nội, a girl.
LAN, HOA, NAM = "001309110678", "001309110679", "034209005512"
REGISTER = f"""citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,province_name
{LAN},,Nguyễn Thị Lan,2009-05-17,F,001,00004,Phường Trúc Bạch,Hà Nội
{HOA},,Nguyễn Thị Hoa,2009-05-18,F,001,00004,Phường Trúc Bạch,Hà Nội
{NAM},,Trần Văn Nam,2009-01-02,M,034,12400,Xã Thái Thụy,Thái Bình
"""


def document(document_id: str, **more: Any) -> dict[str, Any]:
    """A row of `documents`."""
    code, _, ordinal = document_id.rpartition(".")
    return {
        "document_id": document_id,
        "dossier_code": code,
        "ordinal": int(ordinal),
        "kind": "result",
        "agency_code": "H26",
        "level": "commune",
        "document_type": "trich_luc_khai_sinh",
        "number": "45/TLKS-BS",
        "issued_date": "2024-03-01",
        "issued_year": 2024,
        "issuer": "UBND phường Trúc Bạch",
        "still_valid": True,
        "pdf_path": f"documents/H26/2024/{code}/{document_id}.pdf",
        "signature_level": "B-LTA",
        "batch_id": "b1",
        "digitized_at": "2026-11-02T21:00:00.000+07:00",
        "status": "done",
        "review_reasons": [],
        **more,
    }


def fact(
    document_id: str, name: str, value: str | None, role: str | None = None, **more: Any
) -> dict[str, Any]:
    """A row of `fields`."""
    return {
        "document_id": document_id,
        "role": role,
        "role_index": 1 if role else None,
        "name": name,
        "value": value,
        "raw_value": value,
        "confidence": 0.95,
        "page": 1,
        "method": "ocr",
        "needs_review": False,
        **more,
    }


def match(document_id: str, role: str, **more: Any) -> dict[str, Any]:
    """A row of `matches`."""
    return {
        "document_id": document_id,
        "role": role,
        "role_index": 1,
        "outcome": "review",
        "weight": 9.5,
        "probability": 0.81,
        "runner_up_weight": 8.0,
        "explanation": "họ tên: khớp hoàn toàn (+9,5)",
        "candidate_ids": [LAN, HOA],
        **more,
    }


def paper_of(*fields: dict[str, Any], **link: Any) -> PaperRows:
    """A birth extract of Lan with her name, her sex and further fields, as it stands in the
    store; `link` changes her match."""
    named = [
        fact(PAPER, "full_name", "Nguyễn Thị Lan", "subject"),
        fact(PAPER, "gender", "F", "subject"),
        *fields,
    ]
    tables = {
        "documents": [document(PAPER)],
        "fields": named,
        "matches": [match(PAPER, "subject", **link)],
    }
    return PaperRows(
        {
            name: [{**dict.fromkeys(TABLES[name].names), **one} for one in rows]
            for name, rows in tables.items()
        }
    )


def make_archive(place: Path) -> Path:
    """An archive with three papers; on the first a daughter, whose birth date is in doubt."""
    folder = create_archive(place, development_keys=False)
    fields = [
        fact(PAPER, "full_name", "Nguyễn Thị Lan", "subject"),
        fact(
            PAPER,
            "birth_date",
            "2009-05-11",
            "subject",
            needs_review=True,
            confidence=0.41,
        ),
        fact(PAPER, "gender", "F", "subject"),
        fact(PAPER, "number", "45/TLKS-BS"),
        fact(BETTER, "full_name", "Nguyễn Thị Lan", "subject"),
        fact(OTHER, "full_name", "Trần Văn Nam", "subject"),
        fact(OTHER, "birth_date", "2009-01-02", "subject"),
    ]
    matched = {"outcome": "matched", "probability": 0.999}
    matches = [
        match(PAPER, "subject"),
        match(BETTER, "subject", **matched, citizen_id=LAN),
        match(OTHER, "subject", **matched, citizen_id=NAM, candidate_ids=[NAM]),
    ]
    documents = [
        document(
            PAPER, status="needs_review", review_reasons=["sheet_count", "type_unknown"]
        ),
        document(BETTER),
        document(OTHER),
    ]
    pages = [
        {"document_id": one["document_id"], "page": 1, "text": "Trích lục khai sinh"}
        for one in documents
    ]
    rows = {
        "documents": documents,
        "pages": pages,
        "fields": fields,
        "matches": matches,
    }
    ParquetStore(folder.store).commit(StoreChange(append=rows))
    return folder.root


def make_register(place: Path, people: str = REGISTER) -> Register:
    """The register, opened."""
    source = place / "people.csv"
    source.write_text(people, encoding="utf-8")
    build_register(source, place / "R")
    return open_register(place / "R")


FORMER, DEAD = "001309000001", "001309110999"
"""A number that Lan bore before, and a girl who died."""
REMARKS = f"""citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,province_name,former_ids,death_date
{LAN},,Nguyễn Thị Lan,2009-05-17,F,001,00004,Phường Trúc Bạch,Hà Nội,{FORMER},
{DEAD},,Nguyễn Thị Lan,2009-05-17,F,001,00004,Phường Trúc Bạch,Hà Nội,,2026-10-30
"""


def rows(
    archive: Path, table: str, document_id: str | None = None
) -> list[dict[str, Any]]:
    """Rows of a table as dictionaries."""
    ids = None if document_id is None else {document_id}
    return ParquetStore(archive / "store").read(table, document_ids=ids).to_pylist()


def row(
    archive: Path, table: str, document_id: str, name: str | None = None
) -> dict[str, Any]:
    """One row: the document's, the subject's match, or a field by its name."""
    (found,) = [
        one
        for one in rows(archive, table, document_id)
        if name is None or (one["name"] == name)
    ]
    return found


def events(archive: Path) -> list[dict[str, Any]]:
    """All events, each with its detail as an object."""
    return [
        {**one, "detail": json.loads(one["detail"] or "{}")}
        for one in rows(archive, "events")
    ]


def subject(text: str) -> Subject:
    """The subject that a table names."""
    found = Subject.parse(text)
    assert found is not None
    return found


def take(
    archive: Path,
    *decisions: tuple[str, str] | tuple[str, str, str],
    register: Register | None = None,
    actor: str = ACTOR,
    settings: Settings = SETTINGS,
) -> Applied:
    """Decide (subject, value, reason) triples."""
    given = [
        Decision(subject(one[0]), one[1], one[2] if len(one) > 2 else None)
        for one in decisions
    ]
    return decide(archive, settings, given, actor=actor, register=register)


def folder_of(archive: Path) -> ArchiveFolder:
    """The archive's places."""
    return ArchiveFolder(archive)
