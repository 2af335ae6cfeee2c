"""A document as the embedded index keeps it, and as it comes back from a search."""

from __future__ import annotations

import json

import tantivy

from pipeline.search.analysis import Question
from pipeline.search.engine import IndexEntry, SearchHit, counted_facets
from pipeline.search.snippet import best_page

MARKER = "commit"
_MOST_FACETS = 10_000
_JSON = json.JSONEncoder(ensure_ascii=False)


def index_schema() -> tantivy.Schema:
    """The fields of a document in the index."""
    builder = tantivy.SchemaBuilder()
    for name in ("document_id", "dossier_code", "marker"):
        builder.add_text_field(
            name, stored=True, tokenizer_name="raw", index_option="basic"
        )
    builder.add_text_field("tags", tokenizer_name="raw", index_option="basic")
    builder.add_text_field(
        "facets", tokenizer_name="raw", index_option="basic", fast=True
    )
    builder.add_integer_field("day", indexed=True, fast=True)
    for name in ("exact", "folded", "facts"):
        builder.add_text_field(
            name, tokenizer_name="whitespace", index_option="position"
        )
    builder.add_integer_field("number", stored=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


def mark(writer: tantivy.IndexWriter, commit: int) -> None:
    """The document that says which commit the index reflects."""
    marker = tantivy.Document()
    marker.add_text("marker", MARKER)
    marker.add_integer("number", commit)
    writer.add_document(marker)


def marked_commit(searcher: tantivy.Searcher, schema: tantivy.Schema) -> int | None:
    """The commit that the index reflects, as its marker says; None without one."""
    marker = tantivy.Query.term_query(schema, "marker", MARKER)
    hits = searcher.search(marker, limit=1).hits
    if not hits:
        return None
    number = searcher.doc(hits[0][1]).get_first("number")
    return None if number is None else int(number)


def count_facets(
    searcher: tantivy.Searcher, query: tantivy.Query
) -> dict[str, dict[str, int]]:
    """How many of a query's hits have which fact."""
    terms = {"terms": {"field": "facets", "size": _MOST_FACETS}}
    found = searcher.aggregate(query, {"facets": terms})
    buckets = found["facets"]["buckets"]
    return counted_facets((one["key"], int(one["doc_count"])) for one in buckets)


def as_document(entry: IndexEntry) -> tantivy.Document:
    """An entry as the index keeps it."""
    words, tags = entry.cut_words(), entry.tags()
    shown = {"ordinal": entry.ordinal, "pdf_path": entry.pdf_path, "pages": entry.pages}
    document = tantivy.Document()
    document.add_text("document_id", entry.document_id)
    document.add_text("dossier_code", entry.dossier_code)
    for one in tags.all:
        document.add_text("tags", one)
    for one in tags.facets:
        document.add_text("facets", one)
    document.add_integer("day", entry.day)
    document.add_text("facts", words.facts)
    for one in words.exact:
        document.add_text("exact", one)
    for one in words.folded:
        document.add_text("folded", one)
    document.add_bytes("shown", _JSON.encode(shown).encode("utf-8", "replace"))
    return document


def as_hit(asked: Question, document: tantivy.Document) -> SearchHit:
    """A hit with the page and words that answer the question best; its score is not told yet."""
    stored = document.to_dict()
    shown = json.loads(stored["shown"][0])
    page, text = best_page(
        asked, [(number, content) for number, content in shown["pages"]]
    )
    return SearchHit(
        document_id=stored["document_id"][0],
        dossier_code=stored["dossier_code"][0],
        ordinal=shown["ordinal"],
        pdf_path=shown["pdf_path"],
        page=page,
        score=0.0,
        snippet=text,
    )
