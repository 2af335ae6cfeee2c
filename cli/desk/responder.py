"""Calls of the desk's service, answered as the command line itself would answer them."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path

import typer
from typer.main import get_command

from cli import console
from cli.caller import Caller, act_for
from cli.exits import run_command, say_error
from pipeline.desk.calls.service import DeskCall, DeskReply
from pipeline.desk.calls.wire import DESK_NAME, DESK_SINCE
from pipeline.errors import DigitizationError, StorageError, UsageError

_LOGGER = logging.getLogger(__name__)
_DEFECT = 70


@cache
def _commands() -> Callable[..., object]:
    """The commands that the service answers, made ready once."""
    from cli.commands.papers import desk, papers

    app = typer.Typer(
        name="sohoa", pretty_exceptions_enable=False, rich_markup_mode=None
    )
    papers.add_to(app)
    desk.add_to(app)
    return get_command(app)


class CommandLineResponder:
    """A `Responder`: each call is a command line."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive

    def answer(self, call: DeskCall) -> DeskReply:
        """See Responder."""
        caller = _caller_of(call)
        words = list(call.words)
        if not any(word.split("=")[0] == "--archive" for word in words):
            words += ["--archive", str(self._archive)]
        with act_for(caller), console.capture_output() as said:
            try:
                code = run_command(_commands(), words)
            except BaseException:
                _LOGGER.exception("a call broke off")
                said.err.append(
                    traceback.format_exc(limit=1) if "--debug" in words else ""
                )
                code = _DEFECT
        return _reply(code, said)

    def refuse(self, code: str) -> DeskReply:
        """See Responder."""
        error: DigitizationError
        if code == "desk_call_too_large":
            error = UsageError(
                "desk_call_too_large", "the call is too large", remedy="send less"
            )
        else:
            error = StorageError(
                "desk_busy", "the service is too busy", remedy="call again"
            )
        with console.capture_output() as said:
            exit_code = say_error(error, as_json=True, lang="vi")
        return _reply(exit_code, said)


def _caller_of(call: DeskCall) -> Caller:
    variables = {
        k: v for k, v in call.variables.items() if k not in (DESK_NAME, DESK_SINCE)
    }
    since = call.variables.get(DESK_SINCE)
    return Caller(
        Path(call.folder),
        variables,
        call.stdin,
        call.process,
        call.variables.get(DESK_NAME, ""),
        None if since is None else float(since),
    )


def _reply(code: int, said: console.Captured) -> DeskReply:
    out, err = "".join(said.out), "".join(said.err)
    return DeskReply(
        code,
        out.encode("utf-8", "backslashreplace"),
        err.encode("utf-8", "backslashreplace"),
    )
