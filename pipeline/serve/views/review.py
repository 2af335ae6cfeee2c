"""The review: the queue with its filters, one item at a time, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from pipeline.errors import InputError, UsageError
from pipeline.extract.persons import person_query
from pipeline.extract.types import document_types
from pipeline.match.decision.decide import match_person
from pipeline.match.explanation.beside import candidates_beside
from pipeline.match.query.words import read_words
from pipeline.review.decision import DecisionKind
from pipeline.review.open_items.items import ItemFilter, ReviewItem
from pipeline.serve.accounts.users import Right
from pipeline.serve.answers.checking import check_answer
from pipeline.serve.answers.decisions import (
    Answer,
    answer_item,
    is_typed_twice,
    may_have,
    paper_of,
    take_back,
)
from pipeline.serve.answers.showing import read_facts, show_item
from pipeline.serve.http import UserCall, for_users, render

_FILTERS = ("kind", "batch", "unit", "reason")


@for_users(Right.REVIEW)
def _review(call: UserCall) -> Response:
    call.site.queue.look_again()
    if call.query.get("again"):
        call.session.skipped.clear()
    wanted = _filter(call.query)
    item_html = _next_html(call, wanted)
    chosen = {name: call.query.get(name, "") for name in _FILTERS}
    return call.page(
        "review.html.j2",
        item_html=item_html,
        open=call.site.queue.count(wanted),
        skipped=len(call.session.skipped),
        choices=call.site.queue.choices,
        chosen=chosen,
        types=[(one.code, one.name) for one in document_types()],
    )


@for_users(Right.REVIEW)
def _next(call: UserCall) -> Response:
    """The next item as a part of the page; 204 where none is left for this person."""
    call.site.queue.look_again()
    wanted = _filter(call.query)
    item_html = _next_html(call, wanted)
    return HTMLResponse(item_html) if item_html else Response(status_code=204)


def _next_html(call: UserCall, wanted: ItemFilter) -> str | None:
    """The next item; those of papers that were disposed of meanwhile leave the queue."""
    while (item := _hand_out(call, wanted)) is not None:
        try:
            return _item_html(call, item, wanted)
        except InputError as error:
            if error.code != "document_disposed":
                raise
            call.site.queue.renew(item.subject.item)
    return None


def _hand_out(call: UserCall, wanted: ItemFilter) -> ReviewItem | None:
    """The next item for this person, leased; an `item` in the query is that one, if it is free."""
    site, session = call.site, call.session
    after, item = call.query.get("after"), call.query.get("item")
    # `pending`: items whose decision is on its way here.
    pending = call.query.get("pending", "").split("\n")
    keep = {key for key in (after, item, *pending) if key}
    held = {paper_of(one) for one in map(site.queue.get, keep) if one is not None}
    takes = _taker(call)
    found = site.queue.get(item or "")
    if found is None or not takes(found):
        without = {*session.skipped, *keep}
        found = site.queue.first(wanted, takes, after=after, without=without)
    site.leases.release(session.who, held | ({paper_of(found)} if found else set()))
    return found


def _taker(call: UserCall) -> Callable[[ReviewItem], bool]:
    """Takes an item into this person's hands, where they may have it and nobody else does."""
    site, session = call.site, call.session
    typed = site.keyings.all() if site.keys_twice() else {}

    def takes(item: ReviewItem) -> bool:
        by = typed.get(item.key, ())
        if is_typed_twice(site, item) and not may_have(site, session, item, by):
            return False
        return site.leases.take(paper_of(item), session.who)

    return takes


def _item_html(call: UserCall, item: ReviewItem, wanted: ItemFilter) -> str:
    shown = show_item(call.site, item)
    call.site.record_look(call.session, "review item shown", item.subject.item)
    return render(
        "item.html.j2",
        call.words,
        shown=shown,
        open=call.site.queue.count(wanted),
        types=[(one.code, one.name) for one in document_types()],
        has_register=call.site.register is not None,
    )


@for_users(Right.REVIEW)
def _check(call: UserCall) -> Response:
    """What the rules say of a value while it is typed; nothing is changed."""
    item = _require_item(call)
    checked = check_answer(call.site, item, _answer(call), call.words)
    return JSONResponse(checked)


@for_users(Right.REVIEW)
def _take(call: UserCall) -> Response:
    item = _require_item(call)
    outcome = answer_item(call.site, call.session, item, _answer(call))
    said = {"outcome": outcome, "said": call.words(f"outcome_{outcome}")}
    return JSONResponse({"ok": True, **said, "open": _open(call)})


@for_users(Right.REVIEW)
def _skip(call: UserCall) -> Response:
    key = call.form.get("item", "")
    if call.site.queue.get(key) is not None:
        call.session.skipped.add(key)
    return JSONResponse({"ok": True, "open": _open(call)})


@for_users(Right.REVIEW)
def _undo(call: UserCall) -> Response:
    """Take this session's last decision back; its item is shown again."""
    key = take_back(call.site, call.session)
    return JSONResponse({"ok": True, "item": key, "said": call.words("undone")})


@for_users(Right.REVIEW)
def _people(call: UserCall) -> Response:
    """Citizens of the register by what was typed, compared with the item's person."""
    site = call.site
    item = _require_item(call)
    words = call.query.get("q", "").strip()[:200]
    if site.register is None or not words:
        return Response(status_code=204)
    document = site.document(item.subject.item)
    read = read_facts(document.person(item.subject.role, item.subject.role_index))
    meant = match_person(read_words(words), site.register, site.settings.matching)
    found = candidates_beside(
        person_query("", 0, read), meant.candidate_ids, site.register
    )
    site.record_look(call.session, "register searched", item.subject.item)
    return HTMLResponse(render("people.html.j2", call.words, found=found))


def _require_item(call: UserCall) -> ReviewItem:
    """The item that a request is about: still open, and in nobody else's hands.

    Raises:
        UsageError: `item_gone`, `item_taken`.
    """
    key = call.form.get("item") or call.query.get("item", "")
    item = call.site.queue.get(key)
    if item is None or call.form.get("version", item.version) != item.version:
        raise UsageError(
            "item_gone",
            "the item is no longer open: somebody decided it",
            item=key,
            remedy="go on with the next",
        )
    if not call.site.leases.take(paper_of(item), call.session.who):
        raise UsageError(
            "item_taken",
            "somebody else has this paper in hand now",
            item=key,
            remedy="go on with the next",
        )
    return item


def _answer(call: UserCall) -> Answer:
    try:
        seconds = float(call.form.get("seconds", "0"))
    except ValueError:
        seconds = 0.0
    because = call.form.get("because", "").strip() or None
    return Answer(call.form.get("value", "").strip(), because, seconds)


def _open(call: UserCall) -> str:
    """How many items are open under the filters of the page, in words."""
    count = call.site.queue.count(_filter(call.query))
    return call.words("open_items", count=call.words.count(count))


def _filter(query: Mapping[str, str]) -> ItemFilter:
    kind = query.get("kind", "")
    return ItemFilter(
        kind=DecisionKind(kind) if kind in set(DecisionKind) else None,
        batch_id=query.get("batch") or None,
        agency_code=query.get("unit") or None,
        reason=query.get("reason") or None,
    )


ROUTES = [
    Route("/review", _review),
    Route("/review/next", _next),
    Route("/review/check", _check, methods=["POST"]),
    Route("/review/take", _take, methods=["POST"]),
    Route("/review/skip", _skip, methods=["POST"]),
    Route("/review/undo", _undo, methods=["POST"]),
    Route("/review/people", _people),
]
