"""Reading folders without following links, and the reasons for which an entry is refused."""

from __future__ import annotations

import os
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from schemas.naming import natural_key
from schemas.source import MediaType, Refusal

Kind = Literal["file", "folder", "symlink", "unreadable", "unsupported_type"]
Found = MediaType | Literal["unreadable"] | None
_IGNORED = {"thumbs.db", "desktop.ini", ".ds_store"}

_REASONS: dict[str, tuple[str, str]] = {
    "bad_dossier_code": (
        "the name can't be a dossier code",
        "rename the entry: up to 120 characters, without control characters, '\\' or '..'",
    ),
    "duplicate_dossier": ("two entries of the inbox have this dossier code", "put them into one folder"),
    "empty_folder": ("nothing is in the folder", "scan the document again or remove the folder"),
    "nested_folder": ("the folder holds a further folder", "put the images of one document side by side"),
    "mixed_folder": ("the folder of images holds something that is no image", "move it beside the folder"),
    "unreadable": ("it can't be read", "check permissions and the disk, then run again"),
    "symlink": ("links are not followed", "put the file itself into the inbox"),
    "unsupported_type": ("neither a file nor a folder", "remove it from the inbox"),
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
        """The name for people and tables: bytes that are no text and control characters are replaced."""
        return shown(self.name)


def listed(folder: Path) -> tuple[Listed, ...]:
    """The entries of a folder in natural order, without what file managers leave behind.

    Raises:
        OSError: the folder can't be read.
    """
    names = [name for name in os.listdir(folder) if name.casefold() not in _IGNORED]  # noqa: PTH208
    return tuple(sorted((Listed.of(folder / name) for name in names), key=sort_key))


def sort_key(entry: Listed) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Natural order by NFC name; equal names (NFC and NFD side by side) by their spelling."""
    return natural_key(entry.name), str(entry.path)


def shown(name: str) -> str:
    """`name` as NFC text without lone surrogates and control characters."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join("�" if unicodedata.category(char) == "Cc" else char for char in unicodedata.normalize("NFC", text))


def holdings(entry: Listed) -> tuple[str, ...]:
    """All regular files at or below an entry, as far as they can be listed; links are left alone."""
    if entry.kind == "file":
        return (str(entry.path),)
    if entry.kind != "folder":
        return ()
    try:
        inside = listed(entry.path)
    except OSError:
        return ()
    return tuple(file for item in inside for file in holdings(item))


def refusal(code: str, name: str, files: tuple[str, ...], dossier_code: str | None) -> Refusal:
    """A refusal with the text that belongs to its code."""
    message, remedy = _REASONS[code]
    return Refusal(name, files, code, message, remedy, dossier_code, transient=code == "unreadable")


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
