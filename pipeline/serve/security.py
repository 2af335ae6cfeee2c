"""What every answer and every request is held to, whatever the page.

Headers: no script, style or picture from elsewhere and none inside a page, no framing, nothing
kept by caches. Requests that change something: from our own pages alone, of a known size.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schemas.desk_calls import PATH as DESK_PATH

LARGEST_FORM = 64 << 10
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups"
)
"""Of a report, which brings its own style and pictures and no script: shown as it is handed on."""
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # The page's own address is needed for the Origin of forms; elsewhere nothing is told.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_LASTING = "max-age=31536000"
_SAFE = {"GET", "HEAD"}


class Guard:
    """ASGI middleware around all pages."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what no page of ours asks for; add the headers to all else."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("content-security-policy", _POLICY)
                headers.setdefault("cache-control", "no-store")
                if self._secure:
                    headers["strict-transport-security"] = _LASTING
            await send(message)

        # A counter's call is no form: it brings its desk's token, which no page can, and files.
        is_free = scope["method"] in _SAFE or scope["path"] == DESK_PATH
        refusal = None if is_free else _refusal(Headers(scope=scope))
        await (refusal or self._app)(scope, receive, guarded)


def _refusal(headers: Headers) -> PlainTextResponse | None:
    """The answer to a request that changes something and does not come from our pages."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return PlainTextResponse("from another site", 403)
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return PlainTextResponse("from another site", 403)
    length = headers.get("content-length", "")
    if not length.isdecimal():
        return PlainTextResponse("how long?", 411)
    return PlainTextResponse("too long", 413) if int(length) > LARGEST_FORM else None
