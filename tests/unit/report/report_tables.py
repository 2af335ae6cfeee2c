"""Small tables in the store's schemas, written as plain rows; what a row does not name is null."""

from typing import Any

import pyarrow as pa

from schemas.arrow import TABLES


def table(name: str, *rows: dict[str, Any]) -> pa.Table:
    schema = TABLES[name]
    assert all(key in schema.names for row in rows for key in row)
    return pa.Table.from_pylist([{column: row.get(column) for column in schema.names} for row in rows], schema=schema)


def document(code: str, kind: str = "result", day: str = "2024-05-02", **more: Any) -> dict[str, Any]:
    ident = more.pop("document_id", f"{code}.1")
    return {
        "document_id": ident,
        "dossier_code": code,
        "kind": kind,
        "status": "done",
        "signature_level": "B-LTA",
        "digitized_at": f"{day}T10:00:00+07:00",
        "pdf_path": f"documents/U/2024/{code}/{ident}.pdf",
        **more,
    }


def past(code: str, agency: str = "W", level: str = "commune", **more: Any) -> dict[str, Any]:
    unit = {"agency_code": agency, "agency_name": f"Đơn vị {agency}", "level": level}
    return {"dossier_code": code, **unit, "still_valid": True, **more}


def export(code: str, agency: str = "W", level: str = "commune", **more: Any) -> dict[str, Any]:
    unit = {"agency_code": agency, "agency_name": f"Đơn vị {agency}", "level": level}
    received = {"received_at": "2024-05-02T08:00:00+07:00", "status": "processing"}
    return {"dossier_code": code, **unit, **received, **more}


def finished(code: str, at: str, due: str | None = None, **more: Any) -> dict[str, Any]:
    return export(code, finished_at=at, due_at=due, status="finished", **more)
