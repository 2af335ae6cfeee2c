"""The nightly batch from end to end: list the inbox, receive, work, commit, answer. `retry` is its
small sister."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pipeline import registry
from pipeline.common.clock import now, stamp
from pipeline.config import Settings
from pipeline.errors import DeferredError, DigitizationError, StorageError
from pipeline.executor import Executor
from pipeline.folder import ArchiveFolder
from pipeline.ingest.inbox.growth import Growth
from pipeline.ingest.inbox.sources import list_inbox
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.report.definitions.missing import LISTED_MISSING
from pipeline.runner.context import RunContext
from pipeline.runner.intake.quarantine import quarantine_refusal
from pipeline.runner.intake.receiving import (
    OfferedDossier,
    item_of_offer,
    offer_dossier,
    receive,
)
from pipeline.runner.intake.retry import receive_again
from pipeline.runner.progress import Watcher
from pipeline.runner.recovery import recover
from pipeline.runner.session import Worker, open_session, preflight
from pipeline.runner.signing.late_signing import sign_late
from pipeline.runner.stacks import split_stacks
from pipeline.runner.tables.known import (
    TablesBeside,
    keep_tables,
    known_dossiers,
    read_tables,
)
from pipeline.runner.tables.registers import Registers, require_replaceable
from pipeline.search.entries import catch_up
from pipeline.tables.units import load_units
from schemas.answers.work import RunAnswer
from schemas.figures.registers import Register
from schemas.received.source import InboxListing, Refusal
from schemas.states import BatchKind, ItemState
from schemas.tables.rows import make_event
from schemas.work import ReceivedDocument


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What the `run` command asks for: the registers to be loaded with it by their files; `until`
    is a moment, None runs to the end."""

    inbox: Path
    archive: Path
    settings: Settings
    registers: Mapping[Register, Path] = field(default_factory=dict)
    until: datetime | None = None

    def is_over(self) -> bool:
        """Whether `until` is reached."""
        return self.until is not None and now() >= self.until


@dataclass(frozen=True, slots=True)
class RunResult:
    """The JSON answer, whether all is well (else exit 1), whether a person interrupted (exit 130).

    `deferred` says why the rest must wait for another call (exit 3): the cluster is gone.
    """

    answer: RunAnswer
    interrupted: bool = False
    deferred: DeferredError | None = None

    @property
    def all_well(self) -> bool:
        """Nothing stands in quarantine, nothing listed is missing, no received signature waits for
        a person."""
        answer = self.answer
        return (
            answer["documents"]["quarantined"] == 0
            and not answer["missing"]
            and not answer["signatures"]
        )


def run_batch(request: RunRequest, watcher: Watcher) -> RunResult:
    """The nightly batch. The same request again goes on where the last one stopped.

    Raises:
        UsageError, MissingToolError, BusyError, DeferredError: before anything was changed.
        StorageError: a disk failed, or the whole inbox went away; what was finished by then is
            committed.
    """
    with open_archive(request.archive, request.settings, Access.WRITE) as archive:
        return _run_in(archive, request, watcher)


def _run_in(archive: Archive, request: RunRequest, watcher: Watcher) -> RunResult:
    settings, folder = archive.settings, archive.folder
    folder.require_apart(
        request.inbox,
        "archive_in_inbox",
        "the inbox",
        "keep scans and archive in two folders of which neither lies in the other",
    )
    listing = list_inbox(request.inbox)
    growth = Growth.of(request.inbox, settings.inbox.settle_seconds)
    batch_list = Path(listing.batch_list) if listing.batch_list else None
    units = load_units(folder.root)
    tables = read_tables(batch_list, request.registers, settings.tables, units)
    for new in tables.registers:
        require_replaceable(archive.store, new, settings.tables)
    level = preflight(archive, BatchKind.RUN)
    watcher.log(f"signing: {settings.archive.profile_run}, {level}")
    inbox = str(request.inbox.resolve())
    with (
        _executor(settings, folder, watcher) as executor,
        folder.run_lock(),
        open_session(archive, BatchKind.RUN, inbox, watcher) as context,
    ):
        recover(folder, context.ledger, context.store, settings.run.keep_logs_days)
        sign_late(context, request.is_over)
        try:
            return _run(request, listing, growth, tables, context, executor, watcher)
        finally:
            # While the archive is held: none of our workers goes on beside another run.
            executor.close()


