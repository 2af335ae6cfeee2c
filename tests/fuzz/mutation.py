"""Files damaged in the ways in which files are damaged, and in which somebody would damage them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

_TELLING = (
    b"\0",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"9" * 12,
)
"""Bytes that a reader of lengths, counts and offsets may stumble over."""
_MOST_EDITS = 5


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: `kind` at a place, both as shares of the file's length."""

    kind: str
    at: float
    length: float
    content: bytes

    def applied(self, data: bytes) -> bytes:
        """The bytes after it."""
        start = int(self.at * len(data))
        end = min(len(data), start + max(1, int(self.length * self.length * len(data))))
        before, piece, after = data[:start], data[start:end], data[end:]
        match self.kind:
            case "overwrite":
                return before + self.content + data[start + len(self.content) :]
            case "insert":
                return before + self.content + piece + after
            case "delete":
                return before + after
            case "repeat":
                return before + piece + piece + after
            case "flip":
                return (
                    before
                    + bytes([piece[0] ^ 0x20] if piece else [])
                    + piece[1:]
                    + after
                )
            case _:
                return before  # cut short


EDITS = st.builds(
    Edit,
    kind=st.sampled_from(("overwrite", "insert", "delete", "repeat", "flip", "cut")),
    at=st.floats(0, 1),
    length=st.floats(0, 1),
    content=st.sampled_from(_TELLING) | st.binary(min_size=1, max_size=8),
)


def damaged(samples: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of the samples after a few edits."""
    edits = st.lists(EDITS, min_size=1, max_size=_MOST_EDITS)
    return st.builds(_edited, st.sampled_from(list(samples)), edits)


def _edited(data: bytes, edits: Sequence[Edit]) -> bytes:
    for edit in edits:
        data = edit.applied(data)
    return data
