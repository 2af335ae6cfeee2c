"""From a request to a page: the session behind it, the right it takes, the form it brings."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from pipeline.errors import DigitizationError, StorageError, UsageError
from pipeline.review.refusals import DecisionsRefused
from pipeline.serve.accounts.sessions import Session
from pipeline.serve.accounts.users import Right
from pipeline.serve.site import Site
from pipeline.serve.texts import PageWords
from schemas.languages import LANGUAGES

LANGUAGE_COOKIE = "sohoa_lang"
_HERE = Path(__file__).parent
_STATUS = {
    "unknown_document": 404,
    "picture_gone": 404,
    "unknown_dossier": 404,
    "document_disposed": 410,
}
"""Not there; no longer there."""


@dataclass(frozen=True, slots=True)
class UserCall:
    """One request of somebody signed in."""

    site: Site
    session: Session
    token: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    words: PageWords
    path: str
    wants_json: bool

    def page(
        self, template: str, status: int = 200, /, **values: object
    ) -> HTMLResponse:
        """A page for this user."""
        base = {"session": self.session, "user": self.session.user, "path": self.path}
        text = render(template, self.words, **base, **values)
        return HTMLResponse(text, status)


View = Callable[[UserCall], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def cookie_name(site: Site) -> str:
    """Under TLS, a name that browsers bind to this host and to TLS."""
    return "__Host-sohoa" if site.secure else "sohoa"


def for_users(right: Right | None = None) -> Callable[[View], Endpoint]:
    """A view for users with a right (None: for all who are signed in), run in a thread."""

    def decorate(view: View) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            site: Site = request.app.state.site
            token = request.cookies.get(cookie_name(site), "")
            session = await run_in_threadpool(site.sessions.get, token)
            if session is None:
                return _ask_to_sign_in(request)
            call = _call_of(request, session, token, await read_form(request))
            given = call.form.get("csrf", request.headers.get("x-csrf-token", ""))
            if request.method == "POST" and not session.fits(given):
                return trouble(call, "forged", 403)
            if right is not None and not session.user.may(right):
                return trouble(call, "not_allowed", 403)
            return await run_in_threadpool(_answer, view, call)

        endpoint.__name__ = view.__name__
        return endpoint

    return decorate


def _call_of(
    request: Request, session: Session, token: str, form: Mapping[str, str]
) -> UserCall:
    return UserCall(
        request.app.state.site,
        session,
        token,
        dict(request.query_params),
        form,
        PageWords(session.lang),
        request.url.path,
        _wants_json(request),
    )


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


async def read_form(request: Request) -> dict[str, str]:
    """The text fields of a form; files are passed over."""
    if request.method != "POST":
        return {}
    form = await request.form()
    return {key: value for key, value in form.items() if isinstance(value, str)}


def _answer(view: View, call: UserCall) -> Response:
    try:
        return view(call)
    except DigitizationError as error:
        return refused(call, error)


def refused(call: UserCall, error: DigitizationError) -> Response:
    """What went wrong, and what to do."""
    status = 503 if isinstance(error, StorageError) else _STATUS.get(error.code, 400)
    message, remedy = call.words.error(error)
    if call.wants_json:
        yields = isinstance(error, DecisionsRefused) and all(
            one.yields for one in error.refusals
        )
        said = {
            "code": error.code,
            "message": message,
            "remedy": remedy,
            "overridable": yields,
        }
        return JSONResponse(
            {"ok": False, **said}, 422 if isinstance(error, UsageError) else status
        )
    return call.page("trouble.html.j2", status, message=message, remedy=remedy)


def trouble(call: UserCall, key: str, status: int) -> Response:
    """A refusal in the pages' own words: texts KEY and KEY_remedy."""
    message, remedy = call.words(key), call.words(f"{key}_remedy")
    if call.wants_json:
        return JSONResponse(
            {"ok": False, "code": key, "message": message, "remedy": remedy}, status
        )
    return call.page("trouble.html.j2", status, message=message, remedy=remedy)


def _ask_to_sign_in(request: Request) -> Response:
    words = PageWords(language_of(request))
    if _wants_json(request):
        answer = {"ok": False, "code": "signed_out", "message": words("signed_out")}
        return JSONResponse({**answer, "remedy": words("signed_out_remedy")}, 401)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wanted = {"next": here} if request.method == "GET" and here != "/" else {}
    return RedirectResponse(
        f"/sign-in?{urlencode(wanted)}" if wanted else "/sign-in", 303
    )


def language_of(request: Request) -> str:
    """The language that was chosen in this browser; else the archive's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    site: Site = request.app.state.site
    return chosen if chosen in LANGUAGES else site.settings.lang


def render(template: str, words: PageWords, /, **values: object) -> str:
    """A template's text; every value in it is escaped."""
    return (
        _environment().get_template(template).render(t=words, lang=words.lang, **values)
    )


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["asset"] = asset
    found.globals["subject"] = _subject
    found.filters["query"] = _query
    return found


def _subject(*parts: object) -> str:
    """What a decision is about, as `Subject` names it in text."""
    return "|".join(str(one) for one in parts if one is not None)


def _query(values: Mapping[str, Any]) -> str:
    """`a=1&b=2` of what is given; empty values are left out."""
    return urlencode(
        {key: value for key, value in values.items() if value not in (None, "")}
    )


@cache
def asset(name: str) -> str:
    """The address of a static file: another one when it changes."""
    digest = hashlib.sha256((_HERE / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"