@contextmanager
def _executor(
    settings: Settings, folder: ArchiveFolder, watcher: Watcher
) -> Iterator[Executor]:
    """Opened first, so that what is wrong with a cluster is told before anything changes."""
    executor = registry.open_executor(settings, folder.work, watcher.log)
    try:
        yield executor
    finally:
        executor.close()


def _run(
    request: RunRequest,
    listing: InboxListing,
    growth: Growth,
    tables: TablesBeside,
    context: RunContext,
    executor: Executor,
    watcher: Watcher,
) -> RunResult:
    inbox = _identity(request.inbox)
    place = Registers(context.folder, context.store, context.index)
    keep_tables(place, tables, context.actor)
    context = replace(context, known=known_dossiers(context.store, tables.listed))
    worker = Worker(context, executor, watcher)
    context.tally.ignored.extend(listing.ignored)
    listing, growing = growth.settled(listing)
    context.tally.growing.extend(growing)
    for refusal in listing.refusals:
        quarantine_refusal(refusal, context)
    try:
        stacks = split_stacks(listing.stacks, context, executor, request.is_over)
    except KeyboardInterrupt:
        return _before_splitting(listing, context, worker)
    except DeferredError as error:
        worker.deferred = error
        return _before_splitting(listing, context, worker)
    dossiers = _offer_dossiers(listing, stacks.dossiers, context)
    _announce(dossiers, listing, context, worker)
    if stacks.complete:
        # Before all stacks are split, nobody knows what is in them.
        refused = {*growing, *(one.dossier_code for one in listing.refusals)}
        _say_missing(refused.union(one.code for one in dossiers), context, worker)
    receiving = _Receiving(dossiers, request.inbox, inbox, growth, context, worker)
    went_through = worker.work(receiving.documents(), request.is_over)
    if went_through:
        worker.deferred = sign_late(context, request.is_over)
    if receiving.inbox_gone:
        worker.close(False)
        raise _inbox_gone(request.inbox)
    nothing_waits = context.tally.counts(ItemState.WAITING) == 0
    complete = went_through and stacks.complete and receiving.complete and nothing_waits
    complete = complete and worker.deferred is None
    if complete:
        _settle_refusals(context)
    _tidy(context)
    return _result(worker, complete, went_through)


def _inbox_gone(inbox: Path) -> StorageError:
    return StorageError(
        "inbox_gone",
        "the inbox went away while the run was on",
        item=str(inbox),
        remedy="see whether the disk or share is connected; nothing is lost, the same command "
        "goes on",
    )


def _result(worker: Worker, complete: bool, went_through: bool) -> RunResult:
    interrupted = not went_through and worker.deferred is None
    return RunResult(
        worker.close(complete, interrupted=interrupted), interrupted, worker.deferred
    )


def _before_splitting(
    listing: InboxListing, context: RunContext, worker: Worker
) -> RunResult:
    """The answer of a run that ended before all stacks were split (a person interrupted, the
    cluster went away): what is known of waits."""
    for dossier in map(offer_dossier, listing.dossiers):
        for offer in dossier.documents:
            context.tally.put(item_of_offer(offer), dossier.code, ItemState.WAITING, 0)
    for stack in listing.stacks:
        context.tally.put(f"stack:{stack.name}", stack.name, ItemState.WAITING, 0)
    return _result(worker, complete=False, went_through=False)


@dataclass(slots=True)
class _Receiving:
    """Receives dossier by dossier while the work goes on, as long as the inbox is the one that was
    listed."""

    dossiers: Sequence[OfferedDossier]
    inbox: Path
    listed: tuple[int, int] | None
    growth: Growth
    context: RunContext
    worker: Worker
    complete: bool = False
    inbox_gone: bool = False

    def documents(self) -> Iterator[ReceivedDocument]:
        """The documents to be worked on."""
        seen: set[str] = set()
        for dossier in self.dossiers:
            if _identity(self.inbox) != self.listed:
                self.inbox_gone = True
                return
            if self._has_grown(dossier):
                self._leave(dossier)
                continue
            yield from receive(
                dossier, self.context, seen, self.worker.committer.add_event
            )
        self.complete = True

    def _has_grown(self, dossier: OfferedDossier) -> bool:
        """Whether more of it has come since the inbox was listed: it is filed as a whole later."""
        files = [one.files[0] for one in dossier.documents if one.files]
        return bool(files) and self.growth.has_grown(files[0])

    def _leave(self, dossier: OfferedDossier) -> None:
        for offer in dossier.documents:
            self.context.tally.documents.pop(item_of_offer(offer), None)
        self.context.tally.growing.append(dossier.code)
        self.worker.found -= len(dossier.documents)
        self.context.ledger.batches.set_found(self.context.batch_id, self.worker.found)
        self.context.log(f"left for the next call, it is still growing: {dossier.code}")


