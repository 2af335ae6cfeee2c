"""Files of a second copy: which belong to it, and what it says of itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pipeline.config.toml_lines import line_of

NOTE = "copy.json"
"""Says of which archive a folder is a copy."""


def settings_of_copy(settings: Path) -> bytes:
    """Settings of an archive whose record lies elsewhere, for a copy that holds it itself."""
    lines = settings.read_text("utf-8").splitlines(keepends=True)
    at = line_of("".join(lines), ("store", "url")) - 1
    if re.match(r"\s*url\s*=", lines[at]):
        lines[at] = 'url = ""   # the copy holds its record itself\n'
    return "".join(lines).encode()


def read_mark(root: Path) -> str | None:
    """The mark of the archive that a folder says it is a copy of; None where it says none."""
    try:
        note = json.loads((root / NOTE).read_bytes())
    except (OSError, ValueError):
        return None
    return note.get("archive") if isinstance(note, dict) else None


def is_like(source: Path, place: Path) -> bool:
    """Whether a file of the copy has the size and time of the archive's own."""
    try:
        one, other = source.stat(), place.stat()
    except OSError:
        return False
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def list_below(folder: Path) -> list[Path]:
    """The files below a folder; half-written ones, whose names begin with a dot, are left out."""
    return [
        one
        for one in sorted(folder.rglob("*"))
        if one.is_file()
        and not any(part.startswith(".") for part in one.relative_to(folder).parts)
    ]
