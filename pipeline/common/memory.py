"""Where a process's libraries take their memory."""

from __future__ import annotations

import os

_ARROW = "ARROW_DEFAULT_MEMORY_POOL"


def use_system_memory() -> None:
    """Have Arrow ask the system for memory: of tables of millions of rows its own pool gives pages
    back and takes them anew all the time, which costs form 766 of a country a third more.

    To be called before Arrow is loaded, in this process or below it. What the environment says
    already stands.
    """
    os.environ.setdefault(_ARROW, "system")
