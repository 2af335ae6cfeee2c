"""Entries of quarantine that a person is done with: in the record first, then out of the folder."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.extract.types import document_types
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.review.changes.undo import History
from pipeline.review.checks.rules import Knowledge
from pipeline.review.decision import Decision, DecisionKind, Subject
from pipeline.review.desk import ReviewDesk
from pipeline.review.settling import leave_quarantine, settle
from schemas.states import BatchKind
from schemas.work import Failure

SETTINGS = load_settings(environ={}, options={"operator": "Nguyễn Thị Mẫu"})
REASON = Failure("broken_pdf", "the PDF is broken", "scan the paper again", "ingest")
ENTRY = "giay-1"


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    """An archive with one refused file in quarantine."""
    made = create_archive(tmp_path / "kho", development_keys=False)
    received = tmp_path / "giấy.pdf"
    received.write_bytes(b"no pdf")
    put(made, received)
    return made


def put(folder: ArchiveFolder, received: Path) -> None:
    reason = {"code": REASON.code, "at": "2026-11-27T21:00:00.000+07:00"}
    folder.put_in_quarantine(ENTRY, [("giấy.pdf", received)], reason)
    ledger = Ledger(folder.ledger_file)
    batch = ledger.batches.open(BatchKind.RUN, "/inbox", "Nguyễn Thị Mẫu")
    ledger.refusals.add(ENTRY, "/inbox", "giấy.pdf", None, REASON, batch)
    ledger.close()


def desk(year: int = 2099) -> ReviewDesk:
    """A call after everything that lies in quarantine, if the year is far ahead."""
    known = Knowledge(document_types(), None, date(year, 1, 1))
    at = datetime(year, 1, 1, tzinfo=UTC)
    return ReviewDesk({}, History(()), known, "Nguyễn Thị Mẫu", at, 1)


def settled(folder: ArchiveFolder, on: ReviewDesk, entry: str, word: str) -> list[str]:
    with open_archive(folder.root, SETTINGS, Access.WRITE) as archive:
        return settle(
            on, archive, [Decision(Subject(DecisionKind.QUARANTINE, entry), word)]
        )


def kept(folder: ArchiveFolder, on: ReviewDesk) -> None:
    with open_archive(folder.root, SETTINGS, Access.WRITE) as archive:
        archive.store.commit(on.change())


def test_the_event_says_what_it_was_and_nothing_has_left_yet(folder):
    on = desk()
    assert settled(folder, on, ENTRY, "settled") == [ENTRY]
    (event,) = on.events
    detail = json.loads(event.detail or "")
    assert (event.action, event.item) == ("quarantine settled", ENTRY)
    assert (detail["source"], detail["code"]) == ("giấy.pdf", "broken_pdf")
    assert (folder.quarantine / ENTRY).is_dir()


@pytest.mark.parametrize(
    ("entry", "word", "code"),
    [
        (ENTRY, "ok", "review_bad_word"),
        ("giay-2", "settled", "review_unknown_entry"),
    ],
)
def test_what_can_not_be_settled_is_told(folder, entry, word, code):
    on = desk()
    assert settled(folder, on, entry, word) == []
    assert ([one.code for one in on.refusals], on.events) == ([code], [])


def test_a_call_that_did_not_live_to_clear_the_folder_is_finished_without_a_second_event(
    folder,
):
    first = desk()
    settled(folder, first, ENTRY, "settled")
    kept(folder, first)
    again = desk()
    assert settled(folder, again, ENTRY, "settled") == [ENTRY]
    assert (again.events, again.unchanged) == ([], 1)


def test_the_same_paper_refused_again_is_settled_again(folder):
    # Settled long ago; what lies there now came later.
    first = desk(2001)
    settled(folder, first, ENTRY, "settled")
    kept(folder, first)
    again = desk()
    assert settled(folder, again, ENTRY, "settled") == [ENTRY]
    assert len(again.events) == 1


def test_what_has_left_already_is_no_news(folder):
    first = desk()
    settled(folder, first, ENTRY, "settled")
    kept(folder, first)
    with open_archive(folder.root, SETTINGS, Access.WRITE) as archive:
        leave_quarantine(archive, [ENTRY])
        leave_quarantine(archive, [ENTRY])
    assert not (folder.quarantine / ENTRY).exists()
    after = desk()
    settled(folder, after, ENTRY, "settled")
    assert (after.events, after.refusals, after.unchanged) == ([], [], 1)


def test_an_entry_whose_reason_can_not_be_read_is_settled_all_the_same(folder):
    (folder.quarantine / ENTRY / "reason.json").write_bytes(b"[]")
    on = desk()
    assert settled(folder, on, ENTRY, "settled") == [ENTRY]
    assert len(on.events) == 1


def test_without_decisions_nothing_is_opened(tmp_path):
    made = create_archive(tmp_path / "kho", development_keys=False)
    made.ledger_file.unlink()
    with open_archive(made.root, SETTINGS, Access.READ) as archive:
        assert settle(desk(), archive, []) == []
