"""Strips of JPEG, one below the other, as one JPEG: their coded data are put together, nothing is
decoded.

A restart marker ends a run of blocks as the end of a strip does (ITU-T T.81, F.1.1.5). Where all
strips use the same tables, their ends become restarts of one picture. That is how office machines
write them: one picture, cut while it is being coded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.ingest.pictures.jpeg import next_segment

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_BASELINE = {0xC0, 0xC1}
_SOF = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_DHT, _DQT, _DRI, _SOS, _APP0, _ADOBE = 0xC4, 0xDB, 0xDD, 0xDA, 0xE0, 0xEE
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_MOST = 0xFFFF


@dataclass(frozen=True, slots=True)
class _Strip:
    """`head`: APP0, Adobe, tables; `frame`: SOF without its marker and length; `runs`: coded data
    between restarts."""

    head: tuple[tuple[int, bytes], ...]
    kind: int
    frame: bytes
    scan: bytes
    interval: int
    runs: tuple[bytes, ...]

    @property
    def height(self) -> int:
        return int.from_bytes(self.frame[1:3], "big")

    @property
    def unit(self) -> tuple[int, int]:
        """Width and height of a minimum coded unit, in pixels."""
        if self.frame[5] == 1:
            return 8, 8
        factors = self.frame[7::3]
        return 8 * max(one >> 4 for one in factors), 8 * max(
            one & 15 for one in factors
        )

    @property
    def units(self) -> int:
        """Minimum coded units in all."""
        width, tall = int.from_bytes(self.frame[3:5], "big"), self.height
        return -(-width // self.unit[0]) * -(-tall // self.unit[1])


def join_jpeg(strips: Sequence[bytes]) -> bytes | None:
    """The strips, from the top, as one JPEG of the same coefficients; None where they can't be
    joined so."""
    parts = [_parse(data) for data in strips]
    first = parts[0]
    if first is None:
        return None
    known = [part for part in parts if part is not None]
    if len(known) != len(parts) or any(
        _select_common(part) != _select_common(first) for part in known
    ):
        return None
    interval = _interval(known)
    height = sum(part.height for part in known)
    if interval is None or height > _MOST:
        return None
    return (
        _SOI + _head(first, height, interval) + b"".join(_with_restarts(known)) + _EOI
    )


def _head(strip: _Strip, height: int, interval: int) -> bytes:
    """The segments before the scan, of a strip that is so much higher."""
    frame = strip.frame[:1] + height.to_bytes(2, "big") + strip.frame[3:]
    restarts = interval.to_bytes(2, "big")
    own = [(strip.kind, frame), (_DRI, restarts), (_SOS, strip.scan)]
    return b"".join(_write_segment(kind, body) for kind, body in (*strip.head, *own))


def _select_common(part: _Strip) -> tuple[object, ...]:
    """What all strips must have in common: everything but the height."""
    return part.head, part.kind, part.frame[:1], part.frame[3:], part.scan


def _interval(parts: Sequence[_Strip]) -> int | None:
    """Units between the restarts of the whole, None where there is no such number."""
    *above, last = parts
    if any(part.height % part.unit[1] for part in above):
        return None
    intervals = {part.interval for part in parts}
    if intervals == {0}:
        (units,) = (
            {part.units for part in above}
            if len({part.units for part in above}) == 1
            else (0,)
        )
        return units if last.units <= units <= _MOST else None
    (interval,) = intervals if len(intervals) == 1 else (0,)
    return (
        interval
        if interval and not any(part.units % interval for part in above)
        else None
    )


def _with_restarts(parts: Sequence[_Strip]) -> Iterator[bytes]:
    runs = [run for part in parts for run in part.runs]
    for number, run in enumerate(runs):
        yield run
        if number < len(runs) - 1:
            yield bytes((0xFF, 0xD0 + number % 8))


def _write_segment(kind: int, body: bytes) -> bytes:
    return bytes((0xFF, kind)) + (len(body) + 2).to_bytes(2, "big") + body


def _parse(data: bytes) -> _Strip | None:
    """A strip of one scan in baseline coding, else None."""
    position, head, frame, interval = 2, [], (0, b""), 0
    marker = -1
    while marker not in {_SOS, 0xD9, 0}:
        marker, body, position = next_segment(data, position)
        if marker in _SOF:
            frame = marker, body
        elif marker == _DRI:
            interval = int.from_bytes(body[:2], "big")
        elif marker in {_DHT, _DQT, _APP0, _ADOBE}:
            head.append((marker, body))
    kind, described = frame
    baseline = marker == _SOS and kind in _BASELINE and len(described) >= 9
    coded = _read_scan(data, position)
    if not baseline or coded is None:
        return None
    runs = tuple(_RESTART.split(coded))
    strip = _Strip(tuple(head), kind, described, body, interval, runs)
    whole = -(-strip.units // interval) if interval else 1
    return strip if len(runs) == whole and strip.height else None


def _read_scan(data: bytes, position: int) -> bytes | None:
    """What a scan holds; None where more than one scan follows, or its end is missing."""
    end = data.rfind(_EOI)
    coded = data[position:end].rstrip(b"\xff")
    others = re.search(rb"\xff[\x01-\xcf\xd8-\xfe]", coded)
    return None if end < position or others is not None else coded
