"""The documents that pages, fields and matches belong to."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


def places_of(ids: pa.ChunkedArray, documents: pa.Table) -> pa.ChunkedArray:
    """The row of `documents` that each id stands for; null where it is none of them."""
    if not len(ids):
        return pa.chunked_array([], pa.int32())
    return pc.index_in(ids, value_set=documents["document_id"].combine_chunks())


def documents_among(documents: pa.Table, ids: pa.ChunkedArray) -> pa.Table:
    """The documents with these ids: of few ids and millions of documents, a table for looking up is
    made of the ids."""
    return documents.filter(pc.is_in(documents["document_id"], value_set=ids.unique()))
