"""The way into the `sohoa` command.

What a counter's software calls all day must answer at once: `--version` and the calls of `sohoa
desk` are answered before anything else is imported.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing costs as much as a call of the desk
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import NoReturn


def run_here(arguments: Sequence[str]) -> int:
    """Run a command line in this process; gives the exit code."""
    from cli.command_line import build_app
    from cli.exits import run_command

    return run_command(build_app(), arguments)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main() -> NoReturn:
    """The console script."""
    words = sys.argv[1:]
    if words == ["--version"]:
        _print_version(words)
    if words[:1] in (["desk"], ["counter"]):
        from cli.thin.client import for_service

        code = for_service(words)
        if code is not None:
            sys.exit(code)
    _run_whole(words)


def _print_version(words: Sequence[str]) -> NoReturn:
    import os

    from cli.thin.version import quick_version

    try:
        os.write(
            1, f"sohoa {quick_version()}\n".encode()
        )  # nothing is left in a buffer
    except OSError:  # a full disk behind the redirection, say: told as for any command
        _run_whole(words)
    sys.exit(0)


def _run_whole(words: Sequence[str]) -> NoReturn:
    import signal
    from io import TextIOWrapper

    from pipeline.common.memory import use_system_memory
    from pipeline.common.threads import limit_threads

    signal.signal(signal.SIGTERM, _stop)
    limit_threads()
    use_system_memory()
    # Names from a file system may hold bytes that are no text; a result that shows one must not
    # fail for it.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run_here(words))
