"""A figure is proved by its dossiers, and by papers among them that are opened."""

from __future__ import annotations

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.operations.proof import prove
from pipeline.operations.reports.reporting import ReportRequest
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.support.disposal import record_disposal

CELL = "H1/past_results/numerator"


@pytest.fixture
def archive(folder, file_paper):
    """Three past results of unit H1; two are digitized. Their files are no real PDFs."""
    rows = [
        {
            "dossier_code": code,
            "agency_code": "H1",
            "agency_name": "Xã A",
            "level": "commune",
            "still_valid": True,
        }
        for code in ("A-1", "A-2", "A-3")
    ]
    ParquetStore(folder.store).commit(StoreChange(append={"past_results": rows}))
    for code in ("A-1", "A-2"):
        said = {"kind": "result", "signature_level": "B-B", "agency_code": "H1"}
        file_paper(code, **said, digitized_at="2024-05-02T10:00:00.000+07:00")
    return folder.root


def proof_of(archive, cell=CELL, **values):
    settings = load_settings(archive)
    return prove(
        archive, settings, ReportRequest("rates", period="2024"), cell, **values
    )


def test_the_dossiers_behind_a_figure(archive):
    proof = proof_of(archive)
    assert (proof.value, proof.dossiers, proof.agrees) == (2, ("A-1", "A-2"), True)
    assert proof.heading == "Đã số hóa" and proof.definitions
    assert proof_of(archive, "total/past_results/denominator").dossiers == (
        "A-1",
        "A-2",
        "A-3",
    )
    lacking = proof_of(archive, "H1/past_results/lacking")
    assert (lacking.dossiers, lacking.agrees) == (("A-3",), None)


def test_papers_are_opened_and_what_is_wrong_is_said(archive):
    proof = proof_of(archive, sample=1)
    (document,) = proof.documents
    assert document.dossier_code in {"A-1", "A-2"}
    assert document.problems and not proof.holds, "the file is no PDF"
    assert len(proof_of(archive).documents) == 2


def test_a_figure_without_papers(archive):
    proof = proof_of(archive, "H1/components/numerator")
    assert (proof.value, proof.dossiers, proof.documents) == (0, (), ())
    assert proof.holds


@pytest.mark.parametrize("unit", ["H9", "H1@province"])
def test_a_unit_that_the_report_does_not_have_is_refused(archive, unit):
    with pytest.raises(UsageError) as caught:
        proof_of(archive, f"{unit}/past_results/denominator")
    assert (caught.value.code, caught.value.values) == ("no_such_row", {"units": "H1"})


def test_there_is_no_row_of_nothing(folder):
    with pytest.raises(UsageError) as caught:
        proof_of(folder.root)
    assert (caught.value.code, caught.value.values) == ("no_such_row", {"units": "–"})


def test_what_was_disposed_of_is_counted_and_opened_no_more(archive):
    """The figure, its dossiers and the papers that are opened agree after a disposal, too."""
    record_disposal(ParquetStore(archive / "store"), "A-1")
    proof = proof_of(archive)
    assert (proof.value, proof.dossiers, proof.agrees) == (1, ("A-2",), True)
    assert [one.dossier_code for one in proof.documents] == ["A-2"]
