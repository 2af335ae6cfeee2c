"""A signed decision removes exactly what it names, and the record keeps what it was."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import BusyError, UsageError
from pipeline.folder import ArchiveFolder
from pipeline.open_archive import open_archive
from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.checks.verify import verify
from pipeline.operations.disposal.removal import (
    list_disposed,
    look_at_decision,
    remove_decided,
)
from pipeline.operations.finding.find import lookup, search, show
from pipeline.operations.upkeep.copying import copy_archive
from pipeline.search.request import SearchRequest
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.reuse import REUSED
from schemas.tables.rows import make_event
from tests.support.committing import committing
from tests.support.disposal import (
    CITIZEN,
    HEAD,
    KEPT,
    OLD,
    OTHER,
    TODAY,
    file_old,
    list_and_sign,
    make_old_archive,
    settings_of,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive and its signed list, only to be copied."""
    root = make_old_archive(tmp_path_factory.mktemp("made") / "kho").root
    list_and_sign(root)
    return root.parent


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "place"))


@pytest.fixture
def folder(place: Path) -> ArchiveFolder:
    return ArchiveFolder(place / "kho")


@pytest.fixture
def signed(place: Path) -> Path:
    return place / "signed.pdf"


def files(folder: ArchiveFolder) -> set[str]:
    return {one.name for one in folder.documents.rglob("*") if one.is_file()}


def originals(folder: ArchiveFolder) -> int:
    return sum(one.is_file() for one in folder.originals.rglob("*"))


def test_a_look_changes_nothing(folder: ArchiveFolder, signed: Path) -> None:
    before = folder.store.joinpath("manifest.json").read_bytes()
    answer = look_at_decision(folder.root, settings_of(folder.root), signed, TODAY)
    assert (answer["dossiers"], answer["documents"], answer["bytes"]) == (2, 2, 8)
    assert (answer["removed"], answer["already"], answer["refused"]) == (
        False,
        False,
        [],
    )
    assert answer["signer"].startswith("Phạm Thị Trưởng")
    assert folder.store.joinpath("manifest.json").read_bytes() == before
    assert len(files(folder)) == 6


def test_what_is_named_goes_and_nothing_else(
    folder: ArchiveFolder, signed: Path
) -> None:
    settings = settings_of(folder.root)
    search(folder.root, settings, SearchRequest("nội dung", 10))
    answer = remove_decided(folder.root, settings, signed, TODAY)
    assert (answer["removed"], answer["documents"], answer["refused"]) == (True, 2, [])
    assert files(folder) == {f"{KEPT}.1.pdf", f"{KEPT}.1.alto.xml"}
    assert not list(folder.documents.rglob(f"{OLD}*"))
    # The received file of what is kept; what was listed, and the decision on it.
    assert originals(folder) == 3
    store = ParquetStore(folder.store)
    for table in ("documents", "pages", "matches"):
        assert store.read(table)["document_id"].to_pylist() == [f"{KEPT}.1"]
    assert search(folder.root, settings, SearchRequest("nội dung", 10))["total"] == 1
    # No former part stays that holds what was removed.
    assert store.sweep() == ()


def test_the_record_tells_what_it_was(folder: ArchiveFolder, signed: Path) -> None:
    settings = settings_of(folder.root)
    done = remove_decided(folder.root, settings, signed, TODAY)
    register = list_disposed(folder.root, settings)["documents"]
    assert [one["document_id"] for one in register] == [f"{OLD}.1", f"{OTHER}.1"]
    assert register[0]["title"] == f"Công văn {OLD}"
    assert {one["decision"] for one in register} == {done["decision"]}
    assert {one["signer"] for one in register} == {done["signer"]}
    with open_archive(folder.root, settings) as opened:
        assert opened.folder.original(done["decision"]).read_bytes() == (
            signed.read_bytes()
        )
        events = opened.store.read("events").to_pylist()
        states = [opened.ledger.documents.get(f"{one}.1") for one in (OLD, KEPT)]
    assert [one.state for one in states if one] == ["disposed", "done"]
    # A citizen's number stands in none of it.
    assert CITIZEN not in json.dumps(events)


def test_nobody_finds_a_difference_and_all_say_so(
    folder: ArchiveFolder, signed: Path, tmp_path: Path
) -> None:
    root, settings = folder.root, settings_of(folder.root)
    copy_archive(root, settings, tmp_path / "copy")
    done = remove_decided(root, settings, signed, TODAY)
    checked = reconcile(root, settings, repair=False)
    assert (checked["differences"], checked["disposed"]) == ([], 2)
    answer = verify(root, "en")
    assert answer["disposed"] == 2
    assert {one["path"] for one in answer["failed"]} == {
        f"documents/{KEPT}/2024/{KEPT}/{KEPT}.1.pdf"
    }, "the kept paper's file is a stub; nothing else is told"
    one = verify(root, "en", files=[Path(f"documents/{OLD}/2024/{OLD}/{OLD}.1.pdf")])
    told = one["failed"][0]["message"]
    assert re.match(rf"disposed on \d\d/\d\d/20\d\d, on the decision of {HEAD} ", told)
    assert done["decision"][:12] in told
    shown = show(root, settings, OLD)
    assert shown["documents"] == [] and shown["disposed"][0]["document_id"] == (
        f"{OLD}.1"
    )
    assert "deletion" in [event["action"] for event in shown["events"]]
    found = lookup(root, settings, CITIZEN)
    assert [row["dossier_code"] for row in found["documents"]] == [KEPT]
    assert {mark["document_id"] for mark in found["disposed"]} == {
        f"{OLD}.1",
        f"{OTHER}.1",
    }
    for mark in (*shown["disposed"], *found["disposed"]):
        assert (mark["decision"], mark["signer"]) == (done["decision"], done["signer"])
    copied = copy_archive(root, settings, tmp_path / "copy")
    assert copied["removed"] == 6 and copied["failed"] == []
    copy = ArchiveFolder(tmp_path / "copy")
    assert files(copy) == files(folder) and originals(copy) == originals(folder)


