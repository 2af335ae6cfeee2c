"""Papers beside the others of their dossiers, at their commit.

Papers on file whose outcome changes by those that come now are decided again in the same commit, so
a dossier ends up the same in whatever order its papers come, and wherever a run was broken off.
What a person decided is never overturned; files are not touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.config import Settings
from pipeline.ledger import Ledger
from pipeline.runner.dossiers.contradictions import find_differing, mark_rows
from pipeline.runner.dossiers.filed import FiledPaper, load_filed
from pipeline.runner.dossiers.households import compare_persons
from pipeline.runner.dossiers.second_scans import SecondScan, find_second_scans
from pipeline.store.record import RecordStore
from schemas.states import MatchOutcome
from schemas.tables.rows import StoreRow
from schemas.work import Contradiction, DocumentRows


@dataclass(frozen=True, slots=True)
class Beside:
    """What became of papers beside the others of their dossiers.

    `made`: the rows to be filed; `anew`: rows of papers on file that are to stand in place of
    `stood`, with the events that say why; by document id. `review_items`: how much more somebody is
    asked now.
    """

    made: Mapping[str, DocumentRows]
    anew: Mapping[str, DocumentRows]
    stood: Mapping[str, DocumentRows]
    second_scans: Sequence[SecondScan]
    review_items: int

    @property
    def replaced(self) -> dict[str, dict[str, Sequence[StoreRow]]]:
        """The changed tables of papers on file, as the store takes them."""
        return {
            one: _find_changed(self.stood[one], rows) for one, rows in self.anew.items()
        }


def compare_papers(
    papers: Sequence[DocumentRows],
    ledger: Ledger,
    store: RecordStore,
    settings: Settings,
) -> Beside:
    """Hold papers just made against each other and against those of their dossiers on file; nothing
    of the record is changed."""
    made = {rows.document.document_id: rows for rows in papers}
    codes = {rows.document.dossier_code for rows in papers}
    filed = load_filed(codes, made.keys(), ledger, store)
    scans = find_second_scans(papers, ledger, store)
    stood = {one: paper.stands for one, paper in filed.items()}
    before = {**stood, **made}
    after = dict(before)
    if settings.matching.household:
        after |= compare_persons(made, filed, settings)
    found = _contradictions(made, filed, scans)
    for one, told in found.items():
        after[one] = mark_rows(after[one], told)
    asked = sum(_count_asked(after[one]) - _count_asked(before[one]) for one in after)
    return Beside(
        {one: after[one] for one in made},
        {one: after[one] for one in filed if after[one] != before[one]},
        stood,
        scans,
        len(found) + asked,
    )


def _contradictions(
    made: Mapping[str, DocumentRows],
    filed: Mapping[str, FiledPaper],
    scans: Sequence[SecondScan],
) -> dict[str, tuple[Contradiction, ...]]:
    """What is new to say of papers, by document id. What was told of a paper on file once is not
    told again: somebody may have decided about it."""
    said = {one: paper.own for one, paper in filed.items()}
    found = {
        one: list(told)
        for one, told in find_differing({**said, **made}, made.keys()).items()
    }
    for scan in scans:
        for one, told in scan.sides.items() if scan.same_dossier else ():
            found.setdefault(one, []).append(told)
    fresh = {
        one: tuple(told for told in its if one in made or told not in filed[one].told)
        for one, its in found.items()
        if one in made or one in filed
    }
    return {one: its for one, its in fresh.items() if its}


def _find_changed(
    before: DocumentRows, after: DocumentRows
) -> dict[str, Sequence[StoreRow]]:
    tables: dict[str, tuple[Sequence[StoreRow], Sequence[StoreRow]]] = {
        "documents": ([before.document], [after.document]),
        "fields": (before.fields, after.fields),
        "matches": (before.matches, after.matches),
    }
    return {name: now for name, (old, now) in tables.items() if now != old}


def _count_asked(rows: DocumentRows) -> int:
    """About how many persons and facts somebody is asked."""
    return sum(one.outcome == MatchOutcome.REVIEW for one in rows.matches) + sum(
        one.needs_review for one in rows.fields
    )
