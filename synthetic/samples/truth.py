"""The truth beside the scans, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from schemas.geometry import BoundingBox
from synthetic.pages.items import Paper
from synthetic.pages.render import RenderedPage
from synthetic.samples.inbox import Filed
from synthetic.samples.plan import Planned


def dossier_truth(planned: Planned, filed: Sequence[Filed]) -> dict[str, Any]:
    """Everything known about a dossier; boxes are [x0, y0, x1, y1] in pixels of the unturned scan."""
    case = planned.case
    return {
        "dossier_code": planned.code,
        "agency_code": planned.unit.code,
        "level": planned.unit.level,
        "procedure_code": case.procedure,
        "kind": case.kind,
        "received": planned.day.isoformat(),
        "still_valid": case.still_valid,
        "documents": [_document(entry) for entry in filed],
    }


def _document(entry: Filed) -> dict[str, Any]:
    truth: dict[str, Any] = {
        "ordinal": entry.ordinal,
        "file": entry.name,
        "quarantine": entry.fault,
    }
    if entry.stack_pages:
        truth["stack_pages"] = list(entry.stack_pages)
    if entry.doc is None:
        return truth
    paper, pages = entry.doc.paper, [scan.page for scan in entry.doc.scans]
    return truth | {
        "document_type": paper.kind,
        "title": paper.title,
        "pages": [_page(number, page) for number, page in enumerate(pages, start=1)],
        "fields": _fields(entry.doc.paper, pages),
        "persons": [
            {
                "role": p.role,
                "role_index": p.role_index,
                "full_name": p.full_name,
                "citizen_id": p.citizen_id,
            }
            for p in paper.parties
        ],
    }


def _page(number: int, page: RenderedPage) -> dict[str, Any]:
    truth, geometry = page.truth, page.truth.geometry
    return {
        "page": number,
        "width_px": geometry.width_px,
        "height_px": geometry.height_px,
        "dpi": int(geometry.dpi),
        "rotation_deg": geometry.rotation_deg,
        "skew_deg": round(geometry.skew_deg, 3),
        "is_blank": truth.is_blank,
        "codes": list(truth.codes),
        "lines": [{"text": line.text, "box": _box(line.box)} for line in truth.lines],
    }


def _fields(paper: Paper, pages: Sequence[RenderedPage]) -> list[dict[str, Any]]:
    """Printed facts with page and box; then those that stand in a QR code only, without."""
    printed = [
        (found.fact, number, _box(found.box))
        for number, page in enumerate(pages, 1)
        for found in page.truth.facts
    ]
    known = [fact for fact, _, _ in printed]
    hidden = [(fact, None, None) for fact in paper.facts if fact not in known]
    return [
        {
            "role": fact.role,
            "role_index": fact.role_index,
            "name": fact.name,
            "value": fact.value,
            "raw_value": fact.printed,
            "page": number,
            "box": box,
        }
        for fact, number, box in [*printed, *hidden]
    ]


def _box(box: BoundingBox) -> list[float]:
    return [round(edge, 1) for edge in (box.x0, box.y0, box.x1, box.y1)]


def expected(dossiers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a run over the whole inbox must come to."""
    documents = [doc for dossier in dossiers for doc in dossier["documents"]]
    good = [doc for doc in documents if doc["quarantine"] is None]
    pages = [page for doc in good for page in doc["pages"]]
    broken = {
        d["dossier_code"]
        for d in dossiers
        if any(doc["quarantine"] for doc in d["documents"])
    }
    return {
        "dossiers": {
            "found": len(dossiers),
            "done": len(dossiers) - len(broken),
            "quarantined": len(broken),
        },
        "documents": {
            "found": len(documents),
            "done": len(good),
            "quarantined": len(documents) - len(good),
        },
        "pages": {
            "done": len(pages),
            "blank": sum(page["is_blank"] for page in pages),
            "turned": sum(page["rotation_deg"] != 0 for page in pages),
            "at_300_dpi": sum(page["dpi"] == 300 for page in pages),
        },
        "documents_by_type": _tally(doc["document_type"] for doc in good),
        "persons": {
            "named": sum(len(doc["persons"]) for doc in good),
            "not_registered": sum(
                p["citizen_id"] is None for doc in good for p in doc["persons"]
            ),
        },
        "quarantine": [
            {
                "dossier_code": d["dossier_code"],
                "ordinal": doc["ordinal"],
                "file": doc["file"],
                "code": doc["quarantine"],
            }
            for d in dossiers
            for doc in d["documents"]
            if doc["quarantine"]
        ],
    }


def _tally(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in sorted(names):
        counts[name] = counts.get(name, 0) + 1
    return counts


def to_json(value: dict[str, Any], pretty: bool = False) -> str:
    """JSON text with Vietnamese letters as they are."""
    shape: dict[str, Any] = {"indent": 1} if pretty else {"separators": (",", ":")}
    return json.dumps(value, ensure_ascii=False, **shape) + "\n"
