"""Have the papers changed since the weights of matching were trained?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.extract.persons import person_query
from pipeline.match.query.tables import read_queries
from pipeline.match.register import open_register
from pipeline.match.training.drift import DriftReport, measure_drift
from pipeline.open_archive import open_archive
from pipeline.review.changes.labels import facts_read
from pipeline.store.record import Snapshot
from schemas.linkage import PersonQuery

_PERSON = ("document_id", "role", "role_index")


def drift_of_table(queries: Path, register: Path, settings: Settings) -> DriftReport:
    """The drift of a table of queries (`measure_drift`).

    Raises:
        UsageError: no such file or register, or one whose weights were not trained.
        TableError: not a readable table.
    """
    asked = read_queries(queries)
    rules = settings.matching
    opened = open_register(register)
    return measure_drift(asked, opened, rules.drift_warning, rules.drift_least)


def drift_of_archive(
    archive: Path, register: Path, settings: Settings, since: str | None
) -> DriftReport:
    """The drift of the persons whom filed papers name, as the program read them. The audit trail
    tells of the look.

    Args:
        archive: its folder.
        register: whose weights were trained.
        settings: from where on it warns.
        since: papers digitized from this day on (`YYYY-MM-DD`); all where it is None.

    Raises:
        UsageError: no such archive or register, weights that were not trained, or no such day.
    """
    first, rules = _day(since), settings.matching
    with open_archive(archive, settings) as opened:
        asked = list(_persons(opened.store.snapshot(), first))
        opened.note_look("persons compared", "register drift", f"{len(asked)} persons")
    known = open_register(register)
    return measure_drift(asked, known, rules.drift_warning, rules.drift_least)


def _day(text: str | None) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise UsageError(
            "bad_since",
            f"{text} is no day",
            item="--since",
            remedy="give it as 2026-11-28",
        ) from error


def _persons(snapshot: Snapshot, first: str) -> Iterator[PersonQuery]:
    documents = snapshot.read("documents", ("document_id", "digitized_at")).to_pylist()
    ids = {
        one["document_id"] for one in documents if (one["digitized_at"] or "") >= first
    }
    facts = facts_read(snapshot, ids)
    matches = snapshot.read("matches", _PERSON, ids).to_pylist() if ids else []
    for row in matches:
        key = tuple(row[name] for name in _PERSON)
        yield person_query(row["role"], row["role_index"], facts.get(key, {}))
