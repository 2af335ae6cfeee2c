"""The list for the scanning team."""

from __future__ import annotations

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.operations.reports.planning import next_dossiers, work_csv
from pipeline.report.counting.measures.worklist import WorkRow
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange


def test_a_list_from_the_store(folder):
    unit = {
        "agency_code": "H1",
        "agency_name": "Xã A",
        "level": "commune",
        "still_valid": True,
    }
    rows = [
        {"dossier_code": f"K{at}", **unit, "sheet_count": 4 - at} for at in range(3)
    ]
    ParquetStore(folder.store).commit(StoreChange(append={"past_results": rows}))
    settings = load_settings(folder.root)
    found = next_dossiers(folder.root, settings, 5, None, "2024")
    assert [(row.dossier_code, row.sheets) for row in found] == [("K2", 2), ("K1", 5)]
    with pytest.raises(UsageError):
        next_dossiers(folder.root, settings, 5, "no-plan", "2024")


def test_a_code_that_looks_like_a_formula_stays_text():
    row = WorkRow("=1+1", "H1", "Xã A", "commune", None, None, None, None, 2, 2)
    assert work_csv([row]).splitlines() == [
        "dossier_code,agency_code,level,procedure_code,document_type,sheet_count,kind",
        "'=1+1,H1,commune,,,2,result",
    ]