def test_the_same_call_again_is_harmless(folder: ArchiveFolder, signed: Path) -> None:
    settings = settings_of(folder.root)
    remove_decided(folder.root, settings, signed, TODAY)
    rows = ParquetStore(folder.store).read("events").num_rows
    again = remove_decided(folder.root, settings, signed, TODAY)
    assert (again["already"], again["refused"]) == (True, [])
    assert ParquetStore(folder.store).read("events").num_rows == rows
    assert look_at_decision(folder.root, settings, signed, TODAY)["already"]


def codes(folder: ArchiveFolder, signed: Path, on: date = TODAY, **options) -> set[str]:
    settings = settings_of(folder.root, **options)
    answer = remove_decided(folder.root, settings, signed, on)
    assert answer["removed"] is not bool(answer["refused"])
    if answer["refused"]:
        assert len(files(folder)) >= 5
    return {one["code"] for one in answer["refused"]}


def test_before_its_day_nothing_goes(folder: ArchiveFolder, signed: Path) -> None:
    assert codes(folder, signed, date(2011, 12, 31)) == {"disposal_not_due"}


def test_a_hold_keeps_all_of_it(folder: ArchiveFolder, signed: Path) -> None:
    options = {"disposal": {"signers": [HEAD.upper()], "hold": [OTHER]}}
    assert codes(folder, signed, **options) == {"disposal_on_hold"}


def test_a_paper_that_came_since(folder: ArchiveFolder, signed: Path) -> None:
    with committing(folder.root) as bench:
        file_old(bench, OLD, "b")
        bench.committer.commit()
    assert codes(folder, signed) == {"disposal_paper_came"}


def test_a_paper_that_waits(folder: ArchiveFolder, signed: Path) -> None:
    with committing(folder.root) as bench:
        file_old(bench, OLD, "b")
    assert codes(folder, signed) == {"disposal_papers_waiting"}


def test_a_file_that_is_not_as_listed(folder: ArchiveFolder, signed: Path) -> None:
    pdf = folder.documents / OLD / "2024" / OLD / f"{OLD}.1.pdf"
    pdf.write_bytes(b"%PDf")
    assert codes(folder, signed) == {"disposal_paper_changed"}
    pdf.unlink()
    assert codes(folder, signed) == {"disposal_paper_changed"}


@pytest.mark.parametrize(
    ("table", "row", "code"),
    [
        (
            "one_stop",
            {"dossier_code": OLD, "status": "processing"},
            "disposal_still_open",
        ),
        (
            "past_results",
            {"dossier_code": OLD, "still_valid": True},
            "disposal_in_force",
        ),
    ],
)
def test_a_register_that_says_otherwise(
    folder: ArchiveFolder, signed: Path, table: str, row: dict[str, object], code: str
) -> None:
    with folder.write_lock():
        ParquetStore(folder.store).commit(StoreChange(replace_tables={table: [row]}))
    assert codes(folder, signed) == {code}


def test_a_paper_that_was_used_again(folder: ArchiveFolder, signed: Path) -> None:
    detail = {"document_id": f"{OLD}.1", "rules_edition": "2025-07"}
    event = make_event("2099-01-01T00:00:00.000+07:00", "A", REUSED, "X-1", detail)
    with folder.write_lock():
        ParquetStore(folder.store).commit(StoreChange(append={"events": [event]}))
    assert codes(folder, signed) == {"disposal_reused"}


def test_a_received_file_that_others_need_stays(tmp_path: Path) -> None:
    """A stack of two dossiers, one of which is due."""
    folder = make_old_archive(tmp_path / "kho")
    with open_archive(folder.root) as opened:
        kept = dict(opened.ledger.documents.list_kept_files())
    with closing(sqlite3.connect(folder.ledger_file)) as db, db:
        db.execute(
            "UPDATE documents SET received=replace(received, ?, ?) WHERE document_id=?",
            (kept[f"{KEPT}.1"], kept[f"{OLD}.1"], f"{KEPT}.1"),
        )
    listed = list_and_sign(folder.root)
    remove_decided(folder.root, settings_of(folder.root), listed.signed, TODAY)
    assert folder.original(kept[f"{OLD}.1"]).is_file()
    assert not folder.original(kept[f"{OTHER}.1"]).exists()


def test_beside_a_run_nothing_goes(folder: ArchiveFolder, signed: Path) -> None:
    with folder.run_lock(), pytest.raises(BusyError):
        remove_decided(folder.root, settings_of(folder.root), signed, TODAY)


def test_nobody_acts_without_a_name(folder: ArchiveFolder, signed: Path) -> None:
    with pytest.raises(UsageError) as caught:
        settings = settings_of(folder.root, operator="")
        remove_decided(folder.root, settings, signed, TODAY)
    assert caught.value.code == "no_operator"
