"""The search index: what is put in, what is asked, what comes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from pipeline.search.analysis import MAX_WORD, both_texts, exact_words
from pipeline.search.narrowing import FACETS, day_number, tag
from pipeline.search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class CutWords:
    """Rows of words of a document, exact and folded: each fact, then each page; no question for
    words in a row reaches over their borders. `facts`: the folded words of all facts."""

    exact: list[str]
    folded: list[str]
    facts: str


@dataclass(frozen=True, slots=True)
class Tags:
    """Tags of a document: those that hits are counted by, and all of them."""

    facets: list[str]
    all: list[str]


_facet = lru_cache(maxsize=4096)(tag)  # their values repeat; those of other tags don't


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What is searchable of one document. `names` are persons' names, `identifiers` their numbers
    as read, `citizens` those of the register that it is matched to; `outcomes` of its matches."""

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
    agency_code: str | None = None
    level: str | None = None
    issued_date: str | None = None
    issued_year: int | None = None
    signature_level: str | None = None
    outcomes: tuple[str, ...] = ()
    citizens: tuple[str, ...] = ()

    @property
    def day(self) -> int:
        """The day of issue as a number that sorts."""
        return day_number(self.issued_date)

    def tags(self) -> Tags:
        """The tags that a search can be narrowed by."""
        several = {"outcome": self.outcomes}
        facets = [
            _facet(name, value)
            for name in FACETS
            for value in several.get(name) or (getattr(self, name, None),)
            if value not in (None, "")
        ]
        return Tags(facets, [*facets, *dict.fromkeys(self._further_tags())])

    def _further_tags(self) -> Iterator[str]:
        yield tag("document_id", self.document_id)
        yield tag("dossier_code", self.dossier_code)
        if self.number:
            yield tag("number", self.number)
        for citizen in (*self.identifiers, *self.citizens):
            yield tag("citizen_id", citizen)

    def cut_words(self) -> CutWords:
        """Its words as indexes are given them."""
        facts = [both_texts(fact) for fact in self._facts() if fact]
        rows = facts + [both_texts(text) for _, text in self.pages]
        exact, folded = ([*words] for words in zip(*rows, strict=True))
        return CutWords(exact, folded, " ".join(folded[: len(facts)]))

    def _facts(self) -> Iterator[str | None]:
        yield f"{self.dossier_code}.{self.ordinal}"
        yield self.document_type
        yield self.title
        yield self.number
        yield self.issuer
        yield from self.names
        yield from self.identifiers
        if self.number and len(cut := exact_words(self.number)) > 1:
            yield "".join(cut)[:MAX_WORD]  # as people type it: 123QĐUBND


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
    """`total` counts documents; `hits` are those of the part asked for; `facets` how many documents
    have each value, by name, where that was asked for."""

    total: int
    hits: tuple[SearchHit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class SearchIndex(Protocol):
    """Finds documents by words. It can always be made again from the store, and may vanish at any
    time."""

    def commit_number(self) -> int | None:
        """The store's commit that the index reflects; None where there is no index."""
        ...

    def put(
        self, entries: Iterable[IndexEntry], commit: int, after: int | None = None
    ) -> None:
        """Add documents, or replace those of the same id; seen by searches that begin afterwards.

        Args:
            entries: the documents that a commit of the store touched.
            commit: that commit; the number is taken as it is, also where it is lower than the
                present one.
            after: where given, the commit that the index is believed to reflect; if it does not,
                the entries are put but the number stays, so that `catch_up` finds what is missing.
        """
        ...

    def search(self, request: SearchRequest) -> SearchResult:
        """Documents that answer a request, in any case and with or without diacritics.

        Best first: after those with the words as asked for come such with a slip of recognition
        (`ranking`).

        Raises:
            UsageError: `unknown_filter`, `bad_filter_value`, `bad_filter_date`.
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


def counted_facets(counts: Iterable[tuple[str, int]]) -> dict[str, dict[str, int]]:
    """Tags with their counts, by the facet's name; the most frequent values first."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for one, count in sorted(counts, key=lambda each: (-each[1], each[0])):
        name, value = one.split("=", 1)
        found[name][value] = count
    return {name: found[name] for name in FACETS}
