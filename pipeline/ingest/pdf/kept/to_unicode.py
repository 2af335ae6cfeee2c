"""What the codes of a font say: its ToUnicode map (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|([A-Za-z]+)")
_MOST = 0x10000


def read_to_unicode(data: bytes) -> dict[int, str]:
    """Code → text, of single codes and runs.

    Raises:
        ValueError: it builds on another map, or is broken.
    """
    if b"usecmap" in data:
        raise ValueError("a map that builds on another one")
    tokens = _tokens(data)
    found: dict[int, str] = {}
    for token in tokens:
        if token == "beginbfchar":
            found.update(_singles(tokens))
        elif token == "beginbfrange":
            found.update(_runs(tokens))
        if len(found) > _MOST:
            raise ValueError("more codes than there are")
    return found


def _tokens(data: bytes) -> Iterator[str | bytes]:
    """Words and brackets as str, strings as bytes."""
    for found in _TOKEN.finditer(data):
        if found[1] is not None:
            digits = b"".join(found[1].split()).decode()
            yield bytes.fromhex(digits + "0" * (len(digits) % 2))
        else:
            yield (found[2] or found[3] or found[4]).decode()


def _singles(tokens: Iterator[str | bytes]) -> Iterator[tuple[int, str]]:
    for code in tokens:
        if not isinstance(code, bytes):
            return
        yield int.from_bytes(code, "big"), _text(next(tokens, None))


def _runs(tokens: Iterator[str | bytes]) -> Iterator[tuple[int, str]]:
    for first in tokens:
        if not isinstance(first, bytes):
            return
        last, start = next(tokens, None), next(tokens, None)
        if not isinstance(last, bytes):
            raise ValueError("a run without an end")
        codes = range(int.from_bytes(first, "big"), int.from_bytes(last, "big") + 1)
        if len(codes) > _MOST:
            raise ValueError("a run that is too long")
        if start == "[":
            yield from zip(codes, map(_text, _listed(tokens)), strict=False)
        elif isinstance(start, bytes) and start:
            for step, code in enumerate(codes):
                low = int.from_bytes(start[-2:], "big") + step
                yield code, _text(start[:-2] + low.to_bytes(2, "big"))


def _listed(tokens: Iterator[str | bytes]) -> Iterator[bytes]:
    for token in tokens:
        if not isinstance(token, bytes):
            return
        yield token


def _text(value: str | bytes | None) -> str:
    if not isinstance(value, bytes):
        raise ValueError("a code without its text")
    return value.decode("utf-16-be")
