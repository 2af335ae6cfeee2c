"""The ledger as a whole."""

from __future__ import annotations

from pathlib import Path

from pipeline.ledger.attempts import Attempts
from pipeline.ledger.batches import Batches
from pipeline.ledger.checks import Checks
from pipeline.ledger.connection import Connection
from pipeline.ledger.documents import Documents
from pipeline.ledger.dossiers import Dossiers
from pipeline.ledger.refusals import Refusals, settle_refusal
from pipeline.ledger.sheets import Sheets
from pipeline.ledger.stacks import Stacks
from pipeline.ledger.transitions import settle_document


class Ledger:
    """One connection to the ledger, by kinds of rows; every method is one transaction."""

    def __init__(self, path: Path) -> None:
        """Open a ledger to write; a new file is made, one of an earlier version brought up to date.

        Raises:
            StorageError: the file can't be written.
        """
        self._compose(Connection.to_write(path))

    @classmethod
    def to_read(cls, path: Path) -> Ledger:
        """A ledger that changes nothing: for whoever may only read the archive."""
        ledger = cls.__new__(cls)
        ledger._compose(Connection.to_read(path))
        return ledger

    def _compose(self, connection: Connection) -> None:
        self._connection = connection
        self.batches = Batches(connection)
        self.dossiers = Dossiers(connection)
        self.documents = Documents(connection)
        self.attempts = Attempts(connection)
        self.refusals = Refusals(connection)
        self.sheets = Sheets(connection)
        self.stacks = Stacks(connection)
        self.checks = Checks(connection)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def settle(self, entry: str) -> bool:
        """A person says that a quarantine entry needs no more:
        its document or refusal is settled. False where neither stands there."""
        with self._connection.transaction() as db:
            document, refusal = settle_document(db, entry), settle_refusal(db, entry)
            return document or refusal
