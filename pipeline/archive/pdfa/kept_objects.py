"""Objects of a kept page written into another file: each content once, whichever page it comes from
(pages of one paper share their fonts)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary

from schemas.imaging import KeptPage

WriteObject = Callable[[bytes, bytes | None], int]
"""Appends an object (and the data of its stream) to a file; gives its number."""


class KeptObjects:
    """Writes what kept pages are made of."""

    def __init__(self, write: WriteObject) -> None:
        """`write`: the file's own way to take an object."""
        self._write = write
        self._known: dict[bytes, int] = {}

    def add(self, page: KeptPage) -> int:
        """Write a page's content and all that it needs; gives the number of a dictionary of its
        /Contents, /Resources and /Group."""
        with pikepdf.open(io.BytesIO(page.data)) as pdf:
            held = pdf.pages[0].obj
            parts = ("/Contents", "/Resources", "/Group")
            kept = {key: held[key] for key in parts if key in held}
            return self._add(Dictionary(kept), None)

    def _add(self, entries: pikepdf.Object, data: bytes | None) -> int:
        """Write an object after those that it names, unless its like is there."""
        length = b"" if data is None else b" /Length %d" % len(data)
        parts = b" ".join(
            key.encode() + b" " + self._spell(value)
            for key, value in sorted(entries.items())
            if key != "/Length"
        )
        text = b"<< " + parts + length + b" >>"
        digest = hashlib.sha256(text + b"\0" + (data or b"")).digest()
        if digest not in self._known:
            self._known[digest] = self._write(text, data)
        return self._known[digest]

    def _spell(self, value: object) -> bytes:
        """A value in PDF's spelling; dictionaries and streams that stand alone by their numbers."""
        if isinstance(value, pikepdf.Stream):
            return b"%d 0 R" % self._add(value, value.read_raw_bytes())
        if isinstance(value, Dictionary):
            if value.is_indirect:
                return b"%d 0 R" % self._add(value, None)
            parts = (
                key.encode() + b" " + self._spell(one)
                for key, one in sorted(value.items())
            )
            return b"<< " + b" ".join(parts) + b" >>"
        if isinstance(value, Array):
            return b"[" + b" ".join(map(self._spell, value)) + b"]"
        if isinstance(value, bool):
            return b"true" if value else b"false"
        if isinstance(value, pikepdf.Object):
            return value.unparse()
        return format(value, "f" if not isinstance(value, int) else "d").encode()
