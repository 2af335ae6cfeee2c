"""The command plan next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from cli.commands.figures.plan import add_to
from cli.exits import run_command
from pipeline.ingest.inbox.tables import read_batch_list
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = create_archive(tmp_path / "kho", development_keys=False).root
    unit = {
        "agency_code": "H1",
        "agency_name": "Xã A",
        "level": "commune",
        "still_valid": True,
    }
    rows = [
        {"dossier_code": f"K{at}", **unit, "sheet_count": at + 1} for at in range(3)
    ]
    ParquetStore(root / "store").commit(StoreChange(append={"past_results": rows}))
    return root


def sohoa(*words: str) -> int:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_to(app)
    return run_command(app, words)


def test_the_next_dossiers(archive, tmp_path, capsys):
    asked = (
        "plan",
        "next",
        "--sheets",
        "3",
        "--archive",
        str(archive),
        "--period",
        "2024",
    )
    assert sohoa(*asked) == 0
    shown = capsys.readouterr().out
    assert "2 hồ sơ, 3 tờ" in shown and "Xã A: 2" in shown
    assert sohoa(*asked, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["dossier_code"] for row in found["rows"]] == ["K0", "K1"]
    out = tmp_path / "batch.csv"
    assert sohoa(*asked, "--out", str(out)) == 0
    # The list is one that an inbox takes.
    assert [
        (row.dossier_code, row.kind, row.sheet_count) for row in read_batch_list(out)
    ] == [
        ("K0", "result", 1),
        ("K1", "result", 2),
    ]
