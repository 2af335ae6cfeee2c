"""The embedded index: tantivy in the archive's index/ folder. Many readers and one writer, in any
processes.

A generation is a tantivy index; its marker document holds the commit that it reflects, so that
documents and number change together.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol, cast

import tantivy

from pipeline.common.fault_points import reach
from pipeline.errors import DigitizationError, StorageError
from pipeline.search.analysis import Question, question
from pipeline.search.embedded_documents import (
    MARKER,
    as_document,
    as_hit,
    count_facets,
    index_schema,
    mark,
    marked_commit,
)
from pipeline.search.embedded_query import query_of
from pipeline.search.engine import (
    IndexEntry,
    SearchHit,
    SearchResult,
)
from pipeline.search.generations import REBUILD_LOCK, WRITER_LOCK, Generations
from pipeline.search.narrowing import Narrowing, Order, narrowed_to
from pipeline.search.ranking import FEW
from pipeline.search.request import SearchRequest
from pipeline.trouble import Trouble, machine_trouble

_HEAP = 64 << 20
# A rebuild: tantivy's threads sort words while Python cuts the next texts.
_REBUILD_THREADS = min(4, os.cpu_count() or 1)
_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Part:
    """Which of the hits are wanted."""

    limit: int
    offset: int
    order: Order


class _Answer(Protocol):
    """What a search gives: score or day, and address, of each hit; how many there are."""

    @property
    def hits(self) -> list[tuple[float, tantivy.DocAddress]]:
        """The part asked for."""
        ...

    @property
    def count(self) -> int:
        """All of them."""
        ...


class EmbeddedIndex:
    """`SearchIndex` in a folder, which may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self._generations = Generations(folder)
        self._schema = index_schema()
        self._generation: Path | None = None
        self._open: tantivy.Index | None = None
        self._links: tempfile.TemporaryDirectory[str] | None = None

    def commit_number(self) -> int | None:
        """The store's commit that the index reflects; None where there is no index."""
        searcher = self._searcher()
        return None if searcher is None else marked_commit(searcher, self._schema)

    def put(
        self, entries: Iterable[IndexEntry], commit: int, after: int | None = None
    ) -> None:
        """Add or replace documents; waits while another process writes. See `SearchIndex.put`."""
        with self._generations.locked(WRITER_LOCK):
            generation, fresh = self._usable()
            index = tantivy.Index.open(str(generation))
            present = marked_commit(index.searcher(), self._schema)
            known = after is None or after == (0 if fresh else present)
            self._write(generation, index, entries, commit if known else present)

    def delete(self, ids: Iterable[str]) -> None:
        """Take documents out; the commit reflected stays as it is."""
        with self._generations.locked(WRITER_LOCK):
            generation, _ = self._usable()
            with _writer(generation, tantivy.Index.open(str(generation))) as writer:
                for document_id in ids:
                    writer.delete_documents_by_term("document_id", document_id)

    def rebuild(self, entries: Iterable[IndexEntry], commit: int) -> None:
        """Build a new generation beside the present one, then make it the present one.

        Others may write to the old one while the new one grows: what they put is found missing by
        the commit number (`catch_up`). Two rebuilds take turns.
        """
        with self._generations.locked(REBUILD_LOCK):
            generation = self._generations.make()
            index = tantivy.Index(self._schema, path=str(generation))
            with _writer(generation, index, _REBUILD_THREADS) as writer:
                for entry in entries:
                    writer.add_document(as_document(entry))
                mark(writer, commit)
            with self._generations.locked(WRITER_LOCK):
                if generation.exists():
                    self._generations.put_in_force(generation)

    def search(self, request: SearchRequest) -> SearchResult:
        """See `SearchIndex.search`."""
        narrowing, asked = narrowed_to(request.filters), question(request.words)
        searcher = self._searcher() if asked.terms or narrowing else None
        if searcher is None:
            return SearchResult(0, ())
        most = max(searcher.num_docs, 1)
        limit, offset = (
            min(max(number, 0), most) for number in (request.limit, request.offset)
        )
        part = Part(limit, offset, request.order)
        query, found = self._found(searcher, asked, narrowing, part)
        hits = _hits(searcher, asked, found, part)
        counts = count_facets(searcher, query) if request.facets else {}
        return SearchResult(found.count, tuple(hits), counts)

    def _found(
        self,
        searcher: tantivy.Searcher,
        asked: Question,
        narrowing: Narrowing,
        part: Part,
    ) -> tuple[tantivy.Query, _Answer]:
        """The narrow look, or where that finds few the wide one: its query and its answer."""
        frequency = partial(searcher.doc_freq, "folded")
        query = query_of(asked, narrowing, self._schema, frequency, wide=False)
        found = _look(searcher, query, part)
        if found.count < FEW and asked.terms:
            query = query_of(asked, narrowing, self._schema, frequency, wide=True)
            found = _look(searcher, query, part)
        return query, found

    def document_ids(self) -> set[str]:
        """All documents in the index."""
        searcher = self._searcher()
        if searcher is None:
            return set()
        # The filter leaves out terms of documents that are deleted but not yet merged away.
        return {
            term
            for term, _ in searcher.terms_with_prefix(
                "document_id", "", filter_query=tantivy.Query.all_query()
            )
        }

    def document_count(self) -> int:
        """How many documents are in the index."""
        searcher = self._searcher()
        return (
            0
            if searcher is None
            else searcher.num_docs - (marked_commit(searcher, self._schema) is not None)
        )

    def close(self) -> None:
        """Let go of the open files."""
        self._open, self._generation = None, None
        if self._links is not None:
            self._links.cleanup()
            self._links = None

    def _searcher(self) -> tantivy.Searcher | None:
        """The latest committed state; None where there is no index."""
        generation: Path | None = None
        trouble: Trouble | None = None
        for attempt in range(_ATTEMPTS):
            generation = self._generations.current()
            if generation is None:
                self.close()
                return None
            try:
                if self._open is None or self._generation != generation:
                    self._open, self._generation = self._opened(generation), generation
                self._open.reload()
                return self._open.searcher()
            except ValueError as error:
                # Swapped or deleted between two looks: look again.
                trouble = machine_trouble(error, generation)
                self.close()
                time.sleep(0.01 * attempt)
        if generation is None or not generation.exists():
            return None
        if trouble is not None:
            raise trouble.for_storage()
        raise DigitizationError(
            "index_damaged",
            "the search index can't be opened",
            item=generation.name,
            remedy="run `sohoa index rebuild`",
        )

    def _opened(self, generation: Path) -> tantivy.Index:
        """The index to read. Tantivy takes a lock beside its files even then: where it may not, it
        is shown links."""
        if os.access(generation, os.W_OK):
            return tantivy.Index.open(str(generation))
        self._links = tempfile.TemporaryDirectory(prefix="sohoa-index-")
        for one in generation.iterdir():
            if not one.name.endswith(".lock"):
                (Path(self._links.name) / one.name).symlink_to(one.absolute())
        return tantivy.Index.open(self._links.name)

    def _usable(self) -> tuple[Path, bool]:
        """The generation in force; True with one that had to be made as there was none that
        opens."""
        generation = self._generations.current()
        if generation is not None:
            with suppress(ValueError):
                tantivy.Index.open(str(generation))
                return generation, False
        generation = self._generations.make()
        tantivy.Index(self._schema, path=str(generation))
        self._generations.put_in_force(generation)
        return generation, True

    def _write(
        self,
        generation: Path,
        index: tantivy.Index,
        entries: Iterable[IndexEntry],
        commit: int | None,
    ) -> None:
        """Documents and the number together, or neither."""
        with _writer(generation, index) as writer:
            for entry in entries:
                writer.delete_documents_by_term("document_id", entry.document_id)
                writer.add_document(as_document(entry))
            writer.delete_documents_by_term("marker", MARKER)
            if commit is not None:
                mark(writer, commit)


