"""The store as Parquet parts listed by a manifest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.common.fault_points import reach
from pipeline.common.files import sync_folder
from pipeline.errors import DigitizationError, UsageError
from pipeline.store.change import refuse_duplicates, refuse_unknown_tables, replacements
from pipeline.store.check import store_problems
from pipeline.store.manifest import MANIFEST, read_manifest, write_manifest
from pipeline.store.parts import commit_of, read_part, table_of, write_part
from pipeline.store.record import DOCUMENT_TABLES, Manifest, Part, Row, StoreChange, StoreProblem
from pipeline.trouble import storage_at
from schemas.arrow import SCHEMA_VERSION, TABLES

# Parts below this are merged when there are many; larger ones stay, so that a merge never rewrites
# a whole table.
SMALL_PART_BYTES = 16 << 20
# A merge is done in memory.
MERGE_BYTES = 64 << 20
MERGE_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class StoreSnapshot:
    """The record as of one manifest. Parts replaced later stay readable until the next sweep."""

    folder: Path
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
        where: Mapping[str, Collection[Any]] | None = None,
    ) -> pa.Table:
        """Rows of one table, in the types of schemas.arrow.

        Args:
            table: a name of TABLES.
            columns: those wanted, in this order; None takes all.
            document_ids: only rows of these documents; short for `where={"document_id": ...}`.
            where: by column, the values wanted. Look-ups by document_id, dossier_code or item skip
                row groups.

        Raises:
            DigitizationError: `snapshot_gone`, a part of this snapshot has been swept away or lost;
                `store_damaged`.
        """
        wanted = dict(where or {})
        if document_ids is not None:
            wanted["document_id"] = document_ids
        try:
            tables = [
                read_part(self.folder / part.path, table, columns, wanted)
                for part in self.manifest.tables[table]
            ]
        except FileNotFoundError as error:
            raise DigitizationError(
                "snapshot_gone",
                "a part of the store is no longer there",
                item=Path(str(error.filename)).name,
                remedy="ask again; if it stays so, run `sohoa verify`",
            ) from error
        except (OSError, pa.ArrowException) as error:
            raise DigitizationError(
                "store_damaged",
                f"a part of table {table} can't be read ({type(error).__name__})",
                item=table,
                remedy="run `sohoa verify`, and bring the part that it names back from the last "
                "backup",
            ) from error
        schema = (
            TABLES[table]
            if columns is None
            else pa.schema([TABLES[table].field(c) for c in columns])
        )
        return pa.concat_tables([schema.empty_table(), *tables])

    def rows(self, table: str) -> int:
        """How many rows a table has, by the manifest alone."""
        return sum(part.rows for part in self.manifest.tables[table])

    def changed_since(self, commit: int) -> set[str]:
        """Ids of the documents with rows in parts newer than `commit` (a superset of those changed
        since)."""
        found: set[str] = set()
        for name in DOCUMENT_TABLES:
            for part in self.manifest.tables[name]:
                if commit_of(part) > commit:
                    ids = read_part(self.folder / part.path, name, ["document_id"])["document_id"]
                    found.update(ids.unique().to_pylist())
        return found


class ParquetStore:
    """`RecordStore` in a folder. Whoever commits, compacts or sweeps holds the archive's write
    lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self) -> None:
        """Make an empty store at commit 0. Raises UsageError `store_exists` where there is one."""
        if (self.folder / MANIFEST).exists():
            raise UsageError(
                "store_exists",
                "there is a store here already",
                item=str(self.folder),
                remedy="name another folder",
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            (self.folder / name).mkdir(exist_ok=True)
        write_manifest(self.folder, Manifest(SCHEMA_VERSION, 0, dict.fromkeys(TABLES, ())))

    def manifest(self) -> Manifest:
        """The manifest as it stands now."""
        return read_manifest(self.folder)

    def snapshot(self) -> StoreSnapshot:
        """The state now; later commits do not change it."""
        return StoreSnapshot(self.folder, self.manifest())

    def read(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        document_ids: Collection[str] | None = None,
        where: Mapping[str, Collection[Any]] | None = None,
    ) -> pa.Table:
        """As `snapshot().read(...)`; a sweep that comes in between is outlived."""
        snapshot = self.snapshot()
        while True:
            try:
                return snapshot.read(table, columns, document_ids, where)
            except DigitizationError as error:
                latest = self.snapshot()
                if error.code != "snapshot_gone" or latest == snapshot:
                    raise
                snapshot = latest

    def commit(self, change: StoreChange) -> int:
        """Apply the change; it is in force with the rename of the manifest, and not before.

        New parts are written, synced and renamed first; a crash leaves the old manifest and parts
        that nothing lists. An empty change writes nothing and returns the present number.

        Raises:
            DigitizationError: `duplicate_key`, `bad_row`, `bad_change`; nothing was changed.
            StorageError: the disk failed; nothing was changed.
        """
        with storage_at(self.folder):
            reach("store.commit")
            number = self._commit(change)
            reach("store.committed")
            return number

    def _commit(self, change: StoreChange) -> int:
        refuse_unknown_tables(change)
        before = self.snapshot()
        number = before.commit + 1
        tables = dict(before.manifest.tables)
        added: dict[str, list[Row]] = {name: list(rows) for name, rows in change.append.items()}
        replaced = replacements(change)
        for name, by_document in replaced.items():
            added.setdefault(name, []).extend(row for rows in by_document.values() for row in rows)
        for name, rows in change.replace_tables.items():
            tables[name] = ()
            added.setdefault(name, []).extend(rows)
        arrows = {name: table_of(name, rows) for name, rows in added.items() if rows}
        for name, table in arrows.items():
            refuse_duplicates(self.folder, name, table, tables[name], set(replaced.get(name, ())))
        for name, by_document in replaced.items():
            tables[name] = self._without(name, tables[name], by_document.keys(), number)
        for name, table in arrows.items():
            tables[name] = (*tables[name], write_part(self.folder, name, number, table))
        if tables == before.manifest.tables:
            return before.commit
        # An older program would drop columns that it doesn't know: from now on it refuses this.
        after = Manifest(SCHEMA_VERSION, number, tables)
        self._publish(before.manifest, after)
        return number

    def sweep(self) -> tuple[str, ...]:
        """Remove every file that the manifest does not list, and return their paths.

        Only under the run lock and the write lock: another process's half-written commit would be
        taken for a leftover.
        """
        listed = {part.path for parts in self.manifest().tables.values() for part in parts} | {
            MANIFEST
        }
        leftovers = [
            path
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.relative_to(self.folder).as_posix() not in listed
        ]
        for path in leftovers:
            path.unlink(missing_ok=True)
        return tuple(path.relative_to(self.folder).as_posix() for path in leftovers)

    def compact(self, max_parts: int = 64) -> tuple[str, ...]:
        """Merge the small parts of each table that has more than `max_parts` of them.

        The rows stay the same, so the commit keeps its number. Returns the names of the tables
        changed.
        """
        with storage_at(self.folder):
            return self._compact(max_parts)

    def _compact(self, max_parts: int) -> tuple[str, ...]:
        before = self.manifest()
        tables = dict(before.tables)
        for name, parts in before.tables.items():
            small = _first_until_full(parts, self._small_size)
            if (
                len([p for p in parts if self._small_size(p) is not None]) > max_parts
                and len(small) > 1
            ):
                merged = pa.concat_tables(
                    [read_part(self.folder / part.path, name) for part in small]
                )
                latest = max(commit_of(part) for part in small)
                part = write_part(self.folder, name, latest, merged)
                # In the place of the first: tables without a sort order keep the order of their
                # rows.
                place = parts.index(small[0])
                rest = [p for p in parts if p not in small]
                tables[name] = (*rest[:place], part, *rest[place:])
        changed = tuple(name for name in tables if tables[name] != before.tables[name])
        if changed:
            self._publish(before, replace(before, tables=tables))
        return changed

    def check(self) -> tuple[StoreProblem, ...]:
        """Problems found in all listed parts: missing, hash, rows, columns, duplicate keys, pages
        without document."""
        return store_problems(self.folder, self.manifest())

    def _publish(self, before: Manifest, after: Manifest) -> None:
        for name, parts in after.tables.items():
            if parts != before.tables[name]:
                sync_folder(self.folder / name)
        write_manifest(self.folder, after)

    def _without(
        self, name: str, parts: Sequence[Part], ids: Collection[str], number: int
    ) -> tuple[Part, ...]:
        """The parts with the documents' rows taken out;
        only parts that hold some are written anew."""
        kept: list[Part] = []
        for part in parts:
            path = self.folder / part.path
            if read_part(path, name, ["document_id"], {"document_id": ids}).num_rows == 0:
                kept.append(part)
                continue
            whole = read_part(path, name)
            rest = whole.filter(
                pc.invert(pc.is_in(whole["document_id"], pa.array(list(ids), pa.string())))
            )
            if rest.num_rows:
                kept.append(write_part(self.folder, name, number, rest))
        return tuple(kept)

    def _small_size(self, part: Part) -> int | None:
        size = (self.folder / part.path).stat().st_size
        return size if size < SMALL_PART_BYTES else None


def _first_until_full(parts: Sequence[Part], size_of: Callable[[Part], int | None]) -> list[Part]:
    """The first small parts that together stay within MERGE_BYTES and MERGE_ROWS."""
    taken: list[Part] = []
    total = rows = 0
    for part in parts:
        size = size_of(part)
        if size is not None and total + size <= MERGE_BYTES and rows + part.rows <= MERGE_ROWS:
            taken.append(part)
            total, rows = total + size, rows + part.rows
    return taken
