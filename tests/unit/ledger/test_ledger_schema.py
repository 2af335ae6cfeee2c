"""A ledger that an earlier version wrote opens, with all that it holds."""

import json
import sqlite3
from contextlib import closing

import pytest

from pipeline.ledger import Ledger
from pipeline.ledger.schema import FORMAT, has_facts, make_tables
from schemas.codec import to_plain
from schemas.received.source import StackSegment, StackSplit
from schemas.states import BatchKind, BatchState, DocumentState, WorkStage
from tests.unit.ledger.ledger_rows import BROKEN, received

# As the first version made it: no values of reasons. A record of the past, not to be kept up.
_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE batches (
  batch_id TEXT PRIMARY KEY, kind TEXT NOT NULL, inbox TEXT NOT NULL, state TEXT NOT NULL,
  operator TEXT, found INTEGER NOT NULL DEFAULT 0,
  started_at TEXT NOT NULL, ended_at TEXT, summary TEXT);
CREATE TABLE dossiers (dossier_code TEXT PRIMARY KEY, folder TEXT NOT NULL UNIQUE);
CREATE TABLE documents (
  document_id TEXT PRIMARY KEY, dossier_code TEXT NOT NULL, ordinal INTEGER NOT NULL,
  source_key TEXT NOT NULL, source_name TEXT NOT NULL, received TEXT NOT NULL,
  page_count INTEGER NOT NULL, state TEXT NOT NULL, batch_id TEXT NOT NULL, pdf_path TEXT,
  code TEXT, message TEXT, remedy TEXT, quarantine TEXT,
  transient INTEGER NOT NULL DEFAULT 0,
  UNIQUE (dossier_code, ordinal), UNIQUE (dossier_code, source_key));
CREATE INDEX documents_by_state ON documents (state, batch_id);
CREATE INDEX documents_by_source ON documents (source_key);
CREATE TABLE attempts (
  item TEXT NOT NULL, stage TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL,
  digest TEXT NOT NULL, batch_id TEXT NOT NULL, at TEXT NOT NULL, seconds REAL,
  code TEXT, message TEXT, result TEXT,
  PRIMARY KEY (item, stage, attempt));
CREATE TABLE refusals (
  entry TEXT PRIMARY KEY, inbox TEXT NOT NULL, name TEXT NOT NULL, dossier_code TEXT,
  code TEXT NOT NULL, message TEXT NOT NULL, remedy TEXT, batch_id TEXT NOT NULL,
  transient INTEGER NOT NULL, standing INTEGER NOT NULL);
CREATE TABLE stacks (sha256 TEXT PRIMARY KEY, split TEXT NOT NULL);
INSERT INTO meta VALUES ('format', '1');
"""
_BATCH = "run-20260101-00001"
_AT = "2026-01-01T20:00:00.000+07:00"
_SPLIT = StackSplit((StackSegment("A", None, 2, (1, 2)),), (0,), (3,))
_STATES = ("waiting", "done", "quarantined", "settled")


@pytest.fixture
def old(tmp_path):
    place = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(place)) as db, db:
        db.executescript(_FIRST)
        _fill(db)
    return place


def _fill(db):
    batch = (_BATCH, "run", "/inbox", "stopped", "x", 4, _AT, _AT, '{"n": 1}')
    db.execute("INSERT INTO batches VALUES (?,?,?,?,?,?,?,?,?)", batch)
    db.execute("INSERT INTO dossiers VALUES ('A', 'A')")
    for ordinal, state in enumerate(_STATES, start=1):
        why = (
            ("broken_pdf", "m", "r", f"A.{ordinal}")
            if state == "quarantined"
            else (None,) * 4
        )
        plain = json.dumps(to_plain(received("A", str(ordinal))))
        db.execute(
            "INSERT INTO documents VALUES (?,'A',?,?,'01.pdf',?,1,?,?,NULL,?,?,?,?,0)",
            (f"A.{ordinal}", ordinal, str(ordinal), plain, state, _BATCH, *why),
        )
    attempt = (
        "A.1/p1",
        "read",
        1,
        "done",
        "d",
        _BATCH,
        _AT,
        0.5,
        None,
        None,
        '{"n": 2}',
    )
    db.execute("INSERT INTO attempts VALUES (?,?,?,?,?,?,?,?,?,?,?)", attempt)
    refusal = (
        "e",
        "/inbox",
        "scan.doc",
        "A",
        "unsupported_type",
        "m",
        "r",
        _BATCH,
        0,
        1,
    )
    db.execute("INSERT INTO refusals VALUES (?,?,?,?,?,?,?,?,?,?)", refusal)
    db.execute("INSERT INTO stacks VALUES ('key', ?)", (json.dumps(to_plain(_SPLIT)),))


@pytest.mark.parametrize("opened", [Ledger, Ledger.to_read])
def test_all_that_an_older_ledger_holds_is_read(old, opened):
    ledger = opened(old)
    batch = ledger.batches.latest()
    assert (batch.batch_id, batch.kind, batch.state) == (
        _BATCH,
        BatchKind.RUN,
        BatchState.STOPPED,
    )
    assert batch.summary == {"n": 1}
    # It had no word for what is disposed of.
    states = set(DocumentState) - {DocumentState.DISPOSED}
    assert ledger.documents.count_by_state(_BATCH) == dict.fromkeys(states, 1)
    (standing,) = ledger.documents.list_quarantined()
    assert (standing.code, standing.quarantine, standing.values) == (
        "broken_pdf",
        "A.3",
        {},
    )
    assert ledger.attempts.find_results(["A.1/p1"], WorkStage.READ, "d", _BATCH) == {
        "A.1/p1": {"n": 2}
    }
    assert [(one.name, one.values) for one in ledger.refusals.list_standing()] == [
        ("scan.doc", {})
    ]
    assert ledger.stacks.split("key") == _SPLIT
    ledger.close()


def test_an_older_ledger_goes_on_where_it_stopped_and_keeps_values_from_now_on(old):
    ledger = Ledger(old)
    assert ledger.batches.open(BatchKind.RUN, "/inbox", "y") == _BATCH
    assert ledger.dossiers.folder("A") == "A"
    assert (
        ledger.documents.add(received("A", "9"), "9", 1, _BATCH).received.ordinal == 5
    )
    ledger.documents.mark_quarantined("A.5", BROKEN, "A.5")
    assert ledger.documents.get("A.5").values == BROKEN.values
    assert ledger.refusals.add("e", "/inbox", "scan.doc", "A", BROKEN, _BATCH) is False
    assert ledger.refusals.list_standing()[0].values == BROKEN.values
    ledger.close()


def test_reading_an_older_ledger_leaves_its_tables_as_they_are(old):
    Ledger.to_read(old).close()
    with closing(sqlite3.connect(old)) as db:
        assert not has_facts(db, "documents") and not has_facts(db, "refusals")


def test_making_the_tables_again_changes_nothing(old):
    with closing(sqlite3.connect(old)) as db:
        make_tables(db)
        tables = list(db.execute("SELECT sql FROM sqlite_master ORDER BY name"))
        make_tables(db)
        assert list(db.execute("SELECT sql FROM sqlite_master ORDER BY name")) == tables
        assert has_facts(db, "documents") and has_facts(db, "refusals")
        assert list(db.execute("SELECT * FROM meta")) == [("format", str(FORMAT))]
        assert db.execute("SELECT count(*) FROM documents").fetchone() == (4,)
