"""The way in for counters' calls: who calls, how often, and what is handed on to the desk's
service. Only under TLS."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pipeline import audit
from pipeline.errors import StorageError
from pipeline.serve.desks.arrival import Arrival, Broken, receive_call
from pipeline.serve.desks.pace import Pace
from pipeline.serve.desks.tokens import DeskTokens
from schemas.desk_calls import PATH, BadWords

_LOGGER = logging.getLogger(__name__)
AT_ONCE = 16
"""Calls that are handed on at once; more wait for their turn."""
_UPLOAD_SECONDS = 600.0
_WRONG_BURST, _WRONG_A_SECOND = 20, 1 / 30
"""Wrong tokens from one address: so many, then two a minute are looked at and noted."""


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A desk's call for the service: the desk's name, its words, stdin, the folder that its files
    lie in, and how long its caller had waited when it came."""

    desk: str
    words: tuple[str, ...]
    stdin: bytes
    folder: str
    waited: float


class AskDesk(Protocol):
    """Asks the desk's service."""

    def __call__(self, call: HandedOn) -> bytes | None:
        """The answer as it travels; None where there is no service to be had."""


@dataclass
class DeskGate:
    """What lets counters' calls in.

    `arrivals`: a folder for this account alone, outside the archive, for files of calls under way.
    """

    archive: Path
    tokens: DeskTokens
    audit_file: Path
    arrivals: Path
    most_bytes: int
    ask: AskDesk
    pace: Pace = field(default_factory=Pace)
    wrong: Pace = field(default_factory=lambda: Pace(_WRONG_BURST, _WRONG_A_SECOND))

    def __post_init__(self) -> None:
        shutil.rmtree(
            self.arrivals, ignore_errors=True
        )  # of calls that a power cut broke off
        self.arrivals.mkdir(mode=0o700, parents=True)
        self._room = CapacityLimiter(AT_ONCE)

    async def answer(self, request: Request) -> Response:
        """A call's answer."""
        try:
            desk = await to_thread.run_sync(self._desk_of, _bearer(request.headers))
        except StorageError:
            _LOGGER.exception("no desk can be let in")
            return PlainTextResponse("no list of desks", 503)
        if desk is None:
            return await to_thread.run_sync(
                self._refuse, request.client and request.client.host
            )
        if not self.pace.allows(desk):
            return PlainTextResponse("too often", 429)
        folder = Path(await to_thread.run_sync(_folder, self.arrivals))
        try:
            async with asyncio.timeout(_UPLOAD_SECONDS):
                arrival = await receive_call(request.stream(), folder, self.most_bytes)
            return await to_thread.run_sync(
                self._hand_on, desk, arrival, folder, limiter=self._room
            )
        except Broken as broken:
            return PlainTextResponse("no whole call", broken.status)
        except BadWords:
            return PlainTextResponse("not for counters", 400)
        except TimeoutError:
            return PlainTextResponse("too slow", 408)
        except (OSError, StorageError):
            _LOGGER.exception("a desk's call can't be taken")
            return PlainTextResponse("no room", 503)
        finally:
            await to_thread.run_sync(_remove, folder)

    def _desk_of(self, token: str) -> str | None:
        return self.tokens.desk_of(token) if token else None

    def _refuse(self, address: str | None) -> Response:
        """A wrong token; noted, unless there were too many to note."""
        where = address or "unknown"
        if not self.wrong.allows(where):
            return PlainTextResponse("too often", 429)
        self._note("desk_refused", "token", where, "unknown")
        return PlainTextResponse("unknown token", 401)

    def _hand_on(self, desk: str, arrival: Arrival, folder: Path) -> Response:
        call = HandedOn(
            desk,
            words_of(arrival, self.archive),
            arrival.stdin,
            str(folder),
            arrival.head.waited,
        )
        answer = self.ask(call) or self.ask(call)
        if answer is None:
            return PlainTextResponse("no service", 503)
        self._note(
            "desk", arrival.head.words.command, f"exit {_exit_code(answer)}", desk
        )
        return Response(answer, media_type="application/octet-stream")

    def _note(self, action: str, item: str, detail: str, desk: str) -> None:
        audit.append(
            self.audit_file, actor=desk, action=action, item=item, detail=detail
        )


def words_of(arrival: Arrival, archive: Path) -> tuple[str, ...]:
    """The command line that the service answers: options hold their values, and all other words
    stand behind `--`, so that none is taken for an option."""
    words = arrival.head.words
    begin = ["counter"] if words.command == "counter" else ["desk", words.command]
    options = [f"{name}={value}" for name, value in words.options]
    others = [*words.plain, *(["-"] if words.stdin else []), *arrival.files]
    return (*begin, f"--archive={archive}", *options, *words.flags, "--", *others)


def desk_route(gate: DeskGate) -> Route:
    """The one address of the gate."""

    async def call(request: Request) -> Response:
        return await gate.answer(request)

    return Route(PATH, call, methods=["POST"])


def _bearer(headers: Mapping[str, str]) -> str:
    kind, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if kind.casefold() == "bearer" else ""


def _folder(arrivals: Path) -> str:
    return mkdtemp(dir=arrivals)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _exit_code(answer: bytes) -> str:
    return answer.partition(b"\n")[0].split(b" ")[1].decode("ascii", "replace")
