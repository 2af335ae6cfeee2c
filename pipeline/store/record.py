"""The record of everything: what a store is asked for, and the values that pass."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import pyarrow as pa

from schemas.tables.rows import StoreRow

Row = Mapping[str, object] | StoreRow
Value: TypeAlias = str | int
Where: TypeAlias = Mapping[str, Collection[Value]]
"""By column, the values of which a row must have one (nulls never fit)."""

# Columns that name a row once. The other tables have no key: a document may state one fact twice.
KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("document_id",),
    "pages": ("document_id", "page"),
}
DOCUMENT_TABLES = ("documents", "pages", "fields", "matches")


@dataclass(frozen=True, slots=True)
class StoreChange:
    """What one commit does; all of it becomes visible at once, or nothing.

    `append`: rows to add, by table. `replace_documents`: by document_id, the rows that take the
    place of the document's rows in each table named (documents, pages, fields, matches); tables not
    named keep theirs, and a document not yet stored is added. `replace_tables`: rows, or an Arrow
    table, that take the place of a whole table.
    """

    append: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    replace_documents: Mapping[str, Mapping[str, Sequence[Row]]] = field(
        default_factory=dict
    )
    replace_tables: Mapping[str, Sequence[Row] | pa.Table] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The file beside a part that tells which values stand in it: path and SHA-256 as of a part."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file of a table: `path` relative to the store, SHA-256 in lower-case hex; the
    file of its keys, if it has one."""

    path: str
    rows: int
    sha256: str
    keys: KeyFile | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """All paths that belong to it."""
        return (self.path,) if self.keys is None else (self.path, self.keys.path)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of parts that are the record as of `commit`. `archive`: whose record it is, where it
    lies outside the archive's folder."""

    schema_version: int
    commit: int
    tables: Mapping[str, tuple[Part, ...]]
    archive: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of all parts and their key files."""
        return tuple(self.hashes)

    @property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each part and key file, by path."""
        found: dict[str, str] = {}
        for part in (part for parts in self.tables.values() for part in parts):
            found[part.path] = part.sha256
            if part.keys is not None:
                found[part.keys.path] = part.keys.sha256
        return found


class Snapshot(Protocol):
    """A view of one commit that later commits do not change."""

    @property
    def commit(self) -> int:
        """The commit that is seen."""
        ...

    def read(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        document_ids: Collection[str] | None = None,
        where: Where | None = None,
    ) -> pa.Table:
        """The rows of `table` whose columns hold one of the values given in `where`
        (all must fit)."""
        ...

    def stream(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        document_ids: Collection[str] | None = None,
        where: Where | None = None,
    ) -> Iterator[pa.Table]:
        """The same rows some thousand at a time."""
        ...

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        ...

    def changed_since(self, commit: int) -> set[str]:
        """Ids of all documents that any later commit touched (it may name some more)."""
        ...


@dataclass(frozen=True, slots=True)
class StoreProblem:
    """Something that is not as the manifest says: a code of `pipeline.messages` and what it names
    (parts, tables, ids of documents; never contents)."""

    code: str
    values: dict[str, str]


class RecordStore(Protocol):
    """Tables of the contract, changed by atomic commits. Commits need the archive's write lock,
    reading nothing."""

    def commit(self, change: StoreChange) -> int:
        """Apply the change and return the new commit's number."""
        ...

    def snapshot(self) -> Snapshot:
        """The state now."""
        ...

    def read(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        document_ids: Collection[str] | None = None,
        where: Where | None = None,
    ) -> pa.Table:
        """As `snapshot().read(...)`."""
        ...

    def check(self) -> tuple[StoreProblem, ...]:
        """What is wrong with the stored bytes or keys; empty when all is well."""
        ...
