"""The tables that come with the scans: batch.csv, the one-stop export, the register of past
results."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from synthetic.people.places import TWO_LEVELS_FROM, Unit, units
from synthetic.people.register import Register
from synthetic.samples.plan import (
    ALLOWANCE,
    BIRTH,
    EXTRACT,
    LAND,
    MARRIAGE,
    PERMIT,
    RESULT_OF,
)

BATCH = (
    "dossier_code",
    "agency_code",
    "level",
    "procedure_code",
    "document_type",
    "kind",
    "issued_year",
    "still_valid",
    "sheet_count",
    "citizen_name",
    "citizen_id",
)
ONE_STOP = (
    "dossier_code",
    "agency_code",
    "agency_name",
    "level",
    "procedure_code",
    "received_at",
    "due_at",
    "finished_at",
    "status",
    "applicant_name",
    "applicant_id",
    "online",
    "reused_components",
)
PAST = (
    "dossier_code",
    "agency_code",
    "agency_name",
    "level",
    "procedure_code",
    "document_type",
    "number",
    "issued_date",
    "valid_until",
    "still_valid",
    "sheet_count",
)
EXPORTED_ON = date(2026, 10, 31)
_AT_COMMUNE = (BIRTH, MARRIAGE, EXTRACT, ALLOWANCE)
_AT_DISTRICT = (ALLOWANCE, LAND, PERMIT, EXTRACT)
_DAYS = {BIRTH: 1, MARRIAGE: 3, EXTRACT: 1, ALLOWANCE: 22, LAND: 20, PERMIT: 15}
_NUMBERED = {
    "quyet_dinh": "{}/QĐ-{}",
    "giay_phep_xay_dung": "{}/GPXD",
    "trich_luc_khai_sinh": "{}/TLKS-BS",
    "giay_chung_nhan_quyen_su_dung_dat": "CH {:05d}",
}
Row = dict[str, Any]


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """UTF-8, `,`, one line a row; None is empty, booleans are true and false."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(row.get(column)) for column in columns])


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def batch_rows(dossiers: Iterable[tuple[Row, bool]]) -> list[Row]:
    """Rows of batch.csv for (truth, listed); broken dossiers name no sheet count."""
    return [_batch_row(truth) for truth, listed in dossiers if listed]


def _batch_row(truth: Row) -> Row:
    first = next((doc for doc in truth["documents"] if "pages" in doc), None)
    sound = all(doc["quarantine"] is None for doc in truth["documents"])
    person = first["persons"][0] if first and first["persons"] else {}
    return {
        **{
            name: truth[name]
            for name in (
                "dossier_code",
                "agency_code",
                "level",
                "procedure_code",
                "kind",
            )
        },
        "document_type": first["document_type"]
        if first and len(truth["documents"]) == 1
        else None,
        "issued_year": int(truth["received"][:4]),
        "still_valid": truth["still_valid"],
        "sheet_count": sheets(truth) if sound else None,
        "citizen_name": person.get("full_name"),
        "citizen_id": person.get("citizen_id"),
    }


def sheets(truth: Row) -> int:
    """Sheets of paper in a dossier: a side with a blank back is one sheet."""
    return sum(
        not page["is_blank"]
        for doc in truth["documents"]
        for page in doc.get("pages", ())
    )


def one_stop_rows(
    dossiers: Sequence[Row], count: int, register: Register, seed: int
) -> list[Row]:
    """The export: the samples received 2024-2026, then others by chance up to `count`, in order of
    receipt."""
    rng = np.random.default_rng([seed, 11])
    rows = [
        _one_stop_sample(d, rng)
        for d in dossiers
        if d["received"] >= "2024" and not d.get("past")
    ]
    used = {row["dossier_code"] for row in rows}
    while len(rows) < count:
        row = _one_stop_other(register, rng)
        if row["dossier_code"] not in used:
            used.add(row["dossier_code"])
            rows.append(row)
    return sorted(
        rows, key=lambda row: (_when(row["received_at"]), row["dossier_code"])
    )


def _one_stop_sample(truth: Row, rng: np.random.Generator) -> Row:
    unit = next(u for u in units() if u.code == truth["agency_code"])
    received = date.fromisoformat(truth["received"])
    doc = next(d for d in truth["documents"] if d.get("persons"))
    person = doc["persons"][0]
    row = _one_stop_row(
        truth["dossier_code"],
        unit,
        truth["procedure_code"],
        received,
        person["full_name"],
        rng,
    )
    row |= {"applicant_id": person["citizen_id"], "online": False}
    if truth["kind"] == "result":
        end = datetime.combine(received, datetime.min.time()) + timedelta(
            days=4, hours=15
        )
        row |= {"status": "finished", "finished_at": _moment(end)}
    return row


