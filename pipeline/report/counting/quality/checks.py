"""What people found when they looked at what the machine had read or linked, by unit and by type.

Two kinds of values are looked at, and they are not the same: those that the machine doubted and
asked about (all of them come to a person), and those that it had taken, which people looked at
because something struck them. Neither is a random sample; each stands in a row of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.columns import Count, Share, Text
from pipeline.report.counting.by_unit import level_order
from pipeline.report.counting.quality.corrections import (
    FIELDS,
    MATCHES,
    Decided,
    decided_rows,
    first_states,
    state_before,
)
from pipeline.report.counting.quality.owners import documents_among, places_of
from pipeline.report.counting.quality.wilson import sureness, wilson_interval
from pipeline.report.counting.tables import Tables, condense
from schemas.figures.report import RowList
from schemas.states import MatchOutcome

_Row = Mapping[str, Any]
_READ = {FIELDS: ("value", "needs_review"), MATCHES: ("outcome", "citizen_id")}


class Origin(StrEnum):
    """What the machine had made of what was looked at; worded in configs/report_texts/."""

    DOUBTED = "doubted"
    TAKEN = "taken"
    LINKED = "linked"


@dataclass(frozen=True, slots=True)
class CheckFigures:
    """How many were looked at and how many were wrong; the true share lies between `low` and `high`
    (Wilson, 95 %), and `sureness` says in words how much that tells."""

    origin: Text
    checked: Count
    wrong: Count
    wrong_share: Share
    low: Share
    high: Share
    sureness: Text


@dataclass(frozen=True, slots=True)
class UnitChecks:
    """Of a unit's papers."""

    level: Text
    agency_code: Text
    figures: CheckFigures


@dataclass(frozen=True, slots=True)
class TypeChecks:
    """Of papers of a type."""

    document_type: Text
    figures: CheckFigures


@dataclass(frozen=True, slots=True)
class _Check:
    """One value or link that somebody looked at."""

    document_id: str
    origin: Origin
    is_wrong: bool


def list_checks(tables: Tables, documents: pa.Table) -> tuple[RowList, RowList]:
    """By unit and by document type, what people found.

    Args:
        tables: of one snapshot.
        documents: document_id, document_type, agency_code and level of those that count.
    """
    checks = [*_check_values(tables, documents), *_check_links(tables, documents)]
    owners = _owners(documents, {check.document_id for check in checks})
    units = _count(checks, lambda check: _unit(owners[check.document_id]))
    types = _count(checks, lambda check: (owners[check.document_id]["document_type"],))
    return (
        RowList(
            "checked_units",
            tuple(UnitChecks(key[0], key[1], one) for key, one in units),
        ),
        RowList("checked_types", tuple(TypeChecks(key[0], one) for key, one in types)),
    )


def _unit(document: _Row) -> tuple[str | None, str | None]:
    return document["level"], document["agency_code"]


def _owners(documents: pa.Table, ids: set[str]) -> dict[str, _Row]:
    columns = ["document_id", "document_type", "agency_code", "level"]
    wanted = pa.chunked_array([pa.array(sorted(ids), pa.string())])
    mine = documents_among(documents.select(columns), wanted)
    return {row["document_id"]: row for row in mine.to_pylist()}


def _check_values(tables: Tables, documents: pa.Table) -> Iterator[_Check]:
    for row, before in _find_decided(tables, documents, FIELDS):
        if before["value"] is not None:
            origin = Origin.DOUBTED if before["needs_review"] else Origin.TAKEN
            yield _Check(row["document_id"], origin, before["value"] != row["value"])


def _check_links(tables: Tables, documents: pa.Table) -> Iterator[_Check]:
    for row, before in _find_decided(tables, documents, MATCHES):
        if before["outcome"] == MatchOutcome.MATCHED:
            is_wrong = before["citizen_id"] != row["citizen_id"]
            yield _Check(row["document_id"], Origin.LINKED, is_wrong)


def _find_decided(
    tables: Tables, documents: pa.Table, decided: Decided
) -> Iterator[tuple[_Row, _Row]]:
    """Each row that somebody decided on, and what the machine had left there."""
    columns = (*decided.key, *_READ[decided], "decided_in")
    found = condense(tables, decided.table, columns, decided_rows)
    counted = documents_among(documents.select(["document_id"]), found["document_id"])
    rows = found.filter(pc.is_valid(places_of(found["document_id"], counted)))
    rows = rows.to_pylist()
    first = first_states(tables, decided, rows)
    for row in rows:
        before = state_before(row, first, decided)
        if before is not None:
            yield row, before


_Key = tuple[str | None, ...]


def _count(
    checks: Sequence[_Check], key_of: Callable[[_Check], _Key]
) -> Iterator[tuple[_Key, CheckFigures]]:
    """The figures of each key and origin, in order."""
    checked = Counter((key_of(one), one.origin) for one in checks)
    wrong = Counter((key_of(one), one.origin) for one in checks if one.is_wrong)
    for key, origin in sorted(checked, key=_order):
        yield key, check_figures(origin, wrong[key, origin], checked[key, origin])


def _order(entry: tuple[_Key, Origin]) -> tuple[int, tuple[str, ...], int]:
    key, origin = entry
    level = level_order(key[0]) if len(key) > 1 else 0
    return level, tuple(part or "" for part in key), list(Origin).index(origin)


def check_figures(origin: Origin, wrong: int, checked: int) -> CheckFigures:
    """Figures of at least one value that was looked at."""
    low, high = wilson_interval(wrong, checked) or (0.0, 1.0)
    return CheckFigures(
        origin=origin,
        checked=checked,
        wrong=wrong,
        wrong_share=wrong / checked if checked else None,
        low=low,
        high=high,
        sureness=sureness(low, high),
    )
