"""The nightly batch from end to end: list the inbox, receive, work, commit, answer. `retry` is its
small sister."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pipeline.common.clock import now, stamp
from pipeline.config import Settings
from pipeline.errors import DeferredError
from pipeline.executor import Executor
from pipeline.ingest.inbox.growth import Growth
from pipeline.ingest.inbox.sources import list_inbox
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.report.definitions.missing import LISTED_MISSING
from pipeline.runner.arrivals import (
    Receiving,
    announce,
    identity_of,
    inbox_gone,
    offer_all,
)
from pipeline.runner.context import RunContext
from pipeline.runner.ending import RunResult, executor_of, result_of, tidy
from pipeline.runner.intake.quarantine import quarantine_refusal
from pipeline.runner.intake.receiving import (
    item_of_offer,
    offer_dossier,
)
from pipeline.runner.progress import Watcher
from pipeline.runner.recovery import recover
from pipeline.runner.session import Worker, open_session, preflight
from pipeline.runner.signing.late_signing import sign_late
from pipeline.runner.stacks import split_stacks
from pipeline.runner.tables.known import (
    TablesBeside,
    keep_tables,
    load_known_dossiers,
    read_tables,
)
from pipeline.runner.tables.registers import Registers, require_replaceable
from pipeline.tables.units import load_units
from schemas.figures.registers import Register
from schemas.received.source import InboxListing
from schemas.states import BatchKind, ItemState
from schemas.tables.rows import make_event


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
        executor_of(settings, folder, watcher) as executor,
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


def _run(
    request: RunRequest,
    listing: InboxListing,
    growth: Growth,
    tables: TablesBeside,
    context: RunContext,
    executor: Executor,
    watcher: Watcher,
) -> RunResult:
    inbox = identity_of(request.inbox)
    place = Registers(context.folder, context.store, context.index)
    keep_tables(place, tables, context.actor)
    known = load_known_dossiers(context.store, tables.listed)
    context = replace(context, known=known, apart=executor.apart)
    worker = Worker(context, executor, watcher)
    context.tally.ignored.extend(listing.ignored)
    listing, growing = growth.settle(listing)
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
    dossiers = offer_all(listing, stacks.dossiers, context)
    announce(dossiers, listing, context, worker)
    if stacks.complete:
        # Before all stacks are split, nobody knows what is in them.
        refused = {*growing, *(one.dossier_code for one in listing.refusals)}
        _say_missing(refused.union(one.code for one in dossiers), context, worker)
    receiving = Receiving(dossiers, request.inbox, inbox, growth, context, worker)
    return _work(request, receiving, stacks.complete)


def _work(request: RunRequest, receiving: Receiving, all_split: bool) -> RunResult:
    """Receive and work on what is offered, then sign what waits."""
    context, worker = receiving.context, receiving.worker
    went_through = worker.work(receiving.documents(), request.is_over)
    if went_through:
        worker.deferred = sign_late(context, request.is_over)
    if receiving.inbox_gone:
        worker.close(False)
        raise inbox_gone(request.inbox)
    nothing_waits = context.tally.counts(ItemState.WAITING) == 0
    whole = all_split and receiving.complete and nothing_waits
    complete = went_through and whole and worker.deferred is None
    if complete:
        _settle_refusals(context)
    tidy(context)
    return result_of(worker, complete, went_through)


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
    return result_of(worker, complete=False, went_through=False)


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


def _settle_refusals(context: RunContext) -> None:
    """Refusals that this inbox no longer shows are settled; their entries leave quarantine."""
    for entry in context.ledger.refusals.settle_missing(
        context.inbox, context.tally.refused
    ):
        context.folder.leave_quarantine(entry)
