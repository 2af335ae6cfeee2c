"""The ledger's tables."""

from __future__ import annotations

import sqlite3

FORMAT = 1
FACTS = "facts"
"""The column with the values of a reason, which ledgers of earlier versions lack."""

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS batches (
  batch_id TEXT PRIMARY KEY, kind TEXT NOT NULL, inbox TEXT NOT NULL, state TEXT NOT NULL,
  operator TEXT, found INTEGER NOT NULL DEFAULT 0,
  started_at TEXT NOT NULL, ended_at TEXT, summary TEXT);
CREATE TABLE IF NOT EXISTS dossiers (dossier_code TEXT PRIMARY KEY, folder TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS documents (
  document_id TEXT PRIMARY KEY, dossier_code TEXT NOT NULL, ordinal INTEGER NOT NULL,
  source_key TEXT NOT NULL, source_name TEXT NOT NULL, received TEXT NOT NULL,
  page_count INTEGER NOT NULL, state TEXT NOT NULL, batch_id TEXT NOT NULL, pdf_path TEXT,
  code TEXT, message TEXT, remedy TEXT, quarantine TEXT,
  transient INTEGER NOT NULL DEFAULT 0,
  UNIQUE (dossier_code, ordinal), UNIQUE (dossier_code, source_key));
CREATE INDEX IF NOT EXISTS documents_by_state ON documents (state, batch_id);
CREATE INDEX IF NOT EXISTS documents_by_source ON documents (source_key);
CREATE TABLE IF NOT EXISTS attempts (
  item TEXT NOT NULL, stage TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL,
  digest TEXT NOT NULL, batch_id TEXT NOT NULL, at TEXT NOT NULL, seconds REAL,
  code TEXT, message TEXT, result TEXT,
  PRIMARY KEY (item, stage, attempt));
CREATE TABLE IF NOT EXISTS refusals (
  entry TEXT PRIMARY KEY, inbox TEXT NOT NULL, name TEXT NOT NULL, dossier_code TEXT,
  code TEXT NOT NULL, message TEXT NOT NULL, remedy TEXT, batch_id TEXT NOT NULL,
  transient INTEGER NOT NULL, standing INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS checks (document_id TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sheets (document_id TEXT PRIMARY KEY, prints TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sheet_keys (
  key INTEGER NOT NULL, document_id TEXT NOT NULL, UNIQUE (key, document_id));
CREATE TABLE IF NOT EXISTS stacks (sha256 TEXT PRIMARY KEY, split TEXT NOT NULL);
"""


def make_tables(db: sqlite3.Connection) -> None:
    """Make what is missing: all of a new ledger, further columns of an older one."""
    db.executescript(_TABLES)
    for table in ("documents", "refusals"):
        if not has_facts(db, table):
            db.execute(f"ALTER TABLE {table} ADD COLUMN {FACTS} TEXT")
    db.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?)", (str(FORMAT),))


def has_facts(db: sqlite3.Connection, table: str) -> bool:
    """Whether a table keeps the values of reasons."""
    return FACTS in {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
