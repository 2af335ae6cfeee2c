"""Why a page can't be kept as it is."""

from __future__ import annotations

from schemas.kept import WhyDrawn


class NotKept(Exception):
    """The page is to be drawn."""

    def __init__(self, why: WhyDrawn) -> None:
        """`why`: the first thing that was found."""
        super().__init__(str(why))
        self.why = why


def ask(holds: object, why: WhyDrawn) -> None:
    """Go on only where something holds.

    Raises:
        NotKept: it does not.
    """
    if not holds:
        raise NotKept(why)
