"""The committed sample_scans: sizes, counts, and that files, tables and truth speak of the same
things."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

SAMPLES = Path(__file__).resolve().parents[3] / "sample_scans"
EIGHT_KINDS = {
    "quyet_dinh",
    "giay_khai_sinh",
    "trich_luc_khai_sinh",
    "giay_chung_nhan_ket_hon",
    "giay_chung_nhan_quyen_su_dung_dat",
    "giay_phep_xay_dung",
    "don_de_nghi",
    "to_khai",
}


@pytest.fixture(scope="module")
def truths() -> list[dict[str, Any]]:
    files = [
        path
        for path in sorted((SAMPLES / "truth").iterdir())
        if path.name != "expected.json"
    ]
    return [json.loads(path.read_text(encoding="utf-8")) for path in files]


@pytest.fixture(scope="module")
def register() -> dict[str, str]:
    return {row["citizen_id"]: row["full_name"] for row in rows("register.csv")}


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_sizes_and_counts(
    truths: list[dict[str, Any]], register: dict[str, str]
) -> None:
    assert (
        sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file())
        < 45_000_000
    )
    good = [
        doc
        for truth in truths
        for doc in truth["documents"]
        if doc["quarantine"] is None
    ]
    pages = [page for doc in good for page in doc["pages"]]
    assert len(truths) >= 44 and len(pages) >= 125
    assert sum(page["dpi"] == 300 for page in pages) <= 30 and {
        page["dpi"] for page in pages
    } == {
        200,
        300,
    }
    assert {doc["document_type"] for doc in good} >= EIGHT_KINDS
    assert {page["rotation_deg"] for page in pages} == {0, 90, 180, 270}
    assert any(page["is_blank"] for page in pages) and any(
        page["codes"] for page in pages
    )
    assert {truth["level"] for truth in truths} == {"province", "district", "commune"}
    assert len(register) == 20_000
    assert len(rows("one-stop.csv")) == 2000 and len(rows("past-results.csv")) == 3000


def test_persons_of_the_truth_are_in_the_register_or_marked(
    truths: list[dict[str, Any]], register: dict[str, str]
) -> None:
    persons = [
        p
        for truth in truths
        for doc in truth["documents"]
        for p in doc.get("persons", ())
    ]
    outside = [p for p in persons if p["citizen_id"] is None]
    assert all(
        register[p["citizen_id"]] == p["full_name"]
        for p in persons
        if p["citizen_id"] is not None
    )
    assert 0 < len(outside) / len(persons) < 0.15
    printed = [
        (field["value"], truth["dossier_code"])
        for truth in truths
        for doc in truth["documents"]
        for field in doc.get("fields", ())
        if field["name"] == "citizen_id"
    ]
    known = {p["citizen_id"] for p in persons}
    assert sum(number in known for number, _ in printed) > 0.85 * len(printed)


def test_every_file_is_told_of_and_has_its_pages(truths: list[dict[str, Any]]) -> None:
    told = {doc["file"] for truth in truths for doc in truth["documents"]}
    entries = {path.name for path in (SAMPLES / "inbox").iterdir()} - {"batch.csv"}
    assert {name.split("/")[0] for name in told} == entries
    for truth in truths:
        for doc in truth["documents"]:
            path = SAMPLES / "inbox" / doc["file"]
            assert path.exists()
            if doc["quarantine"] is not None or "stack_pages" in doc:
                continue
            assert page_count(path, loose="/" in doc["file"]) == len(doc["pages"]), doc[
                "file"
            ]


def page_count(path: Path, loose: bool) -> int:
    if path.is_dir():
        return len(list(path.iterdir()))
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            return len(pdf.pages)
    if path.suffix == ".tif":
        with Image.open(path) as image:
            return int(getattr(image, "n_frames", 1))
    return len(list(path.parent.iterdir())) if loose else 1


def test_tables_name_the_samples(truths: list[dict[str, Any]]) -> None:
    stacked = {
        t["dossier_code"]
        for t in truths
        if any("stack_pages" in doc for doc in t["documents"])
    }
    codes = {truth["dossier_code"] for truth in truths}
    listed = [row["dossier_code"] for row in rows("inbox/batch.csv")]
    assert len(listed) == len(set(listed)) and set(listed) <= codes - stacked
    assert 1 <= len(codes - stacked - set(listed)) <= 5
    past = {row["dossier_code"]: row for row in rows("past-results.csv")}
    one_stop = {row["dossier_code"]: row for row in rows("one-stop.csv")}
    assert len(past) == 3000 and len(one_stop) == 2000
    assert codes <= past.keys() | one_stop.keys() and not past.keys() & one_stop.keys()
    assert {past[code]["still_valid"] for code in codes & past.keys()} == {
        "true",
        "false",
    }
    for truth in truths:
        if truth["kind"] == "result" and truth["dossier_code"] in one_stop:
            assert one_stop[truth["dossier_code"]]["status"] == "finished"


def test_sheet_counts_agree_with_the_pages(truths: list[dict[str, Any]]) -> None:
    pages = {
        t["dossier_code"]: sum(len(doc.get("pages", ())) for doc in t["documents"])
        for t in truths
    }
    for row in rows("inbox/batch.csv"):
        if row["sheet_count"]:
            assert (
                int(row["sheet_count"])
                <= pages[row["dossier_code"]]
                <= 2 * int(row["sheet_count"])
            )
