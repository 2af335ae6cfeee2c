"""An organ that issues papers, and how its name is set and shortened."""

from __future__ import annotations

from dataclasses import dataclass

from synthetic.heads.draws import Draws


@dataclass(frozen=True, slots=True)
class Organ:
    """Who issues a paper: lines of the parent and of itself in the case of running text, the
    abbreviation for notations, the place, and the head's title."""

    parent: tuple[str, ...]
    lines: tuple[str, ...]
    short: str
    place: str
    chief: str


def draw_organ_below(
    draws: Draws, over: str, name: str, place: str, chief: str, *, short: str = ""
) -> Organ:
    """An organ with a parent.

    Args:
        draws: decide how its name is broken.
        over: the parent, `|` between its lines.
        name: of the organ itself.
        place: where it is.
        chief: its head's title.
        short: its abbreviation, where that is not its initials.
    """
    lines = break_name(draws, name)
    return Organ(tuple(over.split("|")), lines, short or initials(name), place, chief)


def break_name(draws: Draws, name: str) -> tuple[str, ...]:
    """A name on one line, or a long one on two."""
    words = name.split()
    if len(words) < 5 or draws.chance(0.55 if len(name) < 34 else 0.15):
        return (name,)
    at = (
        int(draws.rng.integers(len(words) // 2, len(words) - 1))
        if len(words) > 5
        else 3
    )
    return " ".join(words[:at]), " ".join(words[at:])


def initials(name: str) -> str:
    """The first letters of a name, as notations have them."""
    words = [
        w
        for w in name.replace("|", " ").replace("-", " ").replace(",", " ").split()
        if w not in {"và", "về", "của"}
    ]
    return "".join(w[0].upper() for w in words)[:5] or "VP"
