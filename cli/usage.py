"""What is wrong with a command line, as an error whose facts can be told in either language."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from pipeline.errors import UsageError

_NO_COMMAND = re.compile(r"No such command '([^']*)'")
# What the parser says of a value, and our word for it. Typer's releases word it differently.
_WHOLE_NUMBER = re.compile(r"valid int|not a valid integer")
_NUMBER = re.compile(r"valid (number|float)")
_LIMIT = re.compile(
    r"(greater|less) than or equal to (\S+?)\.?$|is not in the range (.+?)\.?$"
)
_EXTRA = re.compile(r"unexpected extra argument\(?s?\)? \((.*)\)", re.DOTALL)


def usage_error(error: Any) -> UsageError:
    """The parser's complaint (typer's exceptions) as an error with a code and facts of its own."""
    command = _command(error)
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _unknown_option(error, command)
    if kind == "MissingParameter":
        return _missing_error(error, command)
    if kind == "BadOptionUsage":
        needs = "requires" in error.message
        code = "option_needs_value" if needs else "option_takes_no_value"
        text = "needs a value" if needs else "takes no value"
        return _error(
            code,
            f"the option {error.option_name} {text}",
            command,
            option=error.option_name,
        )
    if kind == "BadParameter":
        return _wrong_value(error, command)
    return _other(error, command)


def _unknown_option(error: Any, command: str) -> UsageError:
    alike = sorted(error.possibilities or ())
    near = ", ".join(get_close_matches(error.option_name, alike, len(alike) or 1, 0))
    return _error(
        "unknown_option_near" if near else "unknown_option",
        f"there is no option {error.option_name}"
        + (f"; perhaps {near}" if near else ""),
        command,
        option=error.option_name,
        near=near,
    )


def _missing_error(error: Any, command: str) -> UsageError:
    name = _name(error)
    if getattr(error.param, "param_type_name", "argument") == "option":
        return _error(
            "missing_option", f"the option {name} is missing", command, option=name
        )
    return _error(
        "missing_argument", f"the argument {name} is missing", command, argument=name
    )


def _wrong_value(error: Any, command: str) -> UsageError:
    name, message = _name(error), str(error.message).rstrip(".")
    facts = {"name": name, "value": _value(error)}
    if found := _LIMIT.search(message):
        limit = found[3] or ("≥ " if found[1] == "greater" else "≤ ") + found[2]
        text = f"{name}: {facts['value']} is out of range ({limit})"
        return _error("value_out_of_range", text, command, **facts, range=limit)
    for code, shape, wanted in (
        ("not_whole_number", _WHOLE_NUMBER, "a whole number"),
        ("not_number", _NUMBER, "a number"),
    ):
        if shape.search(message):
            return _error(
                code, f"{name}: {facts['value']} is not {wanted}", command, **facts
            )
    return _error(
        "wrong_value", f"{name}: {facts['value']}: {message}", command, **facts
    )


def _value(error: Any) -> str:
    """What was given, as the validation behind the parser's complaint holds it."""
    found = getattr(error.__cause__, "errors", None)
    return "?" if found is None else str(found()[0]["input"]) or "''"


def _other(error: Any, command: str) -> UsageError:
    message = str(getattr(error, "message", error))
    if found := _NO_COMMAND.search(message):
        known = _commands(error)
        near = ", ".join(get_close_matches(found[1], known, n=2)) or ", ".join(known)
        return _error(
            "unknown_command",
            f"there is no command {found[1]!r}; perhaps {near}",
            command,
            name=found[1],
            near=near,
        )
    if found := _EXTRA.search(message):
        return _error(
            "extra_arguments",
            f"too many arguments: {found[1]}",
            command,
            arguments=found[1],
        )
    if type(error).__name__ == "NoArgsIsHelpError" or message.startswith(
        "Missing command"
    ):
        names = ", ".join(_commands(error))
        return _error(
            "missing_command",
            f"a command is missing; one of: {names}",
            command,
            near=names,
        )
    return _error("wrong_usage", message, command, reason=message)


def _commands(error: Any) -> list[str]:
    """The commands that stand where one is wrong or missing."""
    context = getattr(error, "ctx", None)
    return list(getattr(getattr(context, "command", None), "commands", ()))


def _error(code: str, message: str, command: str, **values: str) -> UsageError:
    return UsageError(
        code,
        message,
        remedy=f"see: {command} --help",
        values={"command": command, **values},
    )


def _command(error: Any) -> str:
    """For example `sohoa report`."""
    return str(getattr(getattr(error, "ctx", None), "command_path", "") or "sohoa")


def _name(error: Any) -> str:
    """`--limit`, or `WORDS…` for an argument."""
    parameter = error.param
    if parameter is None:
        hint = error.param_hint
        return str(hint if isinstance(hint, str) else ", ".join(hint or ("?",))).strip(
            "'"
        )
    if getattr(parameter, "param_type_name", "") == "option":
        return str(
            next(
                (one for one in parameter.opts if one.startswith("--")),
                parameter.opts[0],
            )
        )
    return str(parameter.metavar or parameter.name).strip("[]")
