"""The store as Parquet parts listed by a manifest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.common.fault_points import reach
from pipeline.common.files import sync_folder
from pipeline.errors import DigitizationError, UsageError
from pipeline.store.change import (
    added_tables,
    refuse_duplicates,
    refuse_unknown_tables,
    replacements,
)
from pipeline.store.check import store_problems
from pipeline.store.compaction import merge_small, with_keys
from pipeline.store.manifest import MANIFEST, read_manifest, write_manifest
from pipeline.store.migration import keep_former
from pipeline.store.parts import write_part
from pipeline.store.reading import Query, read_part
from pipeline.store.record import Manifest, Part, StoreChange, StoreProblem, Where
from pipeline.store.snapshot import StoreSnapshot
from pipeline.trouble import storage_at
from schemas.tables.arrow import SCHEMA_VERSION, TABLES


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
        write_manifest(
            self.folder, Manifest(SCHEMA_VERSION, 0, dict.fromkeys(TABLES, ()))
        )

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
        where: Where | None = None,
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
        tables.update((name, ()) for name in change.replace_tables)
        replaced = replacements(change)
        added = added_tables(change, replaced)
        for name, table in added.items():
            ids = set(replaced.get(name, ()))
            refuse_duplicates(self.folder, name, table, tables[name], ids)
        for name, by_document in replaced.items():
            tables[name] = self._without(name, tables[name], by_document.keys(), number)
        for name, table in added.items():
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
        parts = [part for parts in self.manifest().tables.values() for part in parts]
        listed = {MANIFEST, *(path for part in parts for path in part.files)}
        leftovers = [
            path
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.relative_to(self.folder).as_posix() not in listed
        ]
        for path in leftovers:
            path.unlink(missing_ok=True)
        return tuple(path.relative_to(self.folder).as_posix() for path in leftovers)

    def compact(self, max_parts: int = 64) -> tuple[str, ...]:
        """Merge the small parts of each table that has more than `max_parts` of them, and make key
        files that are missing or damaged.

        The rows stay the same, so the commit keeps its number. Returns the names of the tables
        changed.
        """
        with storage_at(self.folder):
            return self._compact(max_parts)

    def _compact(self, max_parts: int) -> tuple[str, ...]:
        before = self.manifest()
        merged = {
            name: merge_small(self.folder, name, parts, max_parts)
            for name, parts in before.tables.items()
        }
        tables = {
            name: with_keys(self.folder, name, parts) for name, parts in merged.items()
        }
        changed = tuple(name for name in tables if tables[name] != before.tables[name])
        if changed:
            self._publish(before, replace(before, tables=tables))
        return changed

    def check(self) -> tuple[StoreProblem, ...]:
        """Problems found in all listed parts: missing, hash, rows, columns, duplicate keys, pages
        without document."""
        return store_problems(self.folder, self.manifest())

    def _publish(self, before: Manifest, after: Manifest) -> None:
        if before.schema_version < after.schema_version:
            keep_former(self.folder, before, MANIFEST)
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
        held = Query.of(name, ["document_id"], {"document_id": ids})
        for part in parts:
            if read_part(self.folder, part, held).num_rows == 0:
                kept.append(part)
                continue
            whole = read_part(self.folder, part, Query.of(name))
            rest = whole.filter(
                pc.invert(
                    pc.is_in(whole["document_id"], pa.array(list(ids), pa.string()))
                )
            )
            if rest.num_rows:
                kept.append(write_part(self.folder, name, number, rest))
        return tuple(kept)
