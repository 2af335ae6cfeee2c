"""What one call works with: the open archive, the batch, and who asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.audit import PROGRAM
from pipeline.config import Settings
from pipeline.executor import Executor, SerialExecutor
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.open_archive import Archive
from pipeline.runner.summary import Tally
from pipeline.search.engine import SearchIndex
from pipeline.store.parquet import ParquetStore
from schemas.received.source import BatchRow
from schemas.states import BatchKind, ItemState
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
        return (
            known
            if known is not None
            else DossierFacts(agency_code=agency_of(dossier_code))
        )


def agency_of(dossier_code: str) -> str:
    """The code's part before the first `-`, else `unknown`."""
    agency, dash, _ = dossier_code.partition("-")
    return agency if dash and agency else "unknown"


@dataclass(frozen=True, slots=True)
class RunContext:
    """One call. `log` takes one line for people and logs (stderr); `apart` is where a received file
    is first looked at."""

    archive: Archive
    kind: BatchKind
    batch_id: str
    inbox: str
    known: KnownDossiers
    tally: Tally
    log: Callable[[str], None]
    apart: Executor = field(default_factory=SerialExecutor)

    @property
    def settings(self) -> Settings:
        """All settings."""
        return self.archive.settings

    @property
    def folder(self) -> ArchiveFolder:
        """The archive's places and locks."""
        return self.archive.folder

    @property
    def ledger(self) -> Ledger:
        """The state of the work."""
        return self.archive.ledger

    @property
    def store(self) -> ParquetStore:
        """The record of everything."""
        return self.archive.store

    @property
    def index(self) -> SearchIndex:
        """The search index."""
        return self.archive.index

    @property
    def operator(self) -> str | None:
        """Full name of who digitizes; None where nobody is named."""
        return self.archive.operator

    @property
    def actor(self) -> str:
        """Whose acts the events of this call are."""
        return self.operator or PROGRAM

    def keep_waiting(self) -> None:
        """Tell the ledger how much is still to be done."""
        waiting = self.tally.counts(ItemState.WAITING)
        self.ledger.batches.keep_waiting(self.batch_id, waiting)

    @property
    def profile(self) -> str:
        """The signing profile of this kind of call."""
        return profile_of(self.kind, self.settings)

    @property
    def register(self) -> str | None:
        """Folder of the citizen register; None where there is none."""
        return self.settings.register_path or None

    @property
    def work(self) -> Path:
        """Where this batch's results wait for their commit."""
        return self.folder.work / self.batch_id


def profile_of(kind: BatchKind, settings: Settings) -> str:
    """The signing profile of a kind of call."""
    profiles = settings.archive
    return (
        profiles.profile_counter if kind == BatchKind.COUNTER else profiles.profile_run
    )
