"""Errors become exit codes and messages here, and nowhere else."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence

import typer
from typer.exceptions import TyperException

from cli import console
from cli.common import Common, read_common
from cli.defect import defect_error
from cli.usage import usage_error
from pipeline.errors import DigitizationError, StorageError, TableError
from pipeline.messages import localized, placed
from pipeline.trouble import machine_trouble, scarcity_behind

INTERRUPTED = 130
_SHOWN = 19
"""Further rows of a table that are told in full."""


def run_command(app: Callable[..., object], arguments: Sequence[str]) -> int:
    """Run a command line; gives the exit code. With --json, errors of exit 2, 4, 5, 6 and 70 are a
    JSON document."""
    common = Common()
    try:
        code = app(
            list(arguments), standalone_mode=False, prog_name="sohoa", obj=common
        )
        console.flush()
        return code if isinstance(code, int) else 0
    except typer.Exit as stop:
        return _flush(stop.exit_code, common)
    except (KeyboardInterrupt, typer.Abort):
        console.note(common.error_lang, "interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _leave_stdout()
        return 0
    except TyperException as error:
        return _say(usage_error(error), read_common(arguments))
    except Exception as error:
        if common.debug:
            traceback.print_exc()
        return _say(_error_to_tell(error, common, arguments), common)


def _error_to_tell(
    error: Exception, common: Common, arguments: Sequence[str]
) -> DigitizationError:
    """What a user is told: our own errors as they are, the machine's as a StorageError, all else as
    a defect."""
    if isinstance(error, DigitizationError):
        scarce = scarcity_behind(error)
        return error if scarce is None else scarce.for_storage()
    trouble = machine_trouble(error, common.archive)
    return defect_error(error, arguments) if trouble is None else trouble.for_storage()


def _flush(code: int, common: Common) -> int:
    try:
        console.flush()
    except BrokenPipeError:
        _leave_stdout()
    except StorageError as error:
        return _say(error, common)
    return code


def _leave_stdout() -> None:
    """What is still to be written goes nowhere: whoever read it is gone, or its disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _say(error: DigitizationError, common: Common) -> int:
    return say_error(error, common.json, common.error_lang)


def say_error(error: DigitizationError, as_json: bool, lang: str) -> int:
    """Tell an error as a command ends with it; gives the exit code."""
    others = error.others if isinstance(error, TableError) else ()
    if as_json:
        more = {"others": [_error_json(one, lang) for one in others]} if others else {}
        _say_json({**_error_json(error, lang), **more})
    else:
        for one in (error, *others[:_SHOWN]):
            _say_text(one, lang)
        if others[_SHOWN:]:
            console.note(lang, "more_rows", count=len(others[_SHOWN:]))
    if error.code == console.OUTPUT_FAILED:
        _leave_stdout()
    return error.exit_code


def _error_json(error: DigitizationError, lang: str) -> dict[str, object]:
    message, remedy = localized(
        error.code, error.message, error.remedy, lang, error.values
    )
    return {
        "code": error.code,
        "message": message,
        "item": error.item,
        "remedy": remedy,
    }


def _say_text(error: DigitizationError, lang: str) -> None:
    message, remedy = localized(
        error.code, error.message, error.remedy, lang, error.values
    )
    place = placed(error.item, lang, error.values)
    console.err(message if place is None or place in message else f"{place}: {message}")
    if remedy:
        console.err(f"→ {remedy}")


def _say_json(error: dict[str, object]) -> None:
    try:
        console.answer_json({"error": error})
        console.flush()
    except (OSError, StorageError):
        console.err(f"{error['code']}: {error['message']}")
        _leave_stdout()
