"""A dossier: its papers, their values with evidence, its history; what is filed is mended here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from pipeline import registry
from pipeline.errors import InputError
from pipeline.serve.documents import Document, Row, read_documents
from pipeline.serve.http import Call, for_users
from pipeline.serve.users import Right
from pipeline.store.record import Snapshot


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as the history shows it; `facts` are its detail, name by name."""

    at: str
    actor: str
    action: str
    item: str
    facts: tuple[tuple[str, str], ...]


@for_users(Right.LOOK)
def _dossier(call: Call) -> Response:
    code = call.query.get("code", "")
    snapshot = call.site.store.snapshot()
    documents = _documents(snapshot, code)
    call.site.record_look(call.session, "dossier shown", code)
    items = [code, *(one.document_id for one in documents)]
    events = snapshot.read("events", where={"item": items}).to_pylist()
    history = [_happening(row) for row in sorted(events, key=lambda row: str(row["at"]))]
    return call.page(
        "dossier.html.j2",
        code=code,
        documents=documents,
        history=history[::-1],
        type_names={one.code: one.name for one in registry.document_types()},
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


def _happening(row: Row) -> Happening:
    return Happening(
        row["at"], row["actor"], row["action"], row["item"], tuple(_facts(row["detail"]))
    )


def _facts(detail: str | None) -> list[tuple[str, str]]:
    if not detail:
        return []
    try:
        found: Any = json.loads(detail)
    except ValueError:
        return [("", detail)]
    if isinstance(found, dict):
        return [(str(key), _said(value)) for key, value in found.items()]
    return [("", _said(found))]


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    return "–" if value is None else str(value)


ROUTES = [Route("/dossier", _dossier)]
