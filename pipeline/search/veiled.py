"""An index that holds persons' numbers as keyed hashes alone, in facts and pages alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.search.engine import IndexEntry, SearchIndex, SearchResult
from pipeline.search.narrowing import narrowed_to
from pipeline.search.request import SearchRequest
from pipeline.search.veil import Veil, hide_veiled


class VeiledIndex:
    """Any index, with a veil over what goes in and what is asked. See `SearchIndex`."""

    def __init__(self, index: SearchIndex, veil: Veil) -> None:
        """The index that keeps the hashes."""
        self._index, self._veil = index, veil

    def commit_number(self) -> int | None:
        """See `SearchIndex`."""
        return self._index.commit_number()

    def put(
        self, entries: Iterable[IndexEntry], commit: int, after: int | None = None
    ) -> None:
        """See `SearchIndex`."""
        self._index.put(map(self._veiled, entries), commit, after)

    def rebuild(self, entries: Iterable[IndexEntry], commit: int) -> None:
        """See `SearchIndex`."""
        self._index.rebuild(map(self._veiled, entries), commit)

    def search(self, request: SearchRequest) -> SearchResult:
        """See `SearchIndex`; in excerpts, dots stand for numbers."""
        narrowed_to(request.filters)
        filters = {
            name: self._asked(name, value) for name, value in request.filters.items()
        }
        words = self._veil.over_question(request.words)
        found = self._index.search(replace(request, words=words, filters=filters))
        hits = (replace(one, snippet=hide_veiled(one.snippet)) for one in found.hits)
        return replace(found, hits=tuple(hits))

    def document_ids(self) -> set[str]:
        """See `SearchIndex`."""
        return self._index.document_ids()

    def document_count(self) -> int:
        """See `SearchIndex`."""
        return self._index.document_count()

    def delete(self, ids: Iterable[str]) -> None:
        """See `SearchIndex`."""
        self._index.delete(ids)

    def close(self) -> None:
        """See `SearchIndex`."""
        self._index.close()

    def _asked(self, name: str, value: str) -> str:
        return self._veil.over(value.strip()) if name == "citizen_id" else value

    def _veiled(self, entry: IndexEntry) -> IndexEntry:
        over = self._veil.over
        return replace(
            entry,
            title=entry.title and over(entry.title),
            issuer=entry.issuer and over(entry.issuer),
            names=tuple(map(over, entry.names)),
            pages=tuple((page, over(text)) for page, text in entry.pages),
            identifiers=tuple(map(over, entry.identifiers)),
            citizens=tuple(map(over, entry.citizens)),
        )
