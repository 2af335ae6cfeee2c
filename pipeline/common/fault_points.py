"""Named points of the work at which a test may end the process or let the disk fail.

`reach` is called right before and right after each write, sync, rename, commit, signature and
timestamp. It does nothing until a test puts a function in `at_point`.
"""

from __future__ import annotations

from collections.abc import Callable

at_point: Callable[[str], None] | None = None
"""Called with the name of each point that is reached; what it raises is raised there."""


def reach(point: str) -> None:
    """The work is at this point."""
    if at_point is not None:
        at_point(point)
