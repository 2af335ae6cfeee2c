"""Receiving bytes into originals/; what a damaged kept copy means for the call and the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.common.clock import now, stamp
from pipeline.common.files import sha256_of
from pipeline.folder import KeptFile
from pipeline.runner.context import RunContext
from schemas.tables.rows import make_event
from schemas.work import Failure, ReceivedDocument


def keep(source: Path, context: RunContext) -> KeptFile:
    """Keep a file's bytes; where the copy kept before was damaged, say so in answer, log and
    record.

    Raises:
        TransientInputError: the source can't be read.
    """
    kept = context.folder.keep_original(source)
    if kept.set_aside is not None:
        _say_recovered(kept, "the kept copy was damaged", context)
    return kept


def make_sound(
    document: ReceivedDocument, entry: str | None, context: RunContext
) -> Failure | None:
    """See that the kept files of a document in quarantine are those that were received, before they
    are used again.

    A damaged or missing one is made anew from the quarantine's own copy.

    Returns:
        None, or `original_missing`, `original_changed`: there is no good copy.
    """
    for file in document.files:
        place = context.folder.original(file.sha256)
        missing = not place.exists()
        if not missing and _has_hash(place, file.sha256):
            continue
        copy = next(
            (one for one in _copies(entry, context) if _has_hash(one, file.sha256)),
            None,
        )
        if copy is None:
            return _describe_gone(missing)
        kept = keep(copy, context)
        if missing:
            _say_recovered(kept, "the kept copy was missing", context)
    return None


def _say_recovered(kept: KeptFile, why: str, context: RunContext) -> None:
    place = kept.path.relative_to(context.folder.root).as_posix()
    aside = (
        kept.set_aside.relative_to(context.folder.root).as_posix()
        if kept.set_aside
        else None
    )
    detail = {"why": why, "set_aside": aside}
    context.tally.originals_replaced.append(kept.sha256)
    context.tally.events.append(
        make_event(stamp(now()), context.actor, "recovery", place, detail)
    )
    context.log(f"originals: {kept.sha256[:12]}: {why}; a good one took its place")


def _copies(entry: str | None, context: RunContext) -> Iterator[Path]:
    place = context.folder.quarantine / entry if entry else None
    if place is not None and place.is_dir():
        yield from sorted(one for one in place.iterdir() if one.is_file())


def _has_hash(path: Path, sha256: str) -> bool:
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False


def _describe_gone(missing: bool) -> Failure:
    if missing:
        return Failure(
            "original_missing",
            "a received file is no longer kept",
            "give the same file again, or take it from the backup",
            "ingest",
        )
    return Failure(
        "original_changed",
        "the bytes are not those that were received",
        "give the same file again, or take it from the backup",
        "ingest",
    )
