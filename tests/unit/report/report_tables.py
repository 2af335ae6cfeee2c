"""Small tables in the store's schemas, written as plain rows; what a row does not name is null."""

from datetime import date
from typing import Any

import pyarrow as pa

from pipeline.report.columns import values_of
from pipeline.report.counting.period import Period, parse_period
from pipeline.report.counting.plans import load_plan
from pipeline.report.counting.tables import Tables
from pipeline.report.definition import SomeDefinition
from schemas.figures.report import SomeFindings, SomeReport
from schemas.tables.arrow import TABLES


def table(name: str, *rows: dict[str, Any]) -> pa.Table:
    schema = TABLES[name]
    assert all(key in schema.names for row in rows for key in row)
    return pa.Table.from_pylist(
        [{column: row.get(column) for column in schema.names} for row in rows],
        schema=schema,
    )


def document(
    code: str, kind: str = "result", day: str = "2024-05-02", **more: Any
) -> dict[str, Any]:
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


def past(
    code: str, agency: str = "W", level: str = "commune", **more: Any
) -> dict[str, Any]:
    unit = {"agency_code": agency, "agency_name": f"Đơn vị {agency}", "level": level}
    return {"dossier_code": code, **unit, "still_valid": True, **more}


def export(
    code: str, agency: str = "W", level: str = "commune", **more: Any
) -> dict[str, Any]:
    unit = {"agency_code": agency, "agency_name": f"Đơn vị {agency}", "level": level}
    received = {"received_at": "2024-05-02T08:00:00+07:00", "status": "processing"}
    return {"dossier_code": code, **unit, **received, **more}


def finished(code: str, at: str, due: str | None = None, **more: Any) -> dict[str, Any]:
    return export(code, finished_at=at, due_at=due, status="finished", **more)


def visit(
    code: str, agency: str = "W", level: str = "commune", **more: Any
) -> dict[str, Any]:
    """Comes at 8 on the day that its code names and is called after ten minutes."""
    unit = {"agency_code": agency, "agency_name": f"Đơn vị {agency}", "level": level}
    day = code.split("/")[1]
    times = {
        "arrived_at": f"{day}T08:00:00.000+07:00",
        "called_at": f"{day}T08:10:00.000+07:00",
    }
    return {"visit_code": code, **unit, **times, **more}


def answers(
    code: str, score: int, agency: str = "W", level: str = "commune", **more: Any
) -> dict[str, Any]:
    unit = {"agency_code": agency, "agency_name": f"Đơn vị {agency}", "level": level}
    said = {"answered_on": code.split("/")[1], "score": score, "answers": 1}
    return {"answer_code": code, **unit, **said, **more}


def page(document_id: str, confidence: float | None, **more: Any) -> dict[str, Any]:
    seen = {"document_id": document_id, "page": 1, "ocr_confidence": confidence}
    return {**seen, "is_blank": False, "flags": [], **more}


def year(text: str = "2024") -> Period:
    return parse_period(text, date(2026, 1, 1))


def cells(found: SomeFindings) -> list[dict[str, Any]]:
    """The rows as files hold them."""
    return [values_of(row) for row in found.rows]


FORMULA = '=HYPERLINK("http://evil","x")'
EAST = {
    "agency": "D",
    "level": "district",
    "agency_name": "UBND quận <b>Đông</b> & Tây",
}
STORE = {
    "past_results": table(
        "past_results",
        past("a", **EAST),
        past("b", **EAST),
        past("c", "W", agency_name=FORMULA, number="+84", document_type="@x"),
    ),
    "one_stop": table(
        "one_stop",
        export("e", **EAST, reused_components=1),
        finished(
            "f",
            "2024-06-03T08:00:00+07:00",
            "2024-06-01T08:00:00+07:00",
            agency="W",
            agency_name=FORMULA,
        ),
        export(
            "g", "V", agency_name="Phường\x07 V", due_at="2024-05-03T08:00:00+07:00"
        ),
    ),
    "documents": table(
        "documents",
        document("a", batch_id="n1", document_type="quyet_dinh"),
        document("e", kind="component", batch_id="n1"),
        document("z", batch_id="n1"),
    ),
    "pages": table("pages", page("a.1", 0.93, flags=["dark"])),
    "visits": table("visits", visit("D/2024-05-02/1", **EAST, dossier_code="e")),
    "survey": table("survey", answers("D/2024-05-02/1", 5, **EAST)),
}
"""A store with names that are markup, a formula and a control character."""


def report_of(definition: SomeDefinition, tables: Tables = STORE) -> SomeReport:
    return definition.make(tables, 5, year(), load_plan("plan-190"))
