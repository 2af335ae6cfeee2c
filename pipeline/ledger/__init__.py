"""The ledger: what is known of every item, in SQLite (WAL), so that a run can stop at any point and
go on.

    connection.py   the file: opening it, to write or only to read, and transactions
    layout.py       its tables, and columns that ledgers of earlier versions lack
    batches.py      one row a call of run, retry or counter
    dossiers.py     folder names of dossiers
    documents.py    one row a document: ordinal, bytes, state
    transitions.py  how documents go from state to state
    attempts.py     one row per item, stage and attempt
    refusals.py     inbox entries that never became documents
    stacks.py       how a stack was split
    sheets.py       prints of pages, by which a second scan of a sheet is found
    checks.py       when each document was last found to be as recorded

The store is the record. Where both disagree after a crash, the runner believes the store (see
`runner/recovery.py`).
"""

from pipeline.ledger.attempts import Attempt
from pipeline.ledger.batches import LedgerBatch
from pipeline.ledger.documents import LedgerDocument
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.refusals import Refused
from pipeline.ledger.sheets import SheetPrints

__all__ = [
    "Attempt",
    "Ledger",
    "LedgerBatch",
    "LedgerDocument",
    "Refused",
    "SheetPrints",
]
