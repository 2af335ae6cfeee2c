"""Make a register folder from a source table: read in chunks, sort by number, index, write aside,
move into place."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.common.files import sync_folder
from pipeline.common.locks import exclusive_lock
from pipeline.errors import BusyError, UsageError
from pipeline.match.arrays import IntegerArray, Mask
from pipeline.match.register.check import (
    COLUMNS,
    TEXTS,
    CheckedChunk,
    Rejection,
    check_chunk,
)
from pipeline.match.register.guard import LEAST_SHARE, check_size
from pipeline.match.register.indexes import Coded, RegisterColumns, register_arrays
from pipeline.match.register.layout import (
    FILE_MODE,
    FOLDER_MODE,
    FORMAT,
    MANIFEST,
    REJECTED,
    contents_digest,
    put_file,
    save_arrays,
)
from pipeline.tables.columns import TableSource
from pipeline.trouble import storage_at

_PREFIX = "data-"


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """What a build did. `rows` = accepted + rejected + merged (equal repetitions of an accepted
    row).

    `shortened`: of the rejected, those whose number seems to have lost its zeros in a spreadsheet.
    """

    rows: int
    accepted: int
    rejected: int
    merged: int
    shortened: int
    seconds: float


def build_register(
    source: Path,
    out: Path,
    *,
    least_share: float = LEAST_SHARE,
    replace_smaller: bool = False,
) -> RegisterReport:
    """Build the register folder `out` from a CSV, XLSX or Parquet table; an existing one is
    replaced in one step.

    Readers that hold the old register keep it until they open it again. Trained weights in `out`
    stay.

    Args:
        source: the table.
        out: the register's folder.
        least_share: a register with fewer rows than this share of the one it would replace is
            refused.
        replace_smaller: make it all the same, even an empty one.

    Raises:
        UsageError: no such file, or `out` holds something else than a register.
        TableError: not a readable table, columns are missing, no row was accepted, or far fewer
            than stand in the register now; nothing was changed.
        BusyError: another build is writing to `out`.
    """
    began = time.perf_counter()
    _refuse_other_things(out)
    table = TableSource(source, [])
    checked = (check_chunk(chunk) for chunk in table.chunks(COLUMNS, COLUMNS))
    gathered = _gather(checked)
    rejections, shortened = gathered.rejections, gathered.shortened
    rejections += [
        Rejection(row, "", "wrong_number_of_columns") for row in table.broken
    ]
    kept, repeated, merged = _without_repeats(gathered.numbers, gathered.columns)
    rejections += repeated
    rejected = len({r.row for r in rejections})
    accepted = len(kept.citizen_id)
    if not replace_smaller:
        check_size(source, out, accepted, rejections, shortened, least_share)
    counts = {
        "rows": accepted + rejected + merged,
        "accepted": accepted,
        "rejected": rejected,
        "merged": merged,
    }
    with storage_at(out):
        _make_folder(out)
        with _only_writer(out):
            _write(out, register_arrays(kept), counts, rejections)
    return RegisterReport(
        **counts, shortened=shortened, seconds=time.perf_counter() - began
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Gathered:
    """All good rows, column by column, with their numbers in the source; all rejections, and how
    many numbers were shortened."""

    numbers: IntegerArray
    columns: RegisterColumns
    rejections: list[Rejection]
    shortened: int


_TYPES = {
    "numbers": np.int64,
    "citizen_id": np.uint64,
    "old_id": np.uint32,
    "birth": np.int32,
    "gender": np.uint8,
}


def _gather(chunks: Iterable[CheckedChunk]) -> _Gathered:
    arrays: dict[str, list[IntegerArray]] = {name: [] for name in _TYPES}
    texts: dict[str, list[pa.Array]] = {name: [] for name in TEXTS}
    rejections: list[Rejection] = []
    shortened = 0
    for chunk in chunks:
        shortened += chunk.shortened
        rejections.extend(chunk.rejections)
        for name, parts in arrays.items():
            parts.append(getattr(chunk, name))
        for name, columns_so_far in texts.items():
            columns_so_far.append(chunk.texts[name].dictionary_encode())
    whole = {
        name: np.concatenate([np.empty(0, _TYPES[name]), *parts])
        for name, parts in arrays.items()
    }
    numbers = whole.pop("numbers")
    columns = RegisterColumns(
        **whole, texts={name: _coded(texts[name]) for name in TEXTS}
    )
    return _Gathered(numbers, columns, rejections, shortened)


def _coded(parts: Sequence[pa.Array]) -> Coded:
    """A text column of its dictionary-coded parts; the strings in sorted order, so that the
    source's order is gone."""
    coded = pa.chunked_array(parts, type=pa.dictionary(pa.int32(), pa.string()))
    column = coded.unify_dictionaries().combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = (
            column.chunk(0)
            if column.num_chunks
            else pa.array([], pa.string()).dictionary_encode()
        )
    words = column.dictionary.to_pylist()
    order = sorted(range(len(words)), key=words.__getitem__)
    place = np.empty(len(words) + 1, np.int64)
    place[order] = np.arange(len(words))
    place[-1] = -1
    codes = np.asarray(
        column.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    )
    return place[codes], [words[i] for i in order]


