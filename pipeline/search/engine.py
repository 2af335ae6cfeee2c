"""The search index: what is put in, what is asked, what comes back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pipeline.errors import UsageError
from pipeline.search.analysis import exact_words, folded

# Facts of a document that a search may be narrowed to, by their exact value.
FILTERS = ("document_id", "dossier_code", "document_type")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What is searchable of one document. `names` are persons' names,
    `identifiers` their numbers."""

    document_id: str
    dossier_code: str
    ordinal: int
    pdf_path: str
    document_type: str
    title: str | None
    number: str | None
    issuer: str | None
    names: tuple[str, ...]
    pages: tuple[tuple[int, str], ...]
    identifiers: tuple[str, ...] = ()

    def exact_fields(self) -> tuple[list[str], list[list[str]]]:
        """(words of the facts, words of each fact and then of each page),
        all in their exact form."""
        facts = (
            f"{self.dossier_code}.{self.ordinal}",
            self.document_type,
            self.title,
            self.number,
            self.issuer,
            *self.names,
            *self.identifiers,
        )
        rows = [exact_words(fact) for fact in facts if fact]
        return [word for row in rows for word in row], [
            *rows,
            *(exact_words(text) for _, text in self.pages),
        ]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A document that was found, and the page of it that answers best. Scores compare within one
    answer only."""

    document_id: str
    dossier_code: str
    ordinal: int
    pdf_path: str
    page: int
    score: float
    snippet: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`total` counts documents; `hits` are those of the part asked for, best first."""

    total: int
    hits: tuple[SearchHit, ...]


class SearchIndex(Protocol):
    """Finds documents by words. It can always be made again from the store, and may vanish at any
    time."""

    def commit_number(self) -> int | None:
        """The store's commit that the index reflects; None where there is no index."""
        ...

    def put(self, entries: Iterable[IndexEntry], commit: int, after: int | None = None) -> None:
        """Add documents, or replace those of the same id; seen by searches that begin afterwards.

        Args:
            entries: the documents that a commit of the store touched.
            commit: that commit; the number is taken as it is, also where it is lower than the
                present one.
            after: where given, the commit that the index is believed to reflect; if it does not,
                the entries are put but the number stays, so that `catch_up` finds what is missing.
        """
        ...

    def search(
        self, words: str, limit: int = 20, offset: int = 0, filters: Mapping[str, str] | None = None
    ) -> SearchResult:
        """Documents that hold all words, in any case and with or without diacritics, best first.

        After those with the words as asked for come such with a slip of recognition (`ranking`).

        Raises:
            UsageError: `unknown_filter`, a key that is not in FILTERS.
        """
        ...

    def document_ids(self) -> set[str]:
        """All documents in the index."""
        ...

    def document_count(self) -> int:
        """How many documents are in the index."""
        ...

    def delete(self, ids: Iterable[str]) -> None:
        """Take documents out; ids that are not there are passed over."""
        ...

    def rebuild(self, entries: Iterable[IndexEntry], commit: int) -> None:
        """Make the index anew beside the present one and then swap; a search sees the one or the
        other."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def checked_filters(filters: Mapping[str, str] | None) -> Mapping[str, str]:
    """The filters in NFC, none for None. Raises UsageError `unknown_filter`."""
    unknown = sorted(set(filters or {}) - set(FILTERS))
    if unknown:
        raise UsageError(
            "unknown_filter",
            "the search can't be narrowed by this",
            item=", ".join(unknown),
            remedy=f"use one of: {', '.join(FILTERS)}",
        )
    return {name: unicodedata.normalize("NFC", value) for name, value in (filters or {}).items()}


def folded_words(words: Iterable[str]) -> list[str]:
    """The folded form of each word."""
    return [folded(word) for word in words]
