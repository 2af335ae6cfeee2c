"""The store as Parquet parts listed by a manifest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.common.fault_points import reach
from pipeline.errors import DigitizationError, StorageError, UsageError
from pipeline.store.change import (
    added_tables,
    refuse_duplicates,
    refuse_unknown_tables,
    replacements,
)
from pipeline.store.check import store_problems
from pipeline.store.compaction import merge_small, with_keys
from pipeline.store.folder_place import FolderPlace
from pipeline.store.manifest import MANIFEST, read_manifest, write_manifest
from pipeline.store.migration import keep_former
from pipeline.store.parts import write_part
from pipeline.store.place import StorePlace
from pipeline.store.reading import Query, read_part
from pipeline.store.record import Manifest, Part, StoreChange, StoreProblem, Where
from pipeline.store.snapshot import StoreSnapshot
from schemas.tables.arrow import SCHEMA_VERSION, TABLES


class ParquetStore:
    """`RecordStore` in a folder or at another place. Whoever commits, compacts or sweeps holds the
    archive's write lock."""

    def __init__(self, place: StorePlace | Path, archive: str | None = None) -> None:
        """`archive`: whose record it is, for a place outside the archive's folder."""
        self.place = FolderPlace(place) if isinstance(place, Path) else place
        self._archive = archive

    def create(self) -> None:
        """Make an empty store at commit 0. Raises UsageError `store_exists` where there is one."""
        self.place.prepare(TABLES)
        if self.exists():
            raise UsageError(
                "store_exists",
                "there is a store here already",
                item=self.place.name,
                remedy="name another folder",
            )
        nothing: dict[str, tuple[Part, ...]] = dict.fromkeys(TABLES, ())
        first = Manifest(SCHEMA_VERSION, 0, nothing, self._archive)
        write_manifest(self.place, first)

    def exists(self) -> bool:
        """Whether there is a store."""
        try:
            self.place.read(MANIFEST)
        except FileNotFoundError:
            return False
        return True

    def require(self) -> None:
        """Find out before any work whether the store is there and can be read.

        Raises:
            UsageError, StorageError: see `StorePlace.require` and `manifest`.
        """
        self.place.require()
        self.manifest()

    def manifest(self) -> Manifest:
        """The manifest as it stands now.

        Raises:
            UsageError, DigitizationError: see `read_manifest`; `store_of_another`, it is another
                archive's.
        """
        found = read_manifest(self.place)
        if self._archive and found.archive != self._archive:
            raise UsageError(
                "store_of_another",
                "the record that lies there is another archive's",
                item=self.place.name,
                remedy="give each archive a prefix of its own in store.url",
            )
        return found

    def snapshot(self) -> StoreSnapshot:
        """The state now; later commits do not change it."""
        return StoreSnapshot(self.place, self.manifest())

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
        """Apply the change; it is in force with the new manifest, and not before.

        New parts are written and settled first; a crash leaves the old manifest and parts
        that nothing lists. An empty change writes nothing and returns the present number.

        Raises:
            DigitizationError: `duplicate_key`, `bad_row`, `bad_change`; nothing was changed.
            StorageError: the disk failed; nothing was changed.
        """
        with self.place.storage():
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
            refuse_duplicates(self.place, name, table, tables[name], ids)
        for name, by_document in replaced.items():
            tables[name] = self._without(name, tables[name], by_document.keys(), number)
        for name, table in added.items():
            tables[name] = (*tables[name], write_part(self.place, name, number, table))
        if tables == before.manifest.tables:
            return before.commit
        # An older program would drop columns that it doesn't know: from now on it refuses this.
        after = Manifest(SCHEMA_VERSION, number, tables, self._archive)
        self._publish(before.manifest, after)
        return number

    def sweep(self) -> tuple[str, ...]:
        """Remove every file that the manifest does not list, and return their paths.

        Only under the run lock and the write lock: another process's half-written commit would be
        taken for a leftover.
        """
        listed = {MANIFEST, *self.manifest().files}
        leftovers = tuple(one for one in self.place.sizes() if one not in listed)
        for path in leftovers:
            self.place.remove(path)
        return leftovers

    def compact(self, max_parts: int = 64) -> tuple[str, ...]:
        """Merge the small parts of each table that has more than `max_parts` of them, and make key
        files that are missing or damaged.

        The rows stay the same, so the commit keeps its number. Returns the names of the tables
        changed.
        """
        with self.place.storage():
            return self._compact(max_parts)

    def _compact(self, max_parts: int) -> tuple[str, ...]:
        before = self.manifest()
        merged = {
            name: merge_small(self.place, name, parts, max_parts)
            for name, parts in before.tables.items()
        }
        tables = {
            name: with_keys(self.place, name, parts) for name, parts in merged.items()
        }
        changed = tuple(name for name in tables if tables[name] != before.tables[name])
        if changed:
            self._publish(before, replace(before, tables=tables))
        return changed

    def check(self) -> tuple[StoreProblem, ...]:
        """Problems found in all listed parts: missing, hash, rows, columns, duplicate keys, pages
        without document."""
        return store_problems(self.place, self.manifest())

    def _publish(self, before: Manifest, after: Manifest) -> None:
        if before.schema_version < after.schema_version:
            keep_former(self.place, before, MANIFEST)
        self.place.settle(
            name for name, parts in after.tables.items() if parts != before.tables[name]
        )
        self._refuse_another_writer(before)
        write_manifest(self.place, after)

    def _refuse_another_writer(self, before: Manifest) -> None:
        """The archive's lock keeps writers of one folder apart; a copy of that folder elsewhere has
        a lock of its own, and the same record across the network."""
        if self.place.is_remote and self.manifest() != before:
            raise StorageError(
                "store_moved",
                "another machine has written to this record meanwhile; nothing was changed",
                item=self.place.name,
                remedy="let one archive folder alone write to it, then call the same command again",
            )

    def _without(
        self, name: str, parts: Sequence[Part], ids: Collection[str], number: int
    ) -> tuple[Part, ...]:
        """The parts with the documents' rows taken out;
        only parts that hold some are written anew."""
        kept: list[Part] = []
        held = Query.of(name, ["document_id"], {"document_id": ids})
        for part in parts:
            if read_part(self.place, part, held).num_rows == 0:
                kept.append(part)
                continue
            whole = read_part(self.place, part, Query.of(name))
            rest = whole.filter(
                pc.invert(
                    pc.is_in(whole["document_id"], pa.array(list(ids), pa.string()))
                )
            )
            if rest.num_rows:
                kept.append(write_part(self.place, name, number, rest))
        return tuple(kept)
