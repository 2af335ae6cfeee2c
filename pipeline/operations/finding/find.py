"""Finding: full text, what a citizen has on file, everything about a dossier. Each look is in the
audit trail."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline import audit
from pipeline.config import IndexSettings, Settings
from pipeline.errors import DigitizationError, StorageError, UsageError
from pipeline.open_archive import Archive, open_archive
from pipeline.operations.finding.highlight import word_boxes
from pipeline.operations.finding.reusable import advise, mask, reusable_json
from pipeline.operations.finding.whose import (
    documents_of,
    find_numbers,
    read_wanted,
)
from pipeline.search.choose import open_index
from pipeline.search.engine import SearchHit, SearchIndex, SearchResult
from pipeline.search.entries import catch_up
from pipeline.search.narrowing import narrowed_to
from pipeline.search.request import SearchRequest
from pipeline.store.disposals import (
    disposal_of,
    disposed_of_citizen,
    read_disposals,
)
from pipeline.store.parquet import ParquetStore
from pipeline.store.queries import dossier_documents, events_about
from schemas.answers.finding import (
    DisposedMark,
    HitJson,
    LookupAnswer,
    Marks,
    SearchAnswer,
    ShowAnswer,
)
from schemas.tables.disposal import Disposal

_TABLES = ("pages", "fields", "matches")
_OWN = "embedded"
"""The archive's own index, which can always be made from the store."""
_NO_MARKS: Marks = {"superseded_by": None, "withdrawn_on": None}


def search(
    archive: Path,
    settings: Settings,
    request: SearchRequest,
    instead: Callable[[DigitizationError], None] = lambda _: None,
    unnoted: Callable[[StorageError], None] = lambda _: None,
    *,
    boxes: bool = False,
) -> SearchAnswer:
    """Documents that answer a request, diacritics or not; the contract's `search` answer, with
    `boxes` also where on their pages the words stand.

    Where the search server does not answer, the archive's own index does, made from the store if
    need be; `instead` is told why before that begins. `unnoted` is told where the look could not be
    written into the audit trail, as in an archive that can only be read.

    Raises:
        UsageError: the server's address or rights are wrong, or it is another product (exit 2).
    """
    narrowed_to(request.filters)

    def ask(index: SearchIndex) -> SearchResult:
        return index.search(request)

    with open_archive(archive, settings) as opened:
        store = opened.store
        found, answered_by = _ask_either(opened, settings.index, ask, instead)
        try:
            opened.note_look("search", "index", f"{found.total} hits")
        except StorageError as error:
            unnoted(error)
    marks = _marks(store, [hit.document_id for hit in found.hits])
    hits = [_hit_json(hit, marks.get(hit.document_id, _NO_MARKS)) for hit in found.hits]
    if boxes:
        for hit in hits:
            hit["boxes"] = word_boxes(
                archive / hit["pdf_path"], hit["page"], request.words
            )
    answer: SearchAnswer = {
        "total": found.total,
        "hits": hits,
        "answered_by": answered_by,
    }
    return {**answer, "facets": found.facets} if request.facets else answer


def _ask_either(
    opened: Archive,
    settings: IndexSettings,
    ask: Callable[[SearchIndex], SearchResult],
    instead: Callable[[DigitizationError], None],
) -> tuple[SearchResult, str]:
    """The answer of the index that the settings name, or where that is away, of the archive's own;
    and which of them answered."""
    place, store = opened.folder.index, opened.store
    try:
        return _ask(settings, place, store, ask), settings.kind
    except UsageError:
        raise
    except DigitizationError as error:
        if settings.kind == _OWN:
            raise
        instead(error)
        own = settings.model_copy(update={"kind": _OWN})
        return _ask(own, place, store, ask), _OWN


def _hit_json(hit: SearchHit, marks: Marks) -> HitJson:
    return {
        "document_id": hit.document_id,
        "dossier_code": hit.dossier_code,
        "ordinal": hit.ordinal,
        "pdf_path": hit.pdf_path,
        "page": hit.page,
        "score": hit.score,
        "snippet": hit.snippet,
        "superseded_by": marks["superseded_by"],
        "withdrawn_on": marks["withdrawn_on"],
    }


def _marks(store: ParquetStore, document_ids: list[str]) -> dict[str, Marks]:
    """By document: which one replaces it, and the day from which it is not valid."""
    columns = ["document_id", *_NO_MARKS]
    found = (
        store.read("documents", columns, document_ids).to_pylist()
        if document_ids
        else []
    )
    return {row.pop("document_id"): row for row in found}


