"""The index on an Elasticsearch 8 server.

An alias (the index's name in the settings) stands for one concrete index; a rebuild fills another
one and moves the alias in one step. Words are cut by `analysis`, the server cuts at spaces only;
the commit stands in the mapping's `_meta`, written after the documents.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import elasticsearch
from elasticsearch import Elasticsearch, helpers

from pipeline.config import IndexSettings
from pipeline.search.analysis import Question, question
from pipeline.search.elastic.client import Connection, refused
from pipeline.search.elastic.query import Query, query_of
from pipeline.search.engine import (
    IndexEntry,
    SearchHit,
    SearchResult,
    counted_facets,
)
from pipeline.search.narrowing import Order, narrowed_to
from pipeline.search.ranking import FEW
from pipeline.search.request import SearchRequest
from pipeline.search.snippet import best_page

_WINDOW = 1_000_000
_WORDS = {"type": "text", "analyzer": "whitespace"}
_STORED_ONLY = {"type": "object", "enabled": False}
_SETTINGS = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    "max_result_window": _WINDOW,
}
# Nobody asks an index that is still being filled: it need not be made ready every second.
_UNSEEN, _SEEN = {"refresh_interval": "-1"}, {"refresh_interval": None}
_MAPPINGS: dict[str, object] = {
    "dynamic": "strict",
    # The cut words are made again from the texts at any time.
    "_source": {"excludes": ["exact", "folded", "facts", "tags", "facets"]},
    "properties": {
        "document_id": {"type": "keyword"},
        "dossier_code": {"type": "keyword"},
        "tags": {"type": "keyword"},
        "facets": {"type": "keyword"},
        "day": {"type": "integer"},
        "exact": _WORDS,
        "folded": _WORDS,
        "facts": _WORDS,
        "shown": _STORED_ONLY,
    },
}
_FACETS: Query = {"facets": {"terms": {"field": "facets", "size": 10_000}}}
_SORT: dict[Order, str | dict[str, str]] = {
    Order.BEST: "_score",
    Order.NEWEST: {"day": "desc"},
}
LAYOUT = 2
"""Number of these mappings: an index of another one is made anew."""


class ElasticIndex:
    """`SearchIndex` on a server; `name` is the alias."""

    def __init__(self, settings: IndexSettings) -> None:
        """Raises UsageError where address or login are missing or malformed; nothing is asked
        yet."""
        self.name = settings.name
        self._server = Connection(settings)

    def server_version(self) -> str:
        """The version of the server."""
        return self._server.version()

    def commit_number(self) -> int | None:
        """The store's commit that the index reflects; None where there is no index."""
        with self._server.asking() as client:
            return self._commit(client)

    def put(
        self, entries: Iterable[IndexEntry], commit: int, after: int | None = None
    ) -> None:
        """Add or replace documents. See `SearchIndex.put`."""
        with self._server.asking(writing=True) as client:
            fresh = self._ensure(client)
            known = after is None or after == (0 if fresh else self._commit(client))
            self._fill(client, self.name, entries)
            if known:
                client.indices.put_mapping(
                    index=self.name, meta={"commit": commit, "layout": LAYOUT}
                )

    def delete(self, ids: Iterable[str]) -> None:
        """Take documents out; the commit reflected stays as it is."""
        with self._server.asking(writing=True) as client:
            if not client.indices.exists_alias(name=self.name):
                return
            actions = (
                {"_op_type": "delete", "_index": self.name, "_id": each} for each in ids
            )
            for done, answer in helpers.streaming_bulk(
                client, actions, raise_on_error=False
            ):
                if not done and answer["delete"]["status"] != 404:
                    raise refused(self.name)
            client.indices.refresh(index=self.name)

    def rebuild(self, entries: Iterable[IndexEntry], commit: int) -> None:
        """Fill a new concrete index and move the alias to it. One at a time: the caller holds the
        run lock."""
        with self._server.asking(writing=True) as client:
            concrete = f"{self.name}-{time.time_ns():019d}"
            client.indices.create(
                index=concrete,
                settings={**_SETTINGS, **_UNSEEN},
                mappings=_MAPPINGS,
            )
            self._fill(client, concrete, entries)
            client.indices.put_settings(index=concrete, settings=_SEEN)
            client.indices.put_mapping(
                index=concrete, meta={"commit": commit, "layout": LAYOUT}
            )
            old = self._concretes(client, aliased=True)
            actions: list[dict[str, Any]] = [
                {"remove": {"index": each, "alias": self.name}} for each in old
            ]
            client.indices.update_aliases(
                actions=[*actions, {"add": {"index": concrete, "alias": self.name}}]
            )
            for each in self._concretes(client, aliased=False) - {concrete}:
                client.indices.delete(index=each, ignore_unavailable=True)

    def search(self, request: SearchRequest) -> SearchResult:
        """See `SearchIndex.search`."""
        narrowing, asked = narrowed_to(request.filters), question(request.words)
        if not (asked.terms or narrowing):
            return SearchResult(0, ())
        offset = min(max(request.offset, 0), _WINDOW)
        part: dict[str, Any] = {
            "from_": offset,
            "size": min(max(request.limit, 0), _WINDOW - offset),
            "sort": [_SORT[request.order], {"document_id": "asc"}],
            "aggs": _FACETS if request.facets else None,
        }
        with self._server.asking() as client:
            for wide in (False, True) if asked.terms else (False,):
                answer = self._answer(
                    client, query_of(asked, narrowing, wide=wide), part
                )
                if answer["hits"]["total"]["value"] >= FEW:
                    break
        counts = counted_facets(_counts(answer)) if request.facets else {}
        found = answer["hits"]
        hits = tuple(_hit(asked, each) for each in found["hits"])
        return SearchResult(found["total"]["value"], hits, counts)

    def _answer(self, client: Elasticsearch, query: Query, part: dict[str, Any]) -> Any:
        return client.search(
            index=self.name,
            ignore_unavailable=True,
            query=query,
            track_total_hits=True,
            **part,
        )

    def document_ids(self) -> set[str]:
        """All documents in the index."""
        with self._server.asking() as client:
            if not client.indices.exists_alias(name=self.name):
                return set()
            return {
                each["_id"]
                for each in helpers.scan(
                    client, index=self.name, _source=False, size=5_000
                )
            }

    def document_count(self) -> int:
        """How many documents are in the index."""
        with self._server.asking() as client:
            return int(client.count(index=self.name, ignore_unavailable=True)["count"])

    def close(self) -> None:
        """Let go of the connections."""
        self._server.close()

    def _ensure(self, client: Elasticsearch) -> bool:
        """Make the first concrete index where there is none; True where it was made now."""
        if client.indices.exists_alias(name=self.name):
            return False
        try:
            client.indices.create(
                index=f"{self.name}-first",
                settings=_SETTINGS,
                mappings=_MAPPINGS,
                aliases={self.name: {}},
            )
        except elasticsearch.BadRequestError as error:
            # Another process was faster, and made it together with its alias.
            if error.error != "resource_already_exists_exception":
                raise
            return False
        return True

    def _fill(
        self, client: Elasticsearch, target: str, entries: Iterable[IndexEntry]
    ) -> None:
        actions = (
            {"_index": target, "_id": entry.document_id, **_source(entry)}
            for entry in entries
        )
        # The client offers documents again that were refused for now only where it is not to raise.
        for done, answer in helpers.streaming_bulk(
            client,
            actions,
            chunk_size=200,
            max_chunk_bytes=16 << 20,
            max_retries=3,
            raise_on_error=False,
        ):
            if not done:
                raise helpers.BulkIndexError("index_refused", [answer])
        client.indices.refresh(index=target)

    def _commit(self, client: Elasticsearch) -> int | None:
        try:
            answer = client.indices.get_mapping(index=self.name)
        except elasticsearch.NotFoundError:
            return None
        metas = [each["mappings"].get("_meta", {}) for each in answer.values()]
        return next(
            (one["commit"] for one in metas if one.get("layout") == LAYOUT), None
        )

    def _concretes(self, client: Elasticsearch, aliased: bool) -> set[str]:
        """Concrete indexes of this name: those under the alias, or all (also what a killed rebuild
        left)."""
        ours = re.compile(rf"{re.escape(self.name)}-(first|\d{{19}})")
        found = client.indices.get_alias(index=f"{self.name}-*")
        return {
            each
            for each, info in found.items()
            if ours.fullmatch(each) and (not aliased or self.name in info["aliases"])
        }


def _counts(answer: Any) -> Iterator[tuple[str, int]]:
    for one in answer.get("aggregations", {}).get("facets", {}).get("buckets", ()):
        yield one["key"], one["doc_count"]


def _source(entry: IndexEntry) -> Query:
    words, tags = entry.cut_words(), entry.tags()
    return {
        "document_id": entry.document_id,
        "dossier_code": entry.dossier_code,
        "tags": tags.all,
        "facets": tags.facets,
        "day": entry.day,
        "facts": words.facts,
        "exact": words.exact,
        "folded": words.folded,
        "shown": {
            "ordinal": entry.ordinal,
            "pdf_path": entry.pdf_path,
            "pages": entry.pages,
        },
    }


def _hit(asked: Question, found: Mapping[str, Any]) -> SearchHit:
    source = found["_source"]
    shown = source["shown"]
    page, text = best_page(
        asked, [(number, content) for number, content in shown["pages"]]
    )
    return SearchHit(
        document_id=source["document_id"],
        dossier_code=source["dossier_code"],
        ordinal=shown["ordinal"],
        pdf_path=shown["pdf_path"],
        page=page,
        score=round(float(found["_score"] or 0.0), 4),
        snippet=text,
    )
