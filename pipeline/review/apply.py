"""Decisions taken into the record: one change of the store with the events that keep who, when and
what stood there before; then quarantine and the search index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import audit
from pipeline.common.clock import now
from pipeline.config import Settings
from pipeline.errors import DigitizationError, UsageError
from pipeline.extract.types import document_types
from pipeline.folder import ArchiveFolder
from pipeline.match.register import Register, open_register
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.review.changes.undo import History, history_of
from pipeline.review.checks.rules import Checked, Knowledge, check
from pipeline.review.decision import Decision, DecisionKind, Subject
from pipeline.review.desk import ReviewDesk
from pipeline.review.paper import PaperRows, papers_of
from pipeline.review.refusals import (
    DecisionsRefused,
    RefusedDecision,
    missing_document,
)
from pipeline.review.settling import leave_quarantine, settle
from pipeline.search.engine import SearchIndex
from pipeline.search.entries import take_in
from pipeline.store.disposals import disposal_of
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import Snapshot

_OF_PAPERS = set(DecisionKind) - {DecisionKind.QUARANTINE, DecisionKind.UNDO}


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of decisions.

    `applied`: how many changed the record, `unchanged`: how many stood there already; `events`: the
    ids to undo them by. `index_behind`: the code of what kept the search index back; None where it
    is up.
    """

    applied: int
    unchanged: int
    events: tuple[str, ...]
    index_behind: str | None


def decide(
    archive: Path,
    settings: Settings,
    decisions: Sequence[Decision],
    *,
    actor: str,
    register: Register | None = None,
) -> Applied:
    """Take decisions into the record, all of them or none.

    Args:
        archive: the archive's folder.
        settings: where the search index is, and the citizen register where none is given.
        decisions: of any kind; the same one twice counts once.
        actor: full name of who decides.
        register: the citizens that numbers are held against.

    Raises:
        DecisionsRefused: some can't be taken; nothing was changed.
        UsageError: no actor's name, no archive, or a register that can't be used.
    """
    require_actor(actor)
    wanted = _once(decisions)
    with open_archive(archive, settings, Access.WRITE) as opened:
        known = _knowledge(settings, wanted, register)
        # Opened first: a wrong address is told before anything changes.
        index, store = opened.index, opened.store
        with opened.folder.write_lock():
            desk = _open_desk(store.snapshot(), wanted, known, actor)
            _take_all(desk, opened, wanted)
            behind = _index_behind(index, store, desk.commit - 1, desk.changed.keys())
    events = tuple(str(one.event_id) for one in desk.events)
    return Applied(len(events), desk.unchanged, events, behind)


def _take_all(desk: ReviewDesk, archive: Archive, wanted: Sequence[Decision]) -> None:
    """Check all, and if all can be taken, make them: audit trail, record, quarantine."""
    desk.take([one for one in wanted if not _of_quarantine(one)])
    entries = settle(desk, archive, [one for one in wanted if _of_quarantine(one)])
    if desk.refusals:
        raise DecisionsRefused(tuple(desk.refusals))
    if desk.events:
        # Before the change: whatever happens to this process, who made it is known.
        _note(archive.folder, desk)
        archive.store.commit(desk.change())
    # Only now: were the commit to fail, the entries would be gone and nobody knew why.
    leave_quarantine(archive, entries)


def preview(
    archive: Path,
    settings: Settings,
    decision: Decision,
    *,
    register: Register | None = None,
) -> Checked | RefusedDecision:
    """What a decision about a field, a match or a document would come to; nothing is changed."""
    with open_archive(archive, settings) as opened:
        snapshot, item = opened.store.snapshot(), decision.subject.item
        paper = papers_of(snapshot, {item}).get(item)
        if paper is None:
            return missing_document(decision.subject, disposal_of(snapshot, item))
    return check(decision, paper, _knowledge(settings, [decision], register))


def field_subject(
    archive: Path, document_id: str, name: str, role: str | None = None, index: int = 1
) -> Subject:
    """The field that is meant where only its name is said: the document's own, or that of the one
    person who has it.

    Raises:
        DecisionsRefused: `review_which_person`, several persons have it.
    """
    if role is not None:
        return Subject(DecisionKind.FIELD, document_id, role, index, name)
    with open_archive(archive) as opened:
        table = opened.store.read("fields", document_ids={document_id})
    rows = table.to_pylist()
    owners = {(row["role"], row["role_index"]) for row in rows if row["name"] == name}
    own = Subject(DecisionKind.FIELD, document_id, name=name)
    if not owners or any(one is None for one, _ in owners):
        return own
    if len(owners) > 1:
        told = ", ".join(f"{one} {number}" for one, number in sorted(owners))
        facts = {"persons": told}
        raise DecisionsRefused(
            (RefusedDecision(own, "review_which_person", facts=facts),)
        )
    ((only, number),) = owners
    return replace(own, role=only, role_index=number)


def require_actor(name: str) -> None:
    """Raises UsageError `no_operator` where nobody is named."""
    if not name.strip():
        raise UsageError(
            "no_operator",
            "who decides is not named",
            item="operator",
            remedy='give --operator "NAME"',
        )


def _once(decisions: Sequence[Decision]) -> list[Decision]:
    """Each decision once. Raises DecisionsRefused where two about one subject differ."""
    found: dict[str, Decision] = {}
    clashes: list[RefusedDecision] = []
    for one in decisions:
        before = found.setdefault(str(one.subject), one)
        if before.value != one.value:
            clashes.append(RefusedDecision(one.subject, "review_contradictory"))
    if clashes:
        raise DecisionsRefused(tuple(clashes))
    return list(found.values())


def _knowledge(
    settings: Settings, decisions: Sequence[Decision], register: Register | None
) -> Knowledge:
    about_citizens = any(
        one.subject.kind is DecisionKind.MATCH or one.subject.name == "citizen_id"
        for one in decisions
    )
    if register is None and about_citizens and settings.register_path:
        register = open_register(Path(settings.register_path))
    return Knowledge(document_types(), register, now().date())


def _open_desk(
    snapshot: Snapshot, decisions: Sequence[Decision], known: Knowledge, actor: str
) -> ReviewDesk:
    undone = {
        one.subject.item for one in decisions if one.subject.kind is DecisionKind.UNDO
    }
    history = history_of(snapshot, undone) if undone else History(())
    ids = {one.subject.item for one in decisions if one.subject.kind in _OF_PAPERS}
    ids |= {
        one.value for one in decisions if one.subject.kind is DecisionKind.SUPERSEDE
    }
    ids |= {one.document_id for one in history.events}
    papers: dict[str, PaperRows] = papers_of(snapshot, ids)
    gone = {one: disposal_of(snapshot, one) for one in ids - papers.keys()}
    return ReviewDesk(papers, history, known, actor, now(), snapshot.commit + 1, gone)


def _of_quarantine(decision: Decision) -> bool:
    return decision.subject.kind is DecisionKind.QUARANTINE


def _note(folder: ArchiveFolder, desk: ReviewDesk) -> None:
    item, detail = f"{len(desk.events)} decisions", f"commit {desk.commit}"
    audit.append(
        folder.audit_file, actor=desk.actor, action="review", item=item, detail=detail
    )


def _index_behind(
    index: SearchIndex, store: ParquetStore, before: int, changed: Collection[str]
) -> str | None:
    """Bring the index up, by the changed documents alone where it was up before; gives the code of
    what kept it back. The decisions are taken all the same."""
    try:
        take_in(index, store, before, changed)
    except DigitizationError as error:
        return error.code
    return None
