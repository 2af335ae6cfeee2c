"""Bytes against what was recorded of them: received files, quarantine, filed files. Read in pieces,
never whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.common.files import bytes_problem, sha256_of
from pipeline.folder import ArchiveFolder
from pipeline.folder.entry import read_reason
from pipeline.ledger import Ledger
from pipeline.messages import worded
from pipeline.messages.findings import answer_of
from schemas.answers.checks import FindingJson

_HASH = re.compile(r"[0-9a-f]{64}")
_NOTES = {"reason.json", "listing.txt"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as recorded; `values` are what the words name beside the path."""

    path: str
    check: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    def as_json(self, lang: str) -> FindingJson:
        """As answers show it."""
        message, remedy = worded(self.code, lang, **self.values)
        return {
            "path": self.path,
            "check": self.check,
            "answer": answer_of(self.code).value,
            "code": self.code,
            "message": message,
            "remedy": remedy,
        }


def original_problem(folder: ArchiveFolder, sha256: str) -> Finding | None:
    """What is wrong with one received file."""
    place = folder.original(sha256)
    code = bytes_problem(place, sha256, "original_missing", "original_changed")
    return Finding(_relative(folder, place), "original", code) if code else None


def is_original(folder: ArchiveFolder, path: Path) -> bool:
    """Whether this is where a received file is kept (there or not)."""
    return _HASH.fullmatch(path.name) is not None and path == folder.original(path.name)


def originals_of(ledger: Ledger, document_ids: Collection[str]) -> set[str]:
    """SHA-256 of the received files that these documents were made from."""
    return {
        sha256
        for document, sha256 in ledger.documents.list_kept_files()
        if document in document_ids
    }


def check_kept(
    folder: ArchiveFolder, ledger: Ledger, *, read: bool = True
) -> tuple[int, list[Finding]]:
    """Look at every received file: those that are kept, and those that the ledger knows of.

    Args:
        folder: the archive.
        ledger: says from which files its documents were made.
        read: False only asks whether each is there.

    Returns:
        How many were looked at, and what is wrong.
    """
    wanted = {sha256 for _, sha256 in ledger.documents.list_kept_files()}
    there, findings = set(), []
    for path in sorted(folder.originals.glob("*/*")):
        if is_original(folder, path):
            there.add(path.name)
        elif not _set_aside(path):
            findings.append(
                Finding(_relative(folder, path), "original", "unknown_file")
            )
    for sha256 in sorted(wanted | there):
        if read or sha256 not in there:
            findings += [one for one in [original_problem(folder, sha256)] if one]
    return len(wanted | there), findings


def _set_aside(path: Path) -> bool:
    """A damaged copy that was replaced by a good one (or hidden by its name)."""
    return (
        path.name.startswith(".")
        or _HASH.fullmatch(path.name.partition(".")[0]) is not None
    )


def quarantine_problems(
    folder: ArchiveFolder, ledger: Ledger, *, read: bool = True
) -> list[Finding]:
    """Entries that the ledger holds for standing are there; what lies in them (where it is read)
    was received."""
    findings = []
    for entry in sorted(_find_entries(ledger)):
        # Asked twice: a run may have filed it in between.
        if not (
            folder.quarantine / entry / "reason.json"
        ).is_file() and entry in _find_entries(ledger):
            findings.append(
                Finding(f"quarantine/{entry}", "quarantine", "quarantine_missing")
            )
    for place in sorted(folder.quarantine.glob("[!.]*")) if read else ():
        findings += _entry_problems(folder, place) if place.is_dir() else []
    return findings


def _find_entries(ledger: Ledger) -> set[str]:
    return {
        one.quarantine for one in ledger.documents.list_quarantined() if one.quarantine
    } | {one.entry for one in ledger.refusals.list_standing()}


def _entry_problems(folder: ArchiveFolder, place: Path) -> Iterator[Finding]:
    for path in sorted(place.iterdir()):
        if path.name in _NOTES:
            continue
        try:
            received = folder.original(sha256_of(path)).is_file()
        except FileNotFoundError:
            continue  # the entry has just left
        except OSError:
            yield Finding(_relative(folder, path), "quarantine", "file_unreadable")
            continue
        if not received:
            yield Finding(_relative(folder, path), "quarantine", "quarantine_changed")
    yield from _reason_problems(folder, place)


def _reason_problems(folder: ArchiveFolder, place: Path) -> Iterator[Finding]:
    """The hash that reason.json names is that of a received file, or of the listing beside it."""
    sha256 = str(read_reason(place).get("sha256") or "")
    if not _HASH.fullmatch(sha256) or folder.original(sha256).is_file():
        return
    listing = place / "listing.txt"
    if not listing.is_file():
        yield Finding(
            _relative(folder, folder.original(sha256)), "original", "original_missing"
        )
    elif code := bytes_problem(
        listing, sha256, "quarantine_missing", "quarantine_changed"
    ):
        yield Finding(_relative(folder, listing), "quarantine", code)


def _relative(folder: ArchiveFolder, path: Path) -> str:
    return path.relative_to(folder.root).as_posix()
