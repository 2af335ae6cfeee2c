"""A report: rows for officials, with what is needed to trace them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """One report over one snapshot (the store's commit number).

    `rows` are plain objects (JSON values) with the same keys; `totals` likewise; `notes` are sentences for people
    (development keys, dossiers in no register); `extra` holds further lists by name.
    """

    report: str
    snapshot: int
    period: str
    plan: str | None
    rows: tuple[dict[str, Any], ...]
    totals: dict[str, Any]
    notes: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
