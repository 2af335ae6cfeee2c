"""The record as of one commit: how it is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

import pyarrow as pa

from pipeline.errors import DigitizationError
from pipeline.store.parts import commit_of
from pipeline.store.places.place import StorePlace
from pipeline.store.reading import Query, stream_part
from pipeline.store.record import DOCUMENT_TABLES, Manifest, Part, Where

_MANY_GROUPS = 40
"""Row groups that are read together where all are: a call costs as much as some thousand rows."""


@dataclass(frozen=True, slots=True)
class StoreSnapshot:
    """The record as of one manifest. Parts replaced later stay readable until the next sweep."""

    place: StorePlace
    manifest: Manifest

    @property
    def commit(self) -> int:
        """Number of the commit that is seen."""
        return self.manifest.commit

    def read(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        document_ids: Collection[str] | None = None,
        where: Where | None = None,
    ) -> pa.Table:
        """Rows of one table, in the types of schemas.tables.arrow.

        Args:
            table: a name of TABLES.
            columns: those wanted, in this order; None takes all.
            document_ids: only rows of these documents; short for `where={"document_id": ...}`.
            where: by column, the values wanted. A look-up by a column of `keys.COLUMNS` opens only
                the parts that may answer it.

        Raises:
            DigitizationError: `snapshot_gone`, a part of this snapshot has been swept away or lost;
                `store_damaged`.
        """
        query = _query(table, columns, document_ids, where)
        at_once = _MANY_GROUPS if query.opens_all else 1
        found = self._stream(query, at_once)
        return pa.concat_tables([query.schema.empty_table(), *found])

    def stream(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        document_ids: Collection[str] | None = None,
        where: Where | None = None,
        at_once: int = 1,
    ) -> Iterator[pa.Table]:
        """The same rows, so many row groups (of some thousand rows) at a time: memory does not grow
        with the table."""
        return self._stream(_query(table, columns, document_ids, where), at_once)

    def _stream(self, query: Query, at_once: int) -> Iterator[pa.Table]:
        for part in self.manifest.tables[query.table]:
            with _told(query.table, part):
                yield from stream_part(self.place, part, query, at_once)

    def rows(self, table: str) -> int:
        """How many rows a table has, by the manifest alone."""
        return sum(part.rows for part in self.manifest.tables[table])

    def values_beyond(
        self, table: str, column: str, parts: Collection[str]
    ) -> set[str]:
        """Values of a text column in those parts of a table whose SHA-256 is not among `parts`:
        what has changed for whoever has seen these (a superset), also where a backup was brought
        back and commits are counted anew."""
        query = Query.of(table, [column])
        found: set[str] = set()
        for part in self.manifest.tables[table]:
            if part.sha256 not in parts:
                with _told(table, part):
                    for rows in stream_part(self.place, part, query):
                        found.update(rows[column].unique().to_pylist())
        return found

    def changed_since(self, commit: int) -> set[str]:
        """Ids of the documents with rows in parts newer than `commit` (a superset of those changed
        since)."""
        found: set[str] = set()
        for name in DOCUMENT_TABLES:
            query = Query.of(name, ["document_id"])
            for part in self.manifest.tables[name]:
                if commit_of(part) > commit:
                    with _told(name, part):
                        for rows in stream_part(self.place, part, query):
                            found.update(rows["document_id"].unique().to_pylist())
        return found


def _query(
    table: str,
    columns: Sequence[str] | None,
    document_ids: Collection[str] | None,
    where: Where | None,
) -> Query:
    wanted = dict(where or {})
    if document_ids is not None:
        wanted["document_id"] = document_ids
    return Query.of(table, columns, wanted)


@contextmanager
def _told(table: str, part: Part) -> Iterator[None]:
    """Trouble with a part as an error that names it."""
    try:
        yield
    except FileNotFoundError as error:
        raise DigitizationError(
            "snapshot_gone",
            "a part of the store is no longer there",
            item=PurePosixPath(part.path).name,
            remedy="ask again; if it stays so, run `sohoa verify`",
        ) from error
    except (OSError, pa.ArrowException) as error:
        raise DigitizationError(
            "store_damaged",
            f"a part of table {table} can't be read ({type(error).__name__})",
            item=part.path,
            remedy="run `sohoa verify`, and bring the part that it names back from the last backup",
        ) from error
