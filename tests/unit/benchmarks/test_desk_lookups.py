"""What the desk's look-ups cost, in a record that is asked as the service asks it."""

from pathlib import Path

import pytest

from benchmarks.desk_lookups import measure_lookups, some_citizens
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow, MatchRow
from tests.support.store_rows import made_row


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = create_archive(tmp_path / "kho", development_keys=False).root
    documents, matches = [], []
    for number, outcome in enumerate(("matched", "matched", "review"), start=1):
        name = f"A-1.{number}"
        documents.append(made_row(DocumentRow, document_id=name, ordinal=number))
        citizen = f"00108000000{number}" if outcome == "matched" else None
        row = {"document_id": name, "outcome": outcome, "citizen_id": citizen}
        matches.append(made_row(MatchRow, **row))
    change = StoreChange(append={"documents": documents, "matches": matches})
    ParquetStore(root / "store").commit(change)
    return root


def test_citizens_are_those_that_papers_are_matched_to(archive: Path) -> None:
    store = ParquetStore(archive / "store")
    assert some_citizens(store, 5) == ["001080000001", "001080000002"]
    assert some_citizens(store, 1) == ["001080000001"]


def test_each_citizen_is_asked_for_and_the_look_is_noted(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "")
    found = measure_lookups(archive, "", 5, tmp_path / "state")
    assert (found["documents"], found["citizens"]) == (3, 2)
    assert found["have"]["cpu_ms"] <= found["have"]["worst_cpu_ms"]
    looks = (archive / "audit.jsonl").read_text().splitlines()
    assert sum('"lookup"' in line for line in looks) == 2
