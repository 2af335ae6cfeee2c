"""Writing the review table: what is open, in words, with what is filled in already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.common.files import write_synced
from pipeline.review.open_items.items import ReviewItem
from pipeline.review.open_items.persons import PersonInDoubt
from pipeline.review.table.columns import columns_of
from pipeline.review.table.delimited import write_delimited
from pipeline.review.table.lines import ItemLine, Wording, lines_of
from pipeline.review.table.workbook import Pictures, relative_link, write_workbook
from pipeline.review.words import load_words


@dataclass(frozen=True, slots=True)
class TableContent:
    """What a review table is made from.

    `persons` and `filled` (decision and reason) are by key of the item; `archive` is the folder
    that links lead into; `pictures` gives the picture of a line's place, None where none are
    wanted.
    """

    items: Sequence[ReviewItem]
    archive: Path
    why: Callable[[ReviewItem], str]
    persons: Mapping[str, PersonInDoubt] = field(default_factory=dict)
    filled: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    pictures: Pictures | None = None


def write_table(content: TableContent, path: Path, lang: str) -> None:
    """Write the items, a row each; the ending .xlsx makes a workbook, any other a CSV.

    Raises:
        StorageError: see `write_synced`.
    """
    wording = Wording(lang, load_words(lang), content.why)
    lines = lines_of(content.items, content.persons, wording, content.filled)
    candidates = max((len(one.candidates) for one in content.items), default=0)
    if path.suffix.lower() != ".xlsx":
        write_synced(
            path, write_delimited(lines, columns_of(candidates, pictures=False), lang)
        )
        return

    def link(line: ItemLine) -> str | None:
        pdf = line.item.pdf_path
        if pdf is None:
            return None
        page = line.place.page if line.place else 1
        return relative_link(content.archive / pdf, page, path)

    columns = columns_of(candidates, pictures=content.pictures is not None)
    book = write_workbook(
        lines, columns, wording.words, lang, links=link, pictures=content.pictures
    )
    write_synced(path, book)
