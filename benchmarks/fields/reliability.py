"""How sure values are said to be, and how many of them are right: a reliability diagram in text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

EDGES = (0.0, 0.5, 0.8, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 1.0)
_WIDTH = 40  # signs of a full bar


@dataclass(frozen=True, slots=True)
class Band:
    """Values that are said to be right to [low, high): how many, how sure in the mean, and the
    share of them that is right."""

    low: float
    high: float
    values: int
    said: float
    right: float


def bands(
    told: Iterable[tuple[float, bool]], edges: Sequence[float] = EDGES
) -> list[Band]:
    """Bands that hold values; the last one is closed above.

    Args:
        told: confidence (0-1) and whether the value is right.
        edges: of the bands, rising.
    """
    values = list(told)
    found = []
    for low, high in pairwise(edges):
        inside = [
            (said, right)
            for said, right in values
            if low <= said < high or said == high == edges[-1]
        ]
        if inside:
            count = len(inside)
            mean = sum(said for said, _ in inside) / count
            share = sum(right for _, right in inside) / count
            found.append(Band(low, high, count, mean, share))
    return found


def calibration_error(found: Sequence[Band]) -> float:
    """Expected calibration error: distance of said and right, by the values of each band."""
    count = sum(band.values for band in found)
    off = sum(band.values * abs(band.said - band.right) for band in found)
    return off / count if count else 0.0


def diagram(found: Sequence[Band]) -> Iterator[str]:
    """A line for each band: `█` up to the share that is right, `|` where it is said to be."""
    yield f"expected calibration error {calibration_error(found):.4f}"
    for band in found:
        bar = list("█" * round(band.right * _WIDTH) + "·" * _WIDTH)[: _WIDTH + 1]
        bar[min(round(band.said * _WIDTH), _WIDTH)] = "|"
        yield (
            f"{band.low:.2f}-{band.high:.2f} {''.join(bar)} {band.values:5d} values, "
            f"said {band.said:.3f}, right {band.right:.3f}"
        )
