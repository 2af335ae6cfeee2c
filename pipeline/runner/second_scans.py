"""Papers of which a sheet is on file already, from another scan: found at their commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from schemas.work import Contradiction, DocumentRows


@dataclass(frozen=True, slots=True)
class _Standing:
    document_id: str
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
) -> dict[str, tuple[Contradiction, ...]]:
    """Which of some papers just made hold sheets of others, on file or made with them; by document.

    Compared are papers of the same dossier, of the same citizens, and those with the same number
    and notation. What came as the same bytes is told otherwise, and what is replaced or withdrawn
    needs no second look. Of two papers made together the later one is named.
    """
    sheets = {
        rows.document.document_id: SheetPrints(likeness_keys(rows), rows.prints)
        for rows in papers
        if any(rows.prints)
    }
    ledger.sheets.add(sheets)
    fresh = {rows.document.document_id: rows for rows in papers}
    order = list(fresh)
    found: dict[str, tuple[Contradiction, ...]] = {}
    for number, (document_id, rows) in enumerate(fresh.items()):
        if document_id not in sheets:
            continue
        others = _alike(sheets[document_id], {*order[number:]}, ledger)
        ours = read_pages(rows)
        told = tuple(
            one
            for other, theirs in _pages_of(rows, others, fresh, store)
            if (one := second_scan(document_id, ours, other, theirs)) is not None
        )
        if told:
            found[document_id] = told
    return found


def _alike(
    sheet: SheetPrints, left_out: set[str], ledger: Ledger
) -> dict[str, tuple[str, ...]]:
    """Documents that may hold the same sheets, with their prints."""
    near = [one for one in ledger.sheets.sharing(sheet.keys) if one not in left_out]
    prints = ledger.sheets.prints(near)
    return {
        one: theirs
        for one, theirs in prints.items()
        if may_be_twins(sheet.prints, theirs)
    }


def _pages_of(
    rows: DocumentRows,
    others: Mapping[str, tuple[str, ...]],
    fresh: Mapping[str, DocumentRows],
    store: RecordStore,
) -> Iterator[tuple[str, tuple[ReadPage, ...]]]:
    """The pages of those that are no copies by their bytes, and stand."""
    bytes_of = rows.document.source_sha256
    for one in others:
        if one in fresh and fresh[one].document.source_sha256 != bytes_of:
            yield one, read_pages(fresh[one])
    on_file = [one for one in others if one not in fresh]
    if not on_file:
        return
    standing = [
        row.document_id
        for row in read_rows(store, "documents", _Standing, on_file)
        if row.source_sha256 != bytes_of and not (row.superseded_by or row.withdrawn_on)
    ]
    texts: dict[str, list[ReadPage]] = {one: [] for one in standing}
    for page in read_rows(store, "pages", _PageText, standing) if standing else ():
        prints = others[page.document_id]
        print_ = prints[page.page - 1] if page.page <= len(prints) else ""
        texts[page.document_id].append(ReadPage(page.page, print_, page.text))
    for one, pages in texts.items():
        yield one, tuple(sorted(pages, key=lambda page: page.page))