def _hits(
    searcher: tantivy.Searcher, asked: Question, found: _Answer, part: Part
) -> list[SearchHit]:
    """The hits of a part; those of equal scores in the order of their ids."""
    hits = []
    for score, address in found.hits[: part.limit]:
        hit = as_hit(asked, searcher.doc(address))
        told = round(float(score), 4) if part.order is Order.BEST else hit.score
        hits.append(replace(hit, score=told))
    if part.order is Order.BEST:
        hits.sort(key=lambda hit: (-hit.score, hit.document_id))
    return hits


def _look(searcher: tantivy.Searcher, query: tantivy.Query, part: Part) -> _Answer:
    answer = searcher.search(
        query,
        limit=max(part.limit, 1),
        offset=part.offset,
        order_by_field="day" if part.order is Order.NEWEST else None,
    )
    return cast("_Answer", answer)  # the stubs lack `count`


@contextmanager
def _writer(
    generation: Path, index: tantivy.Index, threads: int = 1
) -> Iterator[tantivy.IndexWriter]:
    """One tantivy commit, or none where the body fails. A folder deleted meanwhile is no error."""
    try:
        writer = index.writer(_HEAP * threads, threads)
        try:
            yield writer
            reach("index.commit")
            writer.commit()
            reach("index.committed")
        except BaseException:
            with suppress(ValueError):
                writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
    except ValueError as error:
        if generation.exists():
            raise StorageError(
                "index_unwritable",
                "the search index can't be written",
                item=generation.name,
                remedy="make room on the disk or correct the permissions of index/, then `sohoa "
                "index rebuild`",
            ) from error
