"""Errors become exit codes and messages here, and nowhere else."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import typer
from typer.exceptions import TyperException

from cli import console
from cli.defect import defect_error
from cli.usage import usage_error
from pipeline.errors import DigitizationError, StorageError
from pipeline.messages import localized, placed
from pipeline.trouble import machine_trouble, scarcity_behind

INTERRUPTED = 130


def run_command(
    command: Callable[[], object], arguments: list[str], known_commands: Sequence[str] = ()
) -> int:
    """Run a command line; gives the exit code. With --json, errors of exit 2, 4, 5, 6 and 70 are a
    JSON document."""
    try:
        code = command()
        console.flush()
        return code if isinstance(code, int) else 0
    except typer.Exit as stop:
        return _flushed(stop.exit_code, arguments)
    except (KeyboardInterrupt, typer.Abort):
        console.err(_interrupted(_lang(arguments)))
        return INTERRUPTED
    except BrokenPipeError:
        _leave_stdout()
        return 0
    except TyperException as error:
        return _say(usage_error(error, arguments, known_commands), arguments)
    except Exception as error:
        if "--debug" in arguments:
            traceback.print_exc()
        return _say(told(error, arguments), arguments)


def told(error: Exception, arguments: Sequence[str]) -> DigitizationError:
    """What a user is told: our own errors as they are, the machine's as a StorageError, all else as
    a defect."""
    if isinstance(error, DigitizationError):
        scarce = scarcity_behind(error)
        return error if scarce is None else scarce.for_storage()
    trouble = machine_trouble(error, _archive(arguments))
    return defect_error(error, arguments) if trouble is None else trouble.for_storage()


def _flushed(code: int, arguments: list[str]) -> int:
    try:
        console.flush()
    except BrokenPipeError:
        _leave_stdout()
    except StorageError as error:
        return _say(error, arguments)
    return code


def _leave_stdout() -> None:
    """What is still to be written goes nowhere: whoever read it is gone, or its disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _interrupted(lang: str) -> str:
    return console.say(lang if lang in {"vi", "en"} else "vi", "interrupted")


def _option(arguments: Sequence[str], name: str) -> str | None:
    for position, word in enumerate(arguments):
        if word == name and position + 1 < len(arguments):
            return arguments[position + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def _lang(arguments: Sequence[str]) -> str:
    return _option(arguments, "--lang") or os.environ.get("SOHOA_LANG") or "vi"


def _archive(arguments: Sequence[str]) -> Path | None:
    named = _option(arguments, "--archive") or os.environ.get("SOHOA_ARCHIVE")
    return Path(named) if named else None


def _say(error: DigitizationError, arguments: Sequence[str]) -> int:
    message, remedy = localized(
        error.code, error.message, error.remedy, _lang(arguments), error.values
    )
    if "--json" in arguments:
        _say_json({"code": error.code, "message": message, "item": error.item, "remedy": remedy})
    else:
        place = placed(error.item, _lang(arguments), error.values)
        console.err(message if place is None or place in message else f"{place}: {message}")
        if remedy:
            console.err(f"→ {remedy}")
    if error.code == console.OUTPUT_FAILED:
        _leave_stdout()
    return error.exit_code


def _say_json(error: dict[str, str | None]) -> None:
    try:
        console.answer_json({"error": error})
        console.flush()
    except (OSError, StorageError):
        console.err(f"{error['code']}: {error['message']}")
        _leave_stdout()
