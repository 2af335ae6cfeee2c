"""All pages of an archive as one application."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.serve.desks.gate import DeskGate, desk_route
from pipeline.serve.http import language_of, render
from pipeline.serve.security import Guard
from pipeline.serve.site import Site
from pipeline.serve.texts import PageWords
from pipeline.serve.views import (
    batch,
    dossier,
    figures,
    pictures,
    rates,
    reports,
    review,
    search,
    sign_in,
)

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1", "[::1]")


def build_app(site: Site, desks: DeskGate | None = None) -> Starlette:
    """The application that serves a site; with `desks`, and under TLS, counters' calls as well."""
    routes = [
        *sign_in.ROUTES,
        *review.ROUTES,
        *pictures.ROUTES,
        *dossier.ROUTES,
        *batch.ROUTES,
        *search.ROUTES,
        *rates.ROUTES,
        *reports.ROUTES,
        *figures.ROUTES,
        Route("/health", _health),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]
    if desks is not None and site.secure:
        routes.append(desk_route(desks))
    middleware = [Middleware(Guard, secure=site.secure)]
    if not site.secure:
        # Without TLS nothing else tells a page of ours from one that a name was bent to.
        local = Middleware(
            TrustedHostMiddleware, allowed_hosts=LOCAL_HOSTS, www_redirect=False
        )
        middleware.append(local)
    app = Starlette(
        routes=routes,
        middleware=middleware,
        exception_handlers={404: _not_found, 405: _not_found, 500: _defect},
    )
    app.state.site = site
    return app


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _not_found(request: Request, _error: Exception) -> Response:
    words = PageWords(language_of(request))
    text = render(
        "bare.html.j2", words, message=words("no_page"), remedy=words("no_page_remedy")
    )
    return Response(text, 404, media_type="text/html")


async def _defect(request: Request, _error: Exception) -> Response:
    words = PageWords(language_of(request))
    text = render(
        "bare.html.j2", words, message=words("defect"), remedy=words("defect_remedy")
    )
    return Response(text, 500, media_type="text/html")
