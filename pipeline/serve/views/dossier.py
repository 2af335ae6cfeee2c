"""A dossier: its papers, their values with evidence, its history; what is filed is mended here."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.errors import InputError
from pipeline.extract.types import document_types
from pipeline.review.decision import Decision, DecisionKind, Subject
from pipeline.review.refusals import DecisionsRefused
from pipeline.serve.accounts.users import Right
from pipeline.serve.answers.decisions import apply_decision
from pipeline.serve.http import UserCall, for_users
from pipeline.serve.papers.documents import Document, read_documents
from pipeline.serve.papers.history import tell_history
from pipeline.store.disposals import disposal_facts, disposals_in
from pipeline.store.record import Snapshot

_MENDING = set(DecisionKind) - {DecisionKind.QUARANTINE}
_LONGEST_REASON = 500


@for_users(Right.LOOK)
def _dossier(call: UserCall) -> Response:
    return _page(call, call.query.get("code", ""))


@for_users(Right.CORRECT)
def _decide(call: UserCall) -> Response:
    """Correct, relink, supersede, withdraw or undo; then the dossier again."""
    code = call.form.get("code", "")
    subject = Subject.parse(call.form.get("subject", ""))
    if subject is None or subject.kind not in _MENDING:
        raise InputError(
            "unknown_document", "nothing to decide", item=code, remedy="ask again"
        )
    because = call.form.get("because", "").strip()[:_LONGEST_REASON] or None
    value = call.form.get("value", "").strip()[:_LONGEST_REASON]
    try:
        apply_decision(call.site, call.session, Decision(subject, value, because))
    except DecisionsRefused as refused:
        return _page(call, code, refused)
    for document in _documents(call.site.store.snapshot(), code):
        call.site.queue.renew(document.document_id)
    return RedirectResponse(f"/dossier?{urlencode({'code': code})}", 303)


def _page(
    call: UserCall, code: str, refused: DecisionsRefused | None = None
) -> Response:
    snapshot = call.site.store.snapshot()
    documents = _documents(snapshot, code)
    items = [code, *(one.document_id for one in documents)]
    events = snapshot.read("events", where={"item": items}).to_pylist()
    disposed = disposals_in(events)
    if not documents and not disposed:
        raise _unknown_error(code)
    call.site.record_look(call.session, "dossier shown", code)
    return call.page(
        "dossier.html.j2",
        422 if refused else 200,
        refused=call.words.error(refused) if refused else None,
        code=code,
        documents=documents,
        disposed=[(disposal_facts(one), one.papers) for one in disposed],
        history=tell_history(events, call.words),
        type_names={one.code: one.name for one in document_types()},
    )


def _documents(snapshot: Snapshot, code: str) -> list[Document]:
    rows = snapshot.read(
        "documents", ["document_id"], where={"dossier_code": {code}}
    ).to_pylist()
    return read_documents(snapshot, [row["document_id"] for row in rows])


def _unknown_error(code: str) -> InputError:
    return InputError(
        "unknown_dossier",
        "the archive has no such dossier",
        item=code,
        remedy="search for it",
    )


ROUTES = [
    Route("/dossier", _dossier),
    Route("/dossier/decide", _decide, methods=["POST"]),
]