def _one_stop_other(register: Register, rng: np.random.Generator) -> Row:
    day = date(2024, 1, 2) + timedelta(
        days=int(rng.integers((EXPORTED_ON - date(2024, 1, 2)).days))
    )
    day -= timedelta(days=max(0, day.weekday() - 4))
    level = str(rng.choice(["province", "district", "commune"], p=[0.12, 0.33, 0.55]))
    if level == "district" and day >= TWO_LEVELS_FROM:
        level = "commune"
    unit, procedure = _somewhere(level, rng)
    person = register.row(int(rng.integers(len(register))))
    code = f"{unit.code}-{day:%y%m%d}-{rng.integers(60, 400):04d}"
    row = _one_stop_row(code, unit, procedure, day, person["full_name"], rng)
    return row | {"applicant_id": person["citizen_id"] if rng.random() < 0.9 else None}


def _somewhere(level: str, rng: np.random.Generator) -> tuple[Unit, str]:
    fitting = [unit for unit in units() if unit.level == level]
    unit = fitting[int(rng.integers(len(fitting)))]
    fields = {"H26.101": (LAND,), "H26.102": (PERMIT,), "H26.103": (EXTRACT,)}
    choice = fields.get(unit.code, _AT_COMMUNE if level == "commune" else _AT_DISTRICT)
    return unit, choice[int(rng.integers(len(choice)))]


def _one_stop_row(
    code: str,
    unit: Unit,
    procedure: str,
    day: date,
    name: str,
    rng: np.random.Generator,
) -> Row:
    received = datetime(
        day.year, day.month, day.day, int(rng.integers(8, 17)), int(rng.integers(60))
    )
    due = received + timedelta(days=_DAYS[procedure] * 7 // 5 + 1)
    status, finished = "finished", received + (due - received) * float(rng.beta(4, 2.2))
    if rng.random() < 0.03:
        finished = due + timedelta(days=int(rng.integers(1, 12)), hours=2)
    late = rng.random()
    if finished.date() > EXPORTED_ON or late < 0.04:
        status = ("processing", "waiting", "received")[int(rng.integers(3))]
    elif late < 0.07:
        status = ("returned", "withdrawn")[int(rng.integers(2))]
    ended = status in ("finished", "returned", "withdrawn")
    return {
        "dossier_code": code,
        "agency_code": unit.code,
        "agency_name": unit.full_name,
        "level": unit.level,
        "procedure_code": procedure,
        "received_at": _moment(received),
        "due_at": _moment(due),
        "finished_at": _moment(finished) if ended else None,
        "status": status,
        "applicant_name": name,
        "online": bool(rng.random() < 0.45),
        "reused_components": int(rng.choice(4, p=[0.72, 0.18, 0.07, 0.03])),
    }


def _moment(at: datetime) -> str:
    return f"{at:%d/%m/%Y %H:%M}"


def _when(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M")


def past_rows(dossiers: Sequence[Row], count: int, seed: int) -> list[Row]:
    """The register of past results: the samples' results of 2005-2024, then others by chance, in
    order of date."""
    rng = np.random.default_rng([seed, 12])
    rows = [_past_sample(d) for d in dossiers if d.get("past")]
    used = {row["dossier_code"] for row in rows}
    while len(rows) < count:
        row = _past_other(rng)
        if row["dossier_code"] not in used:
            used.add(row["dossier_code"])
            rows.append(row)
    return sorted(rows, key=lambda row: (row["issued_date"], row["dossier_code"]))


def _past_sample(truth: Row) -> Row:
    unit = next(u for u in units() if u.code == truth["agency_code"])
    doc = truth["documents"][0]
    facts = {
        field["name"]: field["value"]
        for field in doc.get("fields", ())
        if field["role"] is None
    }
    kind = doc.get("document_type", RESULT_OF[truth["procedure_code"]])
    return {
        "dossier_code": truth["dossier_code"],
        "agency_code": unit.code,
        "agency_name": unit.full_name,
        "level": unit.level,
        "procedure_code": truth["procedure_code"],
        "document_type": kind,
        "number": facts.get("number"),
        "issued_date": facts.get("issued_date", truth["received"]),
        "valid_until": None,
        "still_valid": truth["still_valid"],
        "sheet_count": sheets(truth) or 1,
    }


def _past_other(rng: np.random.Generator) -> Row:
    level = str(rng.choice(["province", "district", "commune"], p=[0.15, 0.4, 0.45]))
    unit, procedure = _somewhere(level, rng)
    kind = RESULT_OF[procedure]
    day = date(2005, 1, 4) + timedelta(days=int(rng.triangular(0, 5600, 7200)))
    shape = _NUMBERED.get(kind, f"{{}}/{day.year}")
    limit = (
        day + timedelta(days=365)
        if kind == "giay_phep_xay_dung" and rng.random() < 0.5
        else None
    )
    return {
        "dossier_code": f"{unit.code}-{day:%y%m%d}-{rng.integers(60, 400):04d}",
        "agency_code": unit.code,
        "agency_name": unit.full_name,
        "level": unit.level,
        "procedure_code": procedure,
        "document_type": kind,
        "number": shape.format(int(rng.integers(3, 2400)), unit.abbreviation),
        "issued_date": day.isoformat(),
        "valid_until": limit and limit.isoformat(),
        "still_valid": bool(limit is None and rng.random() < 0.88),
        "sheet_count": int(rng.integers(1, 5)),
    }
