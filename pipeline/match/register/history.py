"""How a register came about: one line for each build and update, so that a stored decision can be
traced to what the register held that day, and a table of changes is not taken twice.

The manifest says how many lines are in force: what a crash has written behind them does not count.
No line names a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from pipeline.common.clock import now, stamp
from pipeline.match.register.layout import MANIFEST, MODEL, put_file
from pipeline.match.register.opened import version_of
from pipeline.match.weights.model import load_model

HISTORY = "history.jsonl"
_UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Step:
    """A build or an update: the SHA-256 of its table, and what it counted."""

    did: Literal["build", "update"]
    source_sha256: str
    counts: Mapping[str, int]
    actor: str = ""


class HistoryLine(TypedDict):
    """A step as it stands in the file. `digest`: of the data that it left; `version`: the
    register's, with the weights of the day."""

    at: str
    did: str
    actor: str
    source_sha256: str
    digest: str
    version: str
    counts: dict[str, int]


def read_history(register: Path) -> list[HistoryLine]:
    """The steps in force, the oldest first; none for a register from before there were any."""
    steps = _steps_in_force(register)
    try:
        lines = (register / HISTORY).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines[:steps]]


def was_applied(register: Path, source_sha256: str) -> bool:
    """Whether a table of changes with these bytes was taken since the last build."""
    for line in reversed(read_history(register)):
        if line["did"] != _UPDATE:
            return False
        if line["source_sha256"] == source_sha256:
            return True
    return False


def add_step(register: Path, step: Step, digest: str) -> int:
    """Write the step behind those in force; gives how many there are then. It counts once the
    manifest says so."""
    line: HistoryLine = {
        "at": stamp(now()),
        "did": step.did,
        "actor": step.actor,
        "source_sha256": step.source_sha256,
        "digest": digest,
        "version": version_of(digest, load_model(register / MODEL)),
        "counts": dict(step.counts),
    }
    lines = [*read_history(register), line]
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines)
    put_file(register / HISTORY, text.encode())
    return len(lines)


def _steps_in_force(register: Path) -> int:
    """How many steps the manifest counts; 0 where it is lacking or can't be read."""
    try:
        found = json.loads((register / MANIFEST).read_bytes())
        return int(found.get("steps", 0))
    except (OSError, ValueError, AttributeError, TypeError):
        return 0
