"""The ledger's file: opening it, to write or only to read, and transactions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.common.database import connect_to_read, connect_to_write
from pipeline.common.fault_points import reach
from pipeline.ledger.schema import FACTS, has_facts, make_tables
from pipeline.trouble import storage_at

_PATIENCE = 600.0
"""Seconds that one waits for another process's transaction."""


class Connection:
    """One connection to a ledger."""

    def __init__(self, path: Path, db: sqlite3.Connection, facts: str) -> None:
        self._path, self._db = path, db
        self.facts = facts
        """What to select for the values of a reason: NULL where the file can't have that column."""

    @classmethod
    def to_write(cls, path: Path) -> Connection:
        """A connection to a ledger, which is made or brought up to date where it must be.

        Raises:
            StorageError: the file can't be written.
        """
        with storage_at(path):
            db = connect_to_write(path, _PATIENCE, "NORMAL")
            make_tables(db)
        return cls(path, db, FACTS)

    @classmethod
    def to_read(cls, path: Path) -> Connection:
        """A connection that changes nothing: for whoever may only read the archive."""
        with storage_at(path):
            path.open("rb").close()
            db = connect_to_read(path, _PATIENCE)
            return cls(path, db, FACTS if has_facts(db, "documents") else "NULL")

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the block's changes or none.

        Raises:
            StorageError: the disk is full, can only be read or is gone.
        """
        with storage_at(self._path):
            reach("ledger.change")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                reach("ledger.commit")
                self._db.execute("COMMIT")
                reach("ledger.committed")
            except BaseException:
                if (
                    self._db.in_transaction
                ):  # a full disk may have rolled it back already
                    self._db.execute("ROLLBACK")
                raise

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        """One statement as a transaction of its own; gives how many rows it changed."""
        with self.transaction() as db:
            return db.execute(statement, values).rowcount

    def change_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """One statement for each of the rows, in one transaction."""
        with self.transaction() as db:
            db.executemany(statement, rows)

    def rows(
        self, query: str, values: Sequence[object] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of a query."""
        return self._db.execute(query, values)

    def row(self, query: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """The first row of a query."""
        return next(self.rows(query, values), None)


def read_facts(kept: str | None) -> dict[str, str]:
    """The values of a reason; none where an earlier version wrote the row."""
    found: dict[str, str] = json.loads(kept) if kept else {}
    return found
