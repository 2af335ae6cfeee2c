"""Decisions as labels: what is written, and that matching learns from it."""

from __future__ import annotations

import csv
from pathlib import Path

from cli.app import run_here
from pipeline.match.register import open_register
from pipeline.match.training.labelled import train
from pipeline.review.changes.labels import export_labels
from tests.unit.review.papers import (
    ACTOR,
    BETTER,
    LAN,
    NAM,
    OTHER,
    PAPER,
    SETTINGS,
    make_register,
    take,
)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_labels_hold_the_reading_and_what_is_right(kho: Path, tmp_path: Path) -> None:
    take(
        kho,
        (f"field|{PAPER}|subject|1|birth_date", "17/05/2009"),
        (f"field|{PAPER}|subject|1|gender", "ok"),
        (f"match|{PAPER}|subject|1", LAN),
        (f"match|{OTHER}|subject|1", "none"),
        # Against the evidence: no machine could have known.
        (f"match|{BETTER}|subject|1", NAM, "thẻ cấp lại"),
    )
    exported = export_labels(kho, SETTINGS, tmp_path / "nhan")
    assert (exported.citizens, exported.fields) == (2, 2)
    born, gender = sorted(
        read(tmp_path / "nhan" / "fields.csv"), key=lambda row: row["name"]
    )
    assert (born["read"], born["value"], born["confidence"], born["right"]) == (
        "2009-05-11",
        "2009-05-11",
        "0.41",
        "2009-05-17",
    )
    assert (born["document_type"], born["page"]) == ("trich_luc_khai_sinh", "1")
    assert (gender["value"], gender["right"], gender["confidence"]) == (
        "F",
        "F",
        "0.95",
    )
    citizens = {
        row["query_id"]: row for row in read(tmp_path / "nhan" / "citizens.csv")
    }
    lan, nobody = citizens[f"{PAPER}/subject/1"], citizens[f"{OTHER}/subject/1"]
    assert (lan["true_citizen_id"], lan["full_name"], lan["birth_date"]) == (
        LAN,
        "Nguyễn Thị Lan",
        "2009-05-11",
    )
    assert nobody["true_citizen_id"] == ""


def test_register_train_takes_the_labels(kho: Path, tmp_path: Path) -> None:
    take(kho, (f"match|{PAPER}|subject|1", LAN), (f"match|{OTHER}|subject|1", "none"))
    out = tmp_path / "nhan"
    words = ["review", "export-labels", "--archive", str(kho), "--out", str(out)]
    assert run_here([*words, "--operator", ACTOR]) == 0
    make_register(tmp_path)
    report = train(out / "citizens.csv", open_register(tmp_path / "R"))
    assert (report.labels, report.registered, report.unknown) == (2, 1, 0)
