"""Signing in and out, the language."""

from __future__ import annotations

import math
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline import audit
from pipeline.serve.accounts.users import Right, User
from pipeline.serve.http import (
    LANGUAGE_COOKIE,
    UserCall,
    cookie_name,
    for_users,
    language_of,
    read_form,
    render,
)
from pipeline.serve.site import Site
from pipeline.serve.texts import PageWords
from schemas.languages import LANGUAGES

_YEAR = 365 * 24 * 3600


async def _page(request: Request) -> Response:
    return _form(request)


async def _sign_in(request: Request) -> Response:
    site: Site = request.app.state.site
    form = await read_form(request)
    login, password = form.get("login", ""), form.get("password", "")
    address = request.client.host if request.client else ""
    user = await run_in_threadpool(_try, site, login, password, address)
    if isinstance(user, float):
        minutes = math.ceil(user / 60)
        return _form(request, "too_many_attempts", 429, login, minutes=minutes)
    if user is None:
        return _form(request, "wrong_password", 403, login)
    await run_in_threadpool(_say, site, user, "signed in")
    token, _ = site.sessions.begin(user, language_of(request))
    # An earlier session of this browser ends: a token is never carried over.
    site.sessions.end(request.cookies.get(cookie_name(site), ""))
    answer = RedirectResponse(_own_path(form.get("next", "")), 303)
    _give_token(answer, site, token)
    return answer


def _give_token(answer: Response, site: Site, token: str) -> None:
    answer.set_cookie(
        cookie_name(site),
        token,
        httponly=True,
        secure=site.secure,
        samesite="strict",
        path="/",
    )


def _try(site: Site, login: str, password: str, address: str) -> User | float | None:
    """Who that is; None where the password is wrong, seconds where one has to wait.

    One at a time: many at once would all be tried before the first is counted.
    """
    with site.attempts.turn:
        wait = site.attempts.seconds_to_wait(login, address)
        if wait > 0:
            return wait
        user = site.users.verify(login, password)
        if user is None:
            site.attempts.failed(login, address)
        else:
            site.attempts.succeeded(login, address)
        return user


@for_users()
def _sign_out(call: UserCall) -> Response:
    call.site.sessions.end(call.token)
    call.site.leases.release(call.session.who)
    _say(call.site, call.session.user, "signed out")
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(
        cookie_name(call.site),
        secure=call.site.secure,
        httponly=True,
        samesite="strict",
    )
    return answer


@for_users()
def _home(call: UserCall) -> Response:
    user = call.session.user
    if user.may(Right.REVIEW):
        return RedirectResponse("/review", 303)
    if user.may(Right.LOOK):
        return RedirectResponse("/search", 303)
    return RedirectResponse("/rates" if user.may(Right.REPORT) else "/batch", 303)


async def _language(request: Request) -> Response:
    """Another language, for whoever is signed in or not."""
    form = await read_form(request)
    lang = form.get("lang", "")
    answer = RedirectResponse(_own_path(form.get("next", "")), 303)
    if lang in LANGUAGES:
        site: Site = request.app.state.site
        session = site.sessions.get(request.cookies.get(cookie_name(site)))
        if session is not None:
            session.lang = lang
        answer.set_cookie(
            LANGUAGE_COOKIE,
            lang,
            max_age=_YEAR,
            samesite="lax",
            secure=site.secure,
            httponly=True,
        )
    return answer


def _form(
    request: Request,
    error: str | None = None,
    status: int = 200,
    login: str = "",
    **facts: object,
) -> HTMLResponse:
    words = PageWords(language_of(request))
    text = render(
        "sign_in.html.j2",
        words,
        error=None if error is None else words(error, **facts),
        login=login,
        next=_own_path(request.query_params.get("next", "")),
        path="/sign-in",
    )
    return HTMLResponse(text, status)


def _own_path(text: str) -> str:
    """A path of this site; anything else leads home."""
    parts = urlsplit(text)
    plain = text.startswith("/") and not text.startswith("//") and "\\" not in text
    return text if plain and not parts.netloc and text.isprintable() else "/"


def _say(site: Site, user: User, action: str) -> None:
    audit.append(
        site.folder.audit_file, actor=user.name, action=action, item=user.login
    )


ROUTES = [
    Route("/", _home),
    Route("/sign-in", _page),
    Route("/sign-in", _sign_in, methods=["POST"]),
    Route("/sign-out", _sign_out, methods=["POST"]),
    Route("/language", _language, methods=["POST"]),
]