def _without_repeats(
    numbers: IntegerArray, columns: RegisterColumns
) -> tuple[RegisterColumns, list[Rejection], int]:
    """Rows sorted by number, each number once; repetitions that differ are rejected altogether.

    Gives the rows that stay, the rejections, and how many rows said the same again.
    """
    order = np.lexsort((numbers, columns.citizen_id))
    ids = columns.citizen_id[order]
    again = np.zeros(len(ids), bool)
    again[1:] = ids[1:] == ids[:-1]
    # Any difference inside a run of one number condemns the whole run.
    run = np.cumsum(~again) - 1
    differing = run[again & _differs_from_the_last(columns, order)]
    condemned = np.isin(run, differing)
    rejections = [
        Rejection(row, "citizen_id", "repeated_with_other_data")
        for row in numbers[order[condemned]].tolist()
    ]
    kept = _rows_of(columns, order[~again & ~condemned])
    return kept, rejections, int(np.count_nonzero(again & ~condemned))


def _differs_from_the_last(columns: RegisterColumns, order: IntegerArray) -> Mask:
    """Whether a row says something else than the one before it, their numbers aside."""
    differs = np.zeros(len(order), bool)
    texts = (columns.texts[name][0] for name in TEXTS)
    for column in (columns.old_id, columns.birth, columns.gender, *texts):
        differs[1:] |= column[order[1:]] != column[order[:-1]]
    return differs


def _rows_of(columns: RegisterColumns, keep: IntegerArray) -> RegisterColumns:
    """Some of the rows."""
    return RegisterColumns(
        columns.citizen_id[keep],
        columns.old_id[keep],
        columns.birth[keep],
        columns.gender[keep],
        {name: (codes[keep], words) for name, (codes, words) in columns.texts.items()},
    )


def _refuse_other_things(out: Path) -> None:
    if out.exists() and (
        not out.is_dir() or (any(out.iterdir()) and not _is_register(out))
    ):
        raise UsageError(
            "register_target",
            "the place for the register holds something else",
            item=str(out),
            remedy="name a new folder or an existing register",
        )


def _is_register(folder: Path) -> bool:
    """A register, or what a build left that came to no end (a full disk)."""
    left = (_PREFIX, "aside-", ".")
    return (folder / MANIFEST).exists() or all(
        p.name == REJECTED or p.name.startswith(left) for p in folder.iterdir()
    )


def _make_folder(out: Path) -> None:
    out.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    out.chmod(FOLDER_MODE)


@contextmanager
def _only_writer(out: Path) -> Iterator[None]:
    busy = BusyError(
        "register_busy",
        "another build is writing this register",
        item=str(out),
        remedy="wait until it ends",
    )
    with exclusive_lock(out / ".lock", FILE_MODE, busy=busy):
        yield


def _write(
    out: Path,
    arrays: Iterable[tuple[str, IntegerArray]],
    counts: dict[str, int],
    rejections: Sequence[Rejection],
) -> None:
    """Write the arrays aside, then make them the register by the one rename of the manifest."""
    old = [
        p
        for p in out.iterdir()
        if p.is_dir() and p.name.startswith((_PREFIX, "aside-"))
    ]
    aside = out / f"aside-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=FOLDER_MODE)
    files = save_arrays(aside, arrays)
    digest = contents_digest(files)
    name = f"{_PREFIX}{digest[:16]}"
    # The same data again, or a damaged copy of it, may stand there already.
    taken = {p.name for p in old}
    folder = out / next(
        n
        for n in (name, *(f"{name}-{i}" for i in range(1, len(old) + 2)))
        if n not in taken
    )
    aside.rename(folder)
    sync_folder(folder)
    manifest = {
        "format": FORMAT,
        "folder": folder.name,
        "digest": digest,
        **counts,
        "files": files,
    }
    put_file(out / REJECTED, _rejected_csv(rejections))
    put_file(out / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
    for leftover in old:
        shutil.rmtree(leftover, ignore_errors=True)


def _rejected_csv(rejections: Sequence[Rejection]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("row", "column", "reason"))
    writer.writerows(
        (r.row, r.column, r.reason)
        for r in sorted(rejections, key=lambda r: (r.row, r.column))
    )
    return text.getvalue().encode()
