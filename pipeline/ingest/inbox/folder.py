"""Reading folders without following links, and the reasons for which an entry is refused."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.ingest.inbox.names import (
    claims_picture,
    is_hidden,
    is_litter,
    is_unfinished,
)
from pipeline.ingest.media import HEAD_BYTES, is_other_picture, sniff
from schemas.received.naming import natural_key
from schemas.received.source import MediaType, Refusal

Kind = Literal["file", "folder", "symlink", "unreadable", "unsupported_type"]
# A type, a picture of a type that is not accepted, nothing readable, or none of these.
Content = MediaType | Literal["picture", "unreadable"] | None

# What tells an archive of ours (pipeline.folder): its keys are never received as papers.
_ARCHIVE = {"sohoa.toml", "ledger.sqlite"}
_TRANSIENT = {"unreadable", "unfinished_transfer"}

_REASONS: dict[str, tuple[str, str]] = {
    "bad_dossier_code": (
        "the name can't be a dossier code",
        "rename the entry: up to 120 characters, without control characters, '\\' or '..'",
    ),
    "duplicate_dossier": (
        "two entries of the inbox have this dossier code",
        "put them into one folder",
    ),
    "empty_folder": (
        "nothing is in the folder",
        "scan the document again or remove the folder",
    ),
    "nested_folder": (
        "the folder holds a further folder",
        "put the images of one document side by side",
    ),
    "mixed_folder": (
        "the folder of images holds something that is no image",
        "move it beside the folder",
    ),
    "unreadable": (
        "it can't be read",
        "check permissions and the disk, then run again",
    ),
    "symlink": ("links are not followed", "put the file itself into the inbox"),
    "unsupported_type": ("neither a file nor a folder", "remove it from the inbox"),
    "unfinished_transfer": (
        "it is still being copied or downloaded, or that was broken off",
        "wait until the copy is whole, or copy it again; then run again",
    ),
    "archive_folder": ("the folder is an archive of sohoa", "move it out of the inbox"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a folder: its path as the file system spells it, its NFC name, and what it is."""

    path: Path
    name: str
    kind: Kind

    @classmethod
    def of(cls, path: Path) -> Listed:
        """The entry at `path`; what can't be looked at is `unreadable`."""
        return cls(path, unicodedata.normalize("NFC", path.name), _kind(path))

    @property
    def shown(self) -> str:
        """The name for people and tables: bytes that are no text and control characters are
        replaced."""
        return clean_name(self.name)


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a folder: its entries in natural order, and the litter that is left alone."""

    entries: tuple[Listed, ...]
    ignored: tuple[Listed, ...] = ()

    @property
    def is_archive(self) -> bool:
        """Whether the folder is an archive of ours."""
        return {entry.name for entry in self.entries} >= _ARCHIVE


def list_contents(folder: Path) -> Contents:
    """The contents of a folder.

    Raises:
        OSError: the folder can't be read.
    """
    found = [Listed.of(folder / name) for name in os.listdir(folder)]  # noqa: PTH208
    return Contents(
        *_part(
            found,
            lambda one: (
                _is_litter(one) or is_hidden(one.name, folder=one.kind == "folder")
            ),
        )
    )


def list_named(paths: Iterable[Path]) -> Contents:
    """Entries that a person named one by one: litter may be among them by chance, hidden papers are
    meant."""
    return Contents(*_part((Listed.of(path) for path in paths), _is_litter))


def _is_litter(entry: Listed) -> bool:
    return is_litter(entry.name, folder=entry.kind == "folder")


def _part(
    found: Iterable[Listed], ignored: Callable[[Listed], bool]
) -> tuple[tuple[Listed, ...], tuple[Listed, ...]]:
    """Those to look at and those to leave alone, each in natural order."""
    parts: tuple[list[Listed], list[Listed]] = ([], [])
    for entry in sorted(found, key=sort_key):
        parts[ignored(entry)].append(entry)
    return tuple(parts[0]), tuple(parts[1])


def sort_key(entry: Listed) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Natural order by NFC name; equal names (NFC and NFD side by side) by their spelling."""
    return natural_key(entry.name), str(entry.path)


def clean_name(name: str) -> str:
    """`name` as NFC text without lone surrogates and control characters."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(
        "�" if unicodedata.category(char) == "Cc" else char
        for char in unicodedata.normalize("NFC", text)
    )


def holdings(entry: Listed) -> tuple[str, ...]:
    """All regular files at or below an entry, as far as they can be listed; links and archives are
    left alone."""
    if entry.kind == "file":
        return (str(entry.path),)
    if entry.kind != "folder":
        return ()
    try:
        inside = list_contents(entry.path)
    except OSError:
        return ()
    return (
        ()
        if inside.is_archive
        else tuple(file for item in inside.entries for file in holdings(item))
    )


def whole_files(entries: Iterable[Listed]) -> tuple[str, ...]:
    """The files whose bytes can be received: no links, nothing that is still being written."""
    return tuple(
        str(one.path)
        for one in entries
        if one.kind == "file" and not is_unfinished(one.name)
    )


def content_of(entry: Listed) -> Content:
    """What a file's first bytes show."""
    if entry.kind != "file":
        return None
    try:
        with entry.path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return "unreadable"
    return sniff(head) or ("picture" if is_other_picture(head) else None)


def hindrance_of(entry: Listed, content: Content) -> str | None:
    """The code of what keeps an entry from being a document or a page."""
    if entry.kind != "file":
        return entry.kind
    if is_unfinished(entry.name):
        return "unfinished_transfer"
    return "unreadable" if content == "unreadable" else None


def is_page(entry: Listed, content: Content) -> bool:
    """A picture of any kind, or what claims by its name to be one: without it the document would be
    shorter.

    A PDF or TIFF is a document of its own.
    """
    if isinstance(content, MediaType):
        return content not in {MediaType.PDF, MediaType.TIFF}
    return content == "picture" or claims_picture(entry.name)


def refusal(
    code: str,
    name: str,
    files: tuple[str, ...],
    dossier_code: str | None,
    at_fault: str | None = None,
) -> Refusal:
    """A refusal with the text that belongs to its code; `at_fault` is the one file of several that
    is to blame."""
    message, remedy = _REASONS[code]
    values = {"name": at_fault or name.rpartition("/")[2]}
    return Refusal(
        name,
        files,
        code,
        message,
        remedy,
        dossier_code,
        code in _TRANSIENT,
        at_fault,
        values,
    )


def _kind(path: Path) -> Kind:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return "unreadable"
    if stat.S_ISLNK(mode):
        return "symlink"
    if stat.S_ISREG(mode):
        return "file"
    return "folder" if stat.S_ISDIR(mode) else "unsupported_type"
