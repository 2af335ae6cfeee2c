"""Sheets on file: coarse prints of their pages, and keys by which those are found that a new paper
may be a second scan of. A look-up costs what it finds, however many papers there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.ledger.connection import Connection

_MOST = 500
"""Papers of one key that a new one is compared with, the newest first."""


@dataclass(frozen=True, slots=True)
class SheetPrints:
    """A document's keys and the coarse prints of its pages, in order."""

    keys: tuple[int, ...]
    prints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The rows of `sheets` and `sheet_keys`."""

    _connection: Connection

    def add(self, documents: Mapping[str, SheetPrints]) -> None:
        """Keep documents; those that are there already are replaced."""
        keys = [(key, one) for one, sheet in documents.items() for key in sheet.keys]
        rows = [(one, " ".join(sheet.prints)) for one, sheet in documents.items()]
        with self._connection.transaction() as db:
            db.executemany("INSERT OR REPLACE INTO sheets VALUES (?,?)", rows)
            db.executemany("INSERT OR IGNORE INTO sheet_keys VALUES (?,?)", keys)

    def find_sharing(self, keys: Sequence[int]) -> list[str]:
        """Documents that have one of these keys, each once, the newest first."""
        found: dict[str, None] = {}
        for key in keys:
            rows = self._connection.rows(
                "SELECT document_id FROM sheet_keys WHERE key=? ORDER BY rowid DESC LIMIT ?",
                (key, _MOST),
            )
            found |= {row[0]: None for row in rows}
        return list(found)

    def prints(self, document_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The prints of documents, those that are known."""
        found: dict[str, tuple[str, ...]] = {}
        for one in document_ids:
            row = self._connection.row(
                "SELECT prints FROM sheets WHERE document_id=?", (one,)
            )
            if row is not None:
                found[one] = tuple(row[0].split(" "))
        return found
