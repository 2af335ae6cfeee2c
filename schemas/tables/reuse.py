"""A paper used again instead of handed in and scanned, as the events of the store note it."""

from __future__ import annotations

from dataclasses import dataclass

REUSED = "reuse"
"""The action of such an event; its item is the dossier that uses the paper again."""


@dataclass(frozen=True, slots=True)
class ReuseDetail:
    """What an event says: which document is used, by which edition of the rules."""

    document_id: str
    rules_edition: str
