"""An archive for reports. That this file lies here lets the tests below import report_tables."""

from pathlib import Path

import pytest

from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.unit.report.report_tables import STORE


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose store holds the rows of report_tables.STORE, after one commit."""
    place = tmp_path_factory.mktemp("archive") / "kho"
    folder = create_archive(place, development_keys=False)
    rows = {name: table.to_pylist() for name, table in STORE.items()}
    ParquetStore(folder.store).commit(StoreChange(append=rows))
    return folder.root
