"""Stacks: how each was split, as reading its separators takes long."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pipeline.ledger.connection import Connection
from schemas.codec import from_plain, to_plain
from schemas.received.source import StackSplit


@dataclass(frozen=True, slots=True)
class Stacks:
    """The rows of `stacks`, by a key that tells bytes and settings."""

    _connection: Connection

    def split(self, key: str) -> StackSplit | None:
        """How a stack was split before."""
        row = self._connection.row("SELECT split FROM stacks WHERE sha256=?", (key,))
        return from_plain(StackSplit, json.loads(row[0])) if row else None

    def keep(self, key: str, split: StackSplit) -> None:
        """Remember how a stack was split."""
        self._connection.change(
            "INSERT OR REPLACE INTO stacks VALUES (?,?)",
            (key, json.dumps(to_plain(split))),
        )
