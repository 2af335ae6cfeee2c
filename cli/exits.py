"""Errors become exit codes and messages here, and nowhere else."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable

import typer
from typer.exceptions import TyperException

from cli import console
from pipeline.errors import DigitizationError, UsageError
from pipeline.messages import localized, placed

INTERRUPTED = 130


def run_command(command: Callable[[], object], arguments: list[str]) -> int:
    """Run a command line; gives the exit code. With --json, errors of exit 2, 4 and 5 are a JSON document."""
    as_json, debug = "--json" in arguments, "--debug" in arguments
    try:
        code = command()
        return code if isinstance(code, int) else 0
    except typer.Exit as stop:
        return stop.exit_code
    except TyperException as error:
        wrong = UsageError("wrong_usage", _text(error), item=None, remedy="see: sohoa --help")
        return _say(wrong, as_json, _lang(arguments))
    except DigitizationError as error:
        if debug:
            traceback.print_exc()
        return _say(error, as_json, _lang(arguments))
    except (KeyboardInterrupt, typer.Abort):
        console.err("interrupted; the same command goes on from here")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        # A defect of ours: its text may quote what was read, so only its type is shown.
        if debug:
            traceback.print_exc()
        else:
            console.err(f"sohoa failed ({type(error).__name__}); run it again with --debug and report what it prints")
        return 1


def _text(error: TyperException) -> str:
    shown = getattr(error, "format_message", None)
    return str(shown()) if callable(shown) else str(error)


def _lang(arguments: list[str]) -> str:
    for position, word in enumerate(arguments):
        if word == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return "vi"


def _say(error: DigitizationError, as_json: bool, lang: str) -> int:
    message, remedy = localized(error.code, error.message, error.remedy, lang, error.values)
    if as_json:
        console.answer_json({"error": {"code": error.code, "message": message, "item": error.item, "remedy": remedy}})
    else:
        place = placed(error.item, lang, error.values)
        console.err(f"{place}: {message}" if place else message)
        if remedy:
            console.err(f"→ {remedy}")
    return error.exit_code
