"""The review table of an archive, written for people to fill in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline import registry
from pipeline.config import Settings
from pipeline.open_archive import open_archive
from pipeline.review.open_items.items import ReviewItem, open_items
from pipeline.review.open_items.persons import persons_in_doubt
from pipeline.review.open_items.pictures import PagePictures
from pipeline.review.table.filled import CarriedOver, carry_over, require_unfilled
from pipeline.review.table.writing import TableContent, write_table


@dataclass(frozen=True, slots=True)
class TableWritten:
    """How many items the table has, how many decisions were carried over, and which were not."""

    items: int
    carried_over: int
    left: tuple[str, ...]


def write_review_table(
    archive: Path,
    settings: Settings,
    out: Path,
    *,
    why: Callable[[ReviewItem], str],
    merge: Path | None = None,
    pictures: bool = False,
) -> TableWritten:
    """Write all open items as a table.

    Args:
        archive: the archive's folder.
        settings: the language, and the citizen register that candidates are looked up in.
        out: CSV or XLSX.
        why: why an item is open, in words.
        merge: an older table, whose decisions are carried over.
        pictures: with pictures of the places on the pages.

    Raises:
        UsageError: `decisions_there`: `out` holds decisions; `register_missing`.
        TableError: `merge` is no readable table.
        StorageError: `out` or the audit trail can't be written.
    """
    if merge is None or not _is_same(merge, out):
        require_unfilled(out)
    place = settings.register_path
    register = registry.citizen_register(place) if place else None
    with open_archive(archive, settings) as opened:
        items = open_items(archive)
        carried = carry_over(merge, items) if merge is not None else CarriedOver({}, ())
        # The table shows persons of papers and register: who took it stands in the audit trail.
        opened.note_look("review list", out.name, f"{len(items)} items")
        snapshot, root = opened.store.snapshot(), opened.folder.root
        picture_of = PagePictures(root, items, snapshot).of if pictures else None
        content = TableContent(
            items,
            root,
            why,
            persons_in_doubt(items, snapshot, register),
            carried.decisions,
            None
            if picture_of is None
            else lambda line: picture_of(line.item, line.place),
        )
        write_table(content, out.resolve(), settings.lang)
    return TableWritten(len(items), len(carried.decisions), carried.left)


def _is_same(one: Path, other: Path) -> bool:
    return other.exists() and one.exists() and one.samefile(other)
