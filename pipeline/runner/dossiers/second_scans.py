"""Papers of which a sheet is on file already, from another scan: found at their commit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.ledger import Ledger, SheetPrints
from pipeline.plan.second_scans import (
    ReadPage,
    likeness_keys,
    may_be_twins,
    read_pages,
    second_scan,
)
from pipeline.store.record import RecordStore
from pipeline.store.typed import read_rows
from schemas.tables.rows import DocumentRow
from schemas.work import Contradiction, DocumentRows


@dataclass(frozen=True, slots=True)
class SecondScan:
    """Two papers that hold one sheet, the one with the lower ordinal first.

    `said`: what is said of the first; of the second the same the other way round. A citizen hands
    in one paper to many dossiers: that is told and waits for nobody.
    """

    first: str
    second: str
    same_dossier: bool
    said: Contradiction

    @property
    def sides(self) -> dict[str, Contradiction]:
        """What each of the two papers says."""
        said = self.said
        turned = Contradiction(said.code, said.against, said.found)
        return {self.first: said, self.second: turned}


@dataclass(frozen=True, slots=True)
class _Paper:
    document_id: str
    dossier_code: str
    pages: tuple[ReadPage, ...]


@dataclass(frozen=True, slots=True)
class _Standing:
    document_id: str
    dossier_code: str
    source_sha256: str
    superseded_by: str | None
    withdrawn_on: str | None


@dataclass(frozen=True, slots=True)
class _PageText:
    document_id: str
    page: int
    text: str


def find_second_scans(
    papers: Sequence[DocumentRows], ledger: Ledger, store: RecordStore
) -> list[SecondScan]:
    """Which of some papers just made hold sheets of others, on file or made with them.

    Compared are papers of the same dossier, of the same citizens, and those with the same number
    and notation. What came as the same bytes in another dossier is told otherwise, and what is
    replaced or withdrawn needs no second look.
    """
    sheets = {
        rows.document.document_id: SheetPrints(likeness_keys(rows), rows.prints)
        for rows in papers
        if any(rows.prints)
    }
    fresh = {rows.document.document_id: rows for rows in papers}
    earlier: dict[str, SheetPrints] = {}
    found: list[SecondScan] = []
    for document_id, sheet in sheets.items():
        rows = fresh[document_id]
        near = _alike(sheet, earlier, fresh.keys(), ledger)
        earlier[document_id] = sheet
        ours = _Paper(document_id, rows.document.dossier_code, read_pages(rows))
        others = _papers(rows, near, fresh, store)
        found += [one for other in others if (one := _pair(ours, other)) is not None]
    ledger.sheets.add(sheets)
    return found


def _pair(one: _Paper, other: _Paper) -> SecondScan | None:
    """The two papers in the order of their ordinals; None where they hold no sheet in common."""
    first, second = sorted(
        (one, other), key=lambda each: (len(each.document_id), each.document_id)
    )
    ids = first.document_id, second.document_id
    said = second_scan(ids[0], first.pages, ids[1], second.pages)
    same = first.dossier_code == second.dossier_code
    return None if said is None else SecondScan(*ids, same, said)


def _alike(
    sheet: SheetPrints,
    earlier: Mapping[str, SheetPrints],
    made: Collection[str],
    ledger: Ledger,
) -> dict[str, tuple[str, ...]]:
    """Documents on file, or made `earlier` in this commit, that may hold the same sheets, with
    their prints. What the ledger knows of those `made` now is of a call that broke off."""
    on_file = [one for one in ledger.sheets.find_sharing(sheet.keys) if one not in made]
    keys = set(sheet.keys)
    beside = {
        one: other.prints
        for one, other in earlier.items()
        if not keys.isdisjoint(other.keys)
    }
    prints = {**ledger.sheets.prints(on_file), **beside}
    return {
        one: theirs
        for one, theirs in prints.items()
        if may_be_twins(sheet.prints, theirs)
    }


def _papers(
    rows: DocumentRows,
    others: Mapping[str, tuple[str, ...]],
    fresh: Mapping[str, DocumentRows],
    store: RecordStore,
) -> Iterator[_Paper]:
    """Those that are no copies by their bytes, and stand. Papers of one dossier never are: parts of
    one stack have its bytes in common."""
    ours = rows.document
    for one in others:
        if one in fresh:
            its = fresh[one].document
            if not _is_copy(ours, its):
                yield _Paper(one, its.dossier_code, read_pages(fresh[one]))
    on_file = [one for one in others if one not in fresh]
    if not on_file:
        return
    standing = {
        row.document_id: row.dossier_code
        for row in read_rows(store, "documents", _Standing, on_file)
        if not (_is_copy(ours, row) or row.superseded_by or row.withdrawn_on)
    }
    texts: dict[str, list[ReadPage]] = {one: [] for one in standing}
    for page in (
        read_rows(store, "pages", _PageText, list(standing)) if standing else ()
    ):
        prints = others[page.document_id]
        print_ = prints[page.page - 1] if page.page <= len(prints) else ""
        texts[page.document_id].append(ReadPage(page.page, print_, page.text))
    for one, pages in texts.items():
        in_order = tuple(sorted(pages, key=lambda page: page.page))
        yield _Paper(one, standing[one], in_order)


def _is_copy(one: DocumentRow, other: DocumentRow | _Standing) -> bool:
    """Whether the same bytes were handed in to two dossiers."""
    apart = one.dossier_code != other.dossier_code
    return apart and one.source_sha256 == other.source_sha256