def _ask(
    settings: IndexSettings,
    place: Path,
    store: ParquetStore,
    ask: Callable[[SearchIndex], SearchResult],
) -> SearchResult:
    """The answer of an index that is up to the store.

    An embedded one asks for the right to write into its folder, which a reader of the archive need
    not have: then it is opened, and brought up, outside the archive.
    """
    index = open_index(settings, place)
    try:
        catch_up(index, store)
        return ask(index)
    except (OSError, DigitizationError) as error:
        if settings.kind != "embedded" or not _is_closed(place, error):
            raise
    finally:
        index.close()
    with TemporaryDirectory(prefix="sohoa-index-") as aside:
        _link(place, Path(aside))
        index = open_index(settings, Path(aside))
        catch_up(index, store)
        return ask(index)


def _is_closed(place: Path, error: OSError | DigitizationError) -> bool:
    """Whether the error is for want of the right to write."""
    if isinstance(error, OSError):
        return error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}
    return error.code in {"index_unwritable", "index_damaged"} and not os.access(
        place, os.W_OK
    )


def _link(place: Path, aside: Path) -> None:
    """The files of a folder in another one, without copying their bytes; locks stay behind."""
    for path in place.rglob("*"):
        target = aside / path.relative_to(place)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif path.suffix != ".lock":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)


def lookup(
    archive: Path,
    settings: Settings,
    asked: str,
    birth_date: str | None = None,
    document_type: str | None = None,
) -> LookupAnswer:
    """What is on file for a citizen and may be used again; by decided matches only, never by a
    likely one. A scan that a better one replaces is not offered; a withdrawn result is, as such.

    Args:
        archive: its folder.
        settings: name the citizen register, which bridges old numbers and names.
        asked: a number of 12 digits, an old one of 9, a card's QR text, or (with `birth_date`) a
            full name.
        birth_date: as people write it.
        document_type: a paper of which it is to be said whether it must be scanned.

    Raises:
        UsageError: nothing of these; no register, where one is needed.
        StorageError: the look at a person can't be written into the audit trail.
    """
    wanted = read_wanted(asked, birth_date)
    with open_archive(archive, settings) as opened:
        citizens = find_numbers(wanted, settings.register_path or None)
        number = citizens[0] if len(citizens) == 1 else None
        snapshot = opened.store.snapshot()
        documents = documents_of(snapshot, number, settings) if number else []
        opened.note_look("lookup", mask(number), f"{len(documents)} documents")
        disposed = _disposed_of(opened, number) if number else []
    documents.sort(key=lambda row: (row.issued_date or "", row.document_id))
    answer: LookupAnswer = {
        "citizen_id": number,
        "candidates": list(citizens) if len(citizens) > 1 else [],
        "documents": [reusable_json(row) for row in documents],
        "disposed": disposed,
    }
    if document_type is None:
        return answer
    return {
        **answer,
        "advice": advise(documents, document_type, settings.rules).as_json(),
    }


def _disposed_of(opened: Archive, number: str) -> list[DisposedMark]:
    """What was removed of a citizen's papers; that can't be told where the trail is gone."""
    try:
        mark = audit.first_hash(opened.folder.audit_file)
    except StorageError:
        return []
    snapshot = opened.store.snapshot()
    ids = [document for document, _ in disposed_of_citizen(snapshot, mark, number)]
    return [
        _disposed_mark(document, one)
        for document in ids
        if (one := disposal_of(snapshot, document)) is not None
    ]


def _disposed_mark(document_id: str, disposal: Disposal) -> DisposedMark:
    return {
        "document_id": document_id,
        "disposed_at": disposal.disposed_at,
        "decision": disposal.decision,
        "signer": disposal.signer,
    }


def show(
    archive: Path,
    settings: Settings,
    dossier_code: str,
    unnoted: Callable[[StorageError], None] = lambda _: None,
) -> ShowAnswer:
    """Everything about one dossier: documents with pages, fields and matches, and the events.

    `unnoted`: see `search`.
    """
    with open_archive(archive, settings) as opened:
        snapshot = opened.store.snapshot()
        documents = dossier_documents(snapshot, dossier_code).to_pylist()
        ids = {row["document_id"] for row in documents}
        by_table = {
            name: snapshot.read(name, document_ids=ids).to_pylist() if ids else []
            for name in _TABLES
        }
        disposed = read_disposals(snapshot, [dossier_code])
        gone = {paper.document_id for one in disposed for paper in one.papers}
        items = [*(ids | gone), dossier_code]
        events = events_about(snapshot, items).to_pylist()
        try:
            opened.note_look("show", dossier_code)
        except StorageError as error:
            unnoted(error)
    for row in documents:
        for name in _TABLES:
            row[name] = [
                one
                for one in by_table[name]
                if one["document_id"] == row["document_id"]
            ]
    return {
        "dossier_code": dossier_code,
        "documents": sorted(documents, key=lambda row: int(row["ordinal"])),
        "events": sorted(events, key=lambda row: str(row["at"])),
        "disposed": [
            _disposed_mark(paper.document_id, one)
            for one in disposed
            for paper in one.papers
        ],
    }
