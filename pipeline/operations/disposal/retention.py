"""Which dossiers have been kept for as long as they must be. Listed; nothing is removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.config import Settings
from pipeline.extract.types import document_types
from pipeline.messages import worded
from pipeline.open_archive import Archive, open_archive
from pipeline.operations.disposal.holds import find_holds
from pipeline.store.typed import read_rows
from schemas.answers.checks import DueAnswer, DueDossierJson
from schemas.states import RecordStatus


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
    pdf_sha256: str = ""
    kind: str = ""
    title: str | None = None
    number: str | None = None
    issued_date: str | None = None
    page_count: int = 0
    agency_code: str | None = None
    level: str | None = None
    procedure_code: str | None = None
    awaits_signature: str | None = None


@dataclass(frozen=True, slots=True)
class DueDossier:
    """A dossier whose longest period is over, with all of its papers."""

    code: str
    since: date
    papers: tuple[KeptDocument, ...]

    def as_json(self) -> DueDossierJson:
        """As the answer shows it."""
        return {
            "dossier_code": self.code,
            "documents": len(self.papers),
            "due_since": self.since.isoformat(),
            "files": sorted(one.pdf_path for one in self.papers),
            "bytes": sum(one.pdf_bytes for one in self.papers),
        }


@dataclass(frozen=True, slots=True)
class Due:
    """What is due on a day, those that are due longest first; by code why others stay though their
    period is over; how many dossiers are kept in all."""

    dossiers: tuple[DueDossier, ...]
    held: Mapping[str, str]
    kept: int


@cache
def retention_years() -> dict[str, int]:
    """Years by the retention's code; 0 is for ever."""
    return load_data(RetentionRules, CONFIGS / "retention.toml").years


def due_dossiers(archive: Path, settings: Settings, today: date) -> DueAnswer:
    """Dossiers that need be kept no longer on a day; nothing is changed."""
    with open_archive(archive, settings) as opened:
        due = find_due(opened, today)
    dossiers = [one.as_json() for one in due.dossiers]
    return {
        "on": today.isoformat(),
        "dossiers": dossiers,
        "documents": sum(one["documents"] for one in dossiers),
        "bytes": sum(one["bytes"] for one in dossiers),
        "kept": due.kept,
        "held": [
            {
                "dossier_code": code,
                "code": why,
                "message": worded(why, settings.lang)[0],
            }
            for code, why in sorted(due.held.items())
        ],
    }


def find_due(archive: Archive, today: date) -> Due:
    """What is due on a day. A dossier is due as a whole, once the longest period of its papers is
    over, and where nothing holds it."""
    dossiers: defaultdict[str, list[KeptDocument]] = defaultdict(list)
    for row in read_rows(archive.store, "documents", KeptDocument):
        dossiers[row.dossier_code].append(row)
    over = {one.code: one for one in _over(dossiers.values(), today)}
    held = find_holds(archive, over.keys())
    due = [one for code, one in over.items() if code not in held]
    due.sort(key=lambda one: (one.since, one.code))
    return Due(tuple(due), held, len(dossiers) - len(due))


def _over(
    dossiers: Iterable[Collection[KeptDocument]], today: date
) -> Iterator[DueDossier]:
    for papers in dossiers:
        since = due_since(papers)
        if since is not None and since <= today:
            ordered = tuple(sorted(papers, key=lambda one: one.pdf_path))
            yield DueDossier(ordered[0].dossier_code, since, ordered)


def due_since(papers: Iterable[KeptDocument]) -> date | None:
    """The first day on which papers of one dossier need be kept no longer; None where there is no
    such day, or nobody can know it: a paper that is kept for ever, is still in force, has no known
    date, or waits for a person or a signature.

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
        if one.status != RecordStatus.DONE or one.awaits_signature:
            return None
        longest, last = max(longest, years), max(last, one.issued_year)
    return date(last + longest + 1, 1, 1)
