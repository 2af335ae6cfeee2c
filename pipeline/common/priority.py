"""A batch goes behind whoever works on the same machine."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NICENESS = 10
_OF_SESSION = Path("/proc/self/autogroup")


def go_behind() -> None:
    """Let others go first, as far as the system allows.

    Where Linux shares the processors out by session (autogroup, sched(7)), a process's own niceness
    counts within its session alone. A session without a terminal, as timers and services start one,
    goes behind as a whole; a terminal's, in which somebody types, does not.
    """
    with suppress(OSError):
        os.nice(NICENESS)
    if not _has_terminal():
        with suppress(OSError):
            _OF_SESSION.write_text(str(NICENESS))


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