def _identity(inbox: Path) -> tuple[int, int] | None:
    """Which folder lies there; None where none can be seen.

    A share that is cut off, or an empty mount point in its place, would make every entry look as if
    it were missing.
    """
    try:
        found = inbox.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _announce(
    dossiers: Sequence[OfferedDossier],
    listing: InboxListing,
    context: RunContext,
    worker: Worker,
) -> None:
    """What was found stands in ledger and tally before any of it is received."""
    worker.found = sum(len(one.documents) for one in dossiers) + len(listing.refusals)
    context.ledger.batches.set_found(context.batch_id, worker.found)
    for dossier in dossiers:
        for offer in dossier.documents:
            context.tally.put(item_of_offer(offer), dossier.code, ItemState.WAITING, 0)
    context.keep_waiting()


def _say_missing(there: Set[str | None], context: RunContext, worker: Worker) -> None:
    """An event for each listed dossier that is not there, once: the report of what is missing reads
    them."""
    context.tally.missing.extend(sorted(set(context.known.listed) - there))
    said = set(
        context.store.read("events", where={"action": [LISTED_MISSING]})
        .column("item")
        .to_pylist()
    )
    for code in context.tally.missing:
        if code not in said:
            detail = {"inbox": Path(context.inbox).name}
            worker.committer.add_event(
                make_event(stamp(now()), context.actor, LISTED_MISSING, code, detail)
            )


def _offer_dossiers(
    listing: InboxListing, inside: Sequence[OfferedDossier], context: RunContext
) -> Sequence[OfferedDossier]:
    """All dossiers of the inbox, those inside stacks too;
    codes that two entries claim are refused."""
    every = [*(offer_dossier(one) for one in listing.dossiers), *inside]
    claims = Counter(one.code for one in every)
    for one in every:
        if claims[one.code] == 1:
            continue
        for document in one.documents:
            refusal = Refusal(
                document.name,
                document.files,
                "duplicate_dossier",
                "two inbox entries claim this dossier code",
                "put the papers of one dossier into one entry",
                one.code,
            )
            quarantine_refusal(
                refusal, context, document.part.files if document.part else ()
            )
    return [one for one in every if claims[one.code] == 1]


def _settle_refusals(context: RunContext) -> None:
    """Refusals that this inbox no longer shows are settled; their entries leave quarantine."""
    for entry in context.ledger.refusals.settle_missing(
        context.inbox, context.tally.refused
    ):
        context.folder.leave_quarantine(entry)


def _tidy(context: RunContext) -> None:
    """Merge small parts of the store and bring the index up."""
    with context.folder.write_lock():
        context.store.compact()
    try:
        catch_up(context.index, context.store)
        context.tally.index_behind = None
    except DigitizationError as error:
        if context.tally.index_behind is None:
            context.log(
                f"index: {error.code}; bring it up later with: sohoa index reconcile --repair"
            )
        context.tally.index_behind = error.code


def retry_batch(
    archive: Path, settings: Settings, batch: str | None, watcher: Watcher
) -> RunResult:
    """Try quarantined documents again from their kept bytes.

    Refused inbox entries (a duplicate code, an unreadable folder) can't be tried again from here: a
    run over the mended inbox settles them.
    """
    with open_archive(archive, settings, Access.WRITE) as opened:
        return _retry_in(opened, batch, watcher)


def _retry_in(archive: Archive, batch: str | None, watcher: Watcher) -> RunResult:
    settings, folder = archive.settings, archive.folder
    preflight(archive, BatchKind.RETRY)
    with (
        _executor(settings, folder, watcher) as executor,
        folder.run_lock(),
        open_session(archive, BatchKind.RETRY, "quarantine", watcher) as context,
    ):
        recover(folder, context.ledger, context.store, settings.run.keep_logs_days)
        context = replace(context, known=known_dossiers(context.store))
        sign_late(context)
        try:
            worker = Worker(context, executor, watcher)
            standing = context.ledger.documents.quarantined(batch)
            worker.found = len(standing)
            context.ledger.batches.set_found(context.batch_id, worker.found)
            went_through = worker.work(receive_again(standing, context))
            if went_through:
                worker.deferred = sign_late(context)
            _tidy(context)
            return _result(
                worker, went_through and worker.deferred is None, went_through
            )
        finally:
            executor.close()
