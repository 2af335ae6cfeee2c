"""Where a key stands in a TOML text, for messages about it (tomllib does not tell)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
Place = tuple[str | int, ...]


def line_of(text: str, key: Sequence[str | int]) -> int:
    """The line (from 1) of a key, given as its way from the top (`("fields", 0, "kind")`); that of
    its table's header where the key itself is not there, else 1."""
    wanted, line, depth = tuple(key), 1, 0
    for number, place in _places(text):
        if len(place) > depth and place == wanted[: len(place)]:
            line, depth = number, len(place)
    return line


def _places(text: str) -> Iterator[tuple[int, Place]]:
    """Line and way of every header and key that begins a line."""
    table: Place = ()
    seen: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            bracket, name = header.groups()
            table = tuple(name.split("."))
            if bracket == "[[":
                table = (*table, seen[name])
                seen[name] += 1
            yield number, table
        elif key := _KEY.match(line):
            yield number, (*table, key.group(1))
