"""An archive is opened in one place: what for, by whom, and everything is closed again."""

import json
import sqlite3

import pytest

from pipeline.config import load_settings
from pipeline.errors import StorageError, UsageError
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from schemas.states import BatchKind


@pytest.fixture
def root(tmp_path):
    return create_archive(tmp_path / "kho", development_keys=False).root


def settings(**options):
    return load_settings(environ={}, options=options)


def test_what_is_no_archive_is_refused(tmp_path):
    with pytest.raises(UsageError) as caught, open_archive(tmp_path, settings()):
        pass
    assert caught.value.code == "archive_empty"
    (tmp_path / "scans").mkdir()
    with pytest.raises(UsageError) as caught, open_archive(tmp_path, settings()):
        pass
    assert caught.value.code == "no_archive"


def test_of_an_archive_that_is_away_the_missing_part_of_the_path_is_named(tmp_path):
    away = tmp_path / "share" / "so hoa" / "kho"
    with pytest.raises(UsageError) as caught, open_archive(away, settings()):
        pass
    assert caught.value.code == "archive_missing"
    assert caught.value.values == {"there": str(tmp_path), "missing": "share"}
    assert "init" not in caught.value.message and "mounted" in caught.value.remedy


def test_all_its_parts_are_of_one_folder(root):
    with open_archive(root, settings(), Access.WRITE) as archive:
        assert archive.folder.root == root
        assert archive.store.place.folder == root / "store"
        assert archive.store.read("documents").num_rows == 0
        assert archive.index.document_ids() == set()
        assert archive.ledger.documents.list_done_ids() == set()
        assert archive.ledger is archive.ledger


def test_a_reader_changes_nothing_of_the_ledger(root):
    with (
        open_archive(root, settings()) as archive,
        pytest.raises((StorageError, sqlite3.OperationalError)),
    ):
        archive.ledger.batches.open(BatchKind.RUN, "inbox", None)


def test_what_was_opened_is_closed_and_opened_anew(root):
    with open_archive(root, settings(), Access.WRITE) as archive:
        first = archive.ledger
        archive.close()
        with pytest.raises(sqlite3.ProgrammingError):
            first.documents.list_done_ids()
        assert archive.ledger is not first
        assert archive.ledger.documents.list_done_ids() == set()
    with pytest.raises(sqlite3.ProgrammingError):
        archive.ledger.documents.list_done_ids() if "ledger" in vars(
            archive
        ) else first.documents.list_done_ids()


def test_nothing_is_opened_that_is_not_asked_for(root):
    (root / "ledger.sqlite").unlink()
    with open_archive(root, settings()) as archive:
        assert archive.store.read("documents").num_rows == 0
    assert not (root / "ledger.sqlite").exists()


@pytest.mark.parametrize(
    ("operator", "acts", "looks"),
    [
        ("", "sohoa", "unknown"),
        ("  ", "sohoa", "unknown"),
        ("Nguyễn Thị Mẫu ", *["Nguyễn Thị Mẫu"] * 2),
    ],
)
def test_the_audit_trail_names_who_acts_and_who_looks(root, operator, acts, looks):
    with open_archive(root, settings(operator=operator)) as archive:
        archive.note_act("run started", "b1")
        archive.note_look("search", "index", "2 hits")
    lines = [
        json.loads(line) for line in (root / "audit.jsonl").read_text().splitlines()
    ]
    assert [(one["actor"], one["action"], one["item"]) for one in lines[-2:]] == [
        (acts, "run started", "b1"),
        (looks, "search", "index"),
    ]


def test_its_own_settings_are_taken_where_none_are_given(root):
    text = (
        (root / "sohoa.toml")
        .read_text()
        .replace('operator = ""', 'operator = "Trần Văn Mẫu"')
    )
    (root / "sohoa.toml").write_text(text)
    with open_archive(root) as archive:
        assert archive.operator == "Trần Văn Mẫu"


def test_a_look_that_can_not_be_noted_is_an_error(root):
    (root / "audit.jsonl").unlink()
    (root / "audit.jsonl").symlink_to(root / "gone" / "audit.jsonl")
    with open_archive(root, settings()) as archive, pytest.raises(StorageError):
        archive.note_look("show", "A-1")
