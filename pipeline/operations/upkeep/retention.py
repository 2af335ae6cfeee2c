"""Which dossiers have been kept for as long as they must be. Listed; nothing is removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.config import Settings
from pipeline.extract.types import document_types
from pipeline.open_archive import open_archive
from schemas.answers.checks import DueAnswer, DueDossierJson
from schemas.states import RecordStatus
from schemas.tables.rows import column_names


class RetentionRules(Data):
    """configs/retention.toml: years by code."""

    source: str
    years: dict[str, int] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """What is asked of a document; columns of the table `documents`."""

    document_id: str
    dossier_code: str
    document_type: str
    issued_year: int | None
    still_valid: bool | None
    status: str
    pdf_path: str
    pdf_bytes: int


@cache
def retention_years() -> dict[str, int]:
    """Years by the retention's code; 0 is for ever."""
    return load_data(RetentionRules, CONFIGS / "retention.toml").years


def due_dossiers(archive: Path, settings: Settings, today: date) -> DueAnswer:
    """Dossiers that need be kept no longer on a day, those that are due longest first. A dossier is
    due as a whole, once the longest period of its papers is over."""
    with open_archive(archive, settings) as opened:
        columns = column_names(KeptDocument)
        rows = opened.store.read("documents", columns).to_pylist()
    dossiers: defaultdict[str, list[KeptDocument]] = defaultdict(list)
    for row in rows:
        dossiers[row["dossier_code"]].append(KeptDocument(**row))
    due = list(_due(dossiers.values(), today))
    due.sort(key=lambda one: (one["due_since"], one["dossier_code"]))
    return {
        "on": today.isoformat(),
        "dossiers": due,
        "documents": sum(one["documents"] for one in due),
        "bytes": sum(one["bytes"] for one in due),
        "kept": len(dossiers) - len(due),
    }


def _due(
    dossiers: Iterable[Collection[KeptDocument]], today: date
) -> Iterator[DueDossierJson]:
    for papers in dossiers:
        since = due_since(papers)
        if since is None or since > today:
            continue
        yield {
            "dossier_code": next(iter(papers)).dossier_code,
            "documents": len(papers),
            "due_since": since.isoformat(),
            "files": sorted(one.pdf_path for one in papers),
            "bytes": sum(one.pdf_bytes for one in papers),
        }


def due_since(papers: Iterable[KeptDocument]) -> date | None:
    """The first day on which papers of one dossier need be kept no longer; None where there is no
    such day, or nobody can know it: a paper that is kept for ever, is still in force, has no known
    date, or waits for a person.

    Periods run in whole years from the end of the year in which the last paper was issued.
    """
    longest, last = 0, 0
    types = document_types().types
    for one in papers:
        kind = types.get(one.document_type)
        years = retention_years().get(kind.retention) if kind else None
        # 0 is for ever, None a code without a known period.
        if not years or one.still_valid or one.issued_year is None:
            return None
        if one.status != RecordStatus.DONE:
            return None
        longest, last = max(longest, years), max(last, one.issued_year)
    return date(last + longest + 1, 1, 1)
