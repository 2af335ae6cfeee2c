"""The manual page, made from the help: `python -m cli.man > sohoa.1`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer

from cli.command_line import build_app
from pipeline.errors import DigitizationError
from schemas.version import software_version


def manual() -> str:
    """The page in roff, with all commands and options."""
    root: Any = typer.main.get_command(build_app())
    parts = [
        f'.TH SOHOA 1 "" "sohoa {software_version()}" ""',
        ".SH NAME",
        f"sohoa \\- {_plain('số hóa hồ sơ một cửa; digitize one-stop dossiers')}",
        ".SH SYNOPSIS",
        ".B sohoa\n.I COMMAND\n[OPTIONS] [ARGUMENTS]",
        ".SH DESCRIPTION",
        _plain(root.help or ""),
        ".SH COMMANDS",
        *_commands("sohoa", root),
        ".SH EXIT STATUS",
        *_exit_codes(),
        ".SH SEE ALSO",
        "docs/operators.md",
    ]
    return "\n".join(parts) + "\n"


def _commands(above: str, group: Any) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from _commands(f"{above} {name}", command)
            continue
        yield f'.SS "{_plain(above)} {_plain(name)}"'
        yield _plain(command.help or "")
        for one in command.params:
            if one.name == "help":
                continue
            names = (
                ", ".join(one.opts)
                if one.param_type_name == "option"
                else (one.metavar or one.name or "")
            )
            yield f".TP\n.B {_plain(names)}\n{_plain(getattr(one, 'help', None) or '')}"


def _exit_codes() -> Iterator[str]:
    for kind in sorted(_kinds(DigitizationError), key=lambda kind: kind.exit_code):
        yield f".TP\n.B {kind.exit_code}\n{_plain((kind.__doc__ or '').splitlines()[0])}"
    yield ".TP\n.B 130\nInterrupted; the same command goes on."


def _kinds(kind: type[DigitizationError]) -> list[type[DigitizationError]]:
    """One kind for each exit code."""
    found: dict[int, type[DigitizationError]] = {}
    waiting = [kind]
    while waiting:
        one = waiting.pop(0)
        found.setdefault(one.exit_code, one)
        waiting += one.__subclasses__()
    return list(found.values())


def _plain(text: str) -> str:
    """Text as roff takes it: no line begins with a control character."""
    words = " ".join(text.split()).replace("\\", "\\\\").replace("-", "\\-")
    return f"\\&{words}" if words[:1] in {".", "'"} else words


if __name__ == "__main__":
    sys.stdout.write(manual())
