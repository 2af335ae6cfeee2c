"""What one call works with: settings, the archive, its ledger, store and index, and who asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.config import Settings
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.runner.summary import Tally
from pipeline.search.engine import SearchIndex
from pipeline.store.parquet import ParquetStore
from schemas.source import BatchRow
from schemas.states import BatchKind
from schemas.work import DossierFacts


@dataclass(frozen=True, slots=True)
class KnownDossiers:
    """Facts about dossiers from the batch list, the one-stop export and the register of past
    results."""

    listed: dict[str, BatchRow] = field(default_factory=dict)
    facts: dict[str, DossierFacts] = field(default_factory=dict)
    sheets: dict[str, int] = field(default_factory=dict)

    def of(self, dossier_code: str) -> DossierFacts:
        """The facts of a dossier; for an unknown one only the agency that its code names."""
        known = self.facts.get(dossier_code)
        return known if known is not None else DossierFacts(agency_code=agency_of(dossier_code))


def agency_of(dossier_code: str) -> str:
    """The code's part before the first `-`, else `unknown`."""
    agency, dash, _ = dossier_code.partition("-")
    return agency if dash and agency else "unknown"


@dataclass(frozen=True, slots=True)
class RunContext:
    """One call. `log` takes one line for people and logs (stderr)."""

    settings: Settings
    folder: ArchiveFolder
    ledger: Ledger
    store: ParquetStore
    index: SearchIndex
    kind: BatchKind
    batch_id: str
    inbox: str
    operator: str | None
    profile: str
    register: str | None
    known: KnownDossiers
    tally: Tally
    log: Callable[[str], None]

    @property
    def work(self) -> Path:
        """Where this batch's results wait for their commit."""
        return self.folder.work / self.batch_id
