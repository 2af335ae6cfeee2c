"""A dossier: its papers, their values with evidence, its history; what is filed is mended here."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.errors import InputError
from pipeline.extract.types import document_types
from pipeline.review.changes import read_event
from pipeline.review.decision import Decision, DecisionKind, Subject
from pipeline.review.refusals import DecisionsRefused
from pipeline.serve.decisions import apply_decision
from pipeline.serve.documents import Document, Row, read_documents
from pipeline.serve.http import Call, for_users
from pipeline.serve.users import Right
from pipeline.store.record import Snapshot

_MENDING = set(DecisionKind) - {DecisionKind.QUARANTINE}
_LONGEST_REASON = 500
_UNTOLD = {"changes", "item", "what", "rests_on"}
_TOLD = {
    "value",
    "citizen_id",
    "document_type",
    "superseded_by",
    "withdrawn_on",
    "number",
    "issued_date",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as the history shows it.

    `facts` are its detail, name by name; `undo` the decision's id where it can be taken back.
    """

    at: str
    actor: str
    action: str
    item: str
    facts: tuple[tuple[str, str], ...]
    undo: str | None = None


@for_users(Right.LOOK)
def _dossier(call: Call) -> Response:
    return _page(call, call.query.get("code", ""))


@for_users(Right.CORRECT)
def _decide(call: Call) -> Response:
    """Correct, relink, supersede, withdraw or undo; then the dossier again."""
    code = call.form.get("code", "")
    subject = Subject.parse(call.form.get("subject", ""))
    if subject is None or subject.kind not in _MENDING:
        raise InputError("unknown_document", "nothing to decide", item=code, remedy="ask again")
    because = call.form.get("because", "").strip()[:_LONGEST_REASON] or None
    value = call.form.get("value", "").strip()[:_LONGEST_REASON]
    try:
        apply_decision(call.site, call.session, Decision(subject, value, because))
    except DecisionsRefused as refused:
        return _page(call, code, refused)
    for document in _documents(call.site.store.snapshot(), code):
        call.site.queue.renew(document.document_id)
    return RedirectResponse(f"/dossier?{urlencode({'code': code})}", 303)


def _page(call: Call, code: str, refused: DecisionsRefused | None = None) -> Response:
    snapshot = call.site.store.snapshot()
    documents = _documents(snapshot, code)
    call.site.record_look(call.session, "dossier shown", code)
    items = [code, *(one.document_id for one in documents)]
    events = snapshot.read("events", where={"item": items}).to_pylist()
    open_ids = _standing_decisions(events)
    history = [_happening(row, open_ids) for row in sorted(events, key=lambda row: str(row["at"]))]
    return call.page(
        "dossier.html.j2",
        422 if refused else 200,
        refused=call.words.error(refused) if refused else None,
        code=code,
        documents=documents,
        history=history[::-1],
        type_names={one.code: one.name for one in document_types()},
    )


def _documents(snapshot: Snapshot, code: str) -> list[Document]:
    rows = snapshot.read("documents", ["document_id"], where={"dossier_code": {code}}).to_pylist()
    if not rows:
        raise InputError(
            "unknown_dossier",
            "the archive has no such dossier",
            item=code,
            remedy="search for it",
        )
    return read_documents(snapshot, [row["document_id"] for row in rows])


def _standing_decisions(events: Sequence[Row]) -> set[str]:
    """Ids of the decisions that were not taken back."""
    found = [one for row in events if (one := read_event(row)) is not None]
    taken_back = {one.undoes for one in found}
    return {
        one.event_id
        for one in found
        if one.event_id not in taken_back and one.subject.kind is not DecisionKind.QUARANTINE
    }


def _happening(row: Row, undoable: Collection[str]) -> Happening:
    return Happening(
        row["at"],
        row["actor"],
        row["action"],
        row["item"],
        tuple(_facts(row["detail"])),
        row["event_id"] if row["event_id"] in undoable else None,
    )


def _facts(detail: str | None) -> list[tuple[str, str]]:
    if not detail:
        return []
    try:
        found: Any = json.loads(detail)
    except ValueError:
        return [("", detail)]
    if isinstance(found, dict):
        told = [(str(key), _said(value)) for key, value in found.items() if key not in _UNTOLD]
        return [*told, *_changes(found.get("changes", ()))]
    return [("", _said(found))]


def _changes(changes: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """What a decision changed, cell by cell: `value: 16/05/2009 → 17/05/2009`."""
    told = []
    for one in changes:
        before, after = one.get("before") or {}, one.get("after") or {}
        for name in dict.fromkeys((*before, *after)):
            if name in _TOLD:
                told.append((name, f"{_said(before.get(name))} → {_said(after.get(name))}"))
    return told


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    return "–" if value is None else str(value)


ROUTES = [
    Route("/dossier", _dossier),
    Route("/dossier/decide", _decide, methods=["POST"]),
]
