"""`report proof` as people call it: the figure, its dossiers, and the exit code where it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from cli.commands.figures.proof import show_proof
from cli.common import Common
from pipeline.errors import UsageError
from pipeline.operations.reports.reporting import ReportRequest
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange

REQUEST = ReportRequest("rates", period="2024")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Past results of one ward, none of them digitized."""
    root = create_archive(tmp_path / "kho", development_keys=False).root
    unit = {"agency_code": "W", "agency_name": "Phường W", "level": "commune"}
    rows = [
        {"dossier_code": f"K{at:02}", **unit, "still_valid": True} for at in range(25)
    ]
    ParquetStore(root / "store").commit(StoreChange(append={"past_results": rows}))
    return root


def test_a_proof_needs_the_address_of_a_figure(archive):
    with pytest.raises(UsageError) as caught:
        show_proof(Common(archive=archive), REQUEST, None)
    assert (caught.value.code, caught.value.item) == ("no_cell", "--cell")


def test_a_figure_with_its_dossiers_for_people_and_for_programs(archive, capsys):
    show_proof(Common(archive=archive, lang="en"), REQUEST, "W/denominator")
    told = capsys.readouterr().out
    assert "= 25" in told and "K00, K01" in told
    # The first are named, and that there are more.
    assert "K19 …" in told and "K20" not in told
    show_proof(Common(archive=archive, json=True), REQUEST, "W/denominator")
    said = json.loads(capsys.readouterr().out)
    assert (said["count"], said["holds"], len(said["dossiers"])) == (25, True, 25)


def test_a_figure_of_nothing_has_no_dossiers(archive, capsys):
    show_proof(Common(archive=archive, lang="en"), REQUEST, "W/numerator")
    told = capsys.readouterr().out
    assert "= 0" in told and "…" not in told


@pytest.mark.parametrize("cell", ["W/nothing", "W"])
def test_no_such_figure_is_told(archive, cell):
    with pytest.raises(UsageError):
        show_proof(Common(archive=archive), REQUEST, cell)


def test_a_paper_at_fault_ends_the_proof_with_1(archive, capsys):
    document = {
        "document_id": "K00.1",
        "dossier_code": "K00",
        "ordinal": 1,
        "kind": "result",
        "status": "done",
        "digitized_at": "2024-05-02T10:00:00+07:00",
        "still_valid": True,
        "signature_level": "B-LTA",
        "pdf_path": "documents/W/2024/K00/K00.1.pdf",
        "pdf_sha256": "0" * 64,
        "batch_id": "b",
        "review_reasons": [],
    }
    ParquetStore(archive / "store").commit(
        StoreChange(append={"documents": [document]})
    )
    with pytest.raises(typer.Exit) as ended:
        show_proof(Common(archive=archive, json=True), REQUEST, "W/numerator")
    assert ended.value.exit_code == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["count"], said["holds"]) == (1, False)
    (paper,) = said["documents"]
    assert paper["problems"]
