"""Dossiers: which folder name belongs to which code, for good."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from pipeline.ledger.connection import Connection
from schemas.received.naming import safe_file_name
from schemas.states import DocumentState


@dataclass(frozen=True, slots=True)
class Dossiers:
    """The rows of `dossiers`."""

    _connection: Connection

    def folder(self, code: str) -> str:
        """The folder name of a dossier; two codes that look alike as file names get different
        folders."""
        with self._connection.transaction() as db:
            row = db.execute(
                "SELECT folder FROM dossiers WHERE dossier_code=?", (code,)
            ).fetchone()
            if row:
                return str(row[0])
            folder = _free_folder(db, safe_file_name(code))
            db.execute("INSERT INTO dossiers VALUES (?,?)", (code, folder))
            return folder

    def list_unfiled(self, code: str) -> list[str]:
        """Names of a dossier's papers that are not filed: in quarantine, waiting, or refused."""
        documents = self._connection.rows(
            "SELECT source_name FROM documents WHERE dossier_code=? AND state IN (?,?)",
            (code, DocumentState.QUARANTINED, DocumentState.WAITING),
        )
        refused = self._connection.rows(
            "SELECT name FROM refusals WHERE dossier_code=? AND standing=1", (code,)
        )
        return [str(row[0]) for rows in (documents, refused) for row in rows]


def _free_folder(db: sqlite3.Connection, name: str) -> str:
    folder, number = name, 2
    while db.execute("SELECT 1 FROM dossiers WHERE folder=?", (folder,)).fetchone():
        folder, number = f"{name}~{number}", number + 1
    return folder
