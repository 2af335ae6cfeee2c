"""The client for counters' computers as one file: these modules and their Vietnamese texts."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from cli.thin.remote import ENGLISH, TEXTS, VERSION
from pipeline.common.files import write_synced
from pipeline.messages import localized
from schemas.version import software_version

_ROOT = Path(__file__).resolve().parents[2]
_MODULES = (
    "cli/thin/remote.py",
    "pipeline/desk/calls/wire.py",
    "schemas/desk_calls.py",
)
_MAIN = """\
import sys

if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or later is needed: https://www.python.org/downloads/")
from cli.thin.remote import main

sys.exit(main())
"""
_SHEBANG = b"#!/usr/bin/env python3\n"
_MOMENT = (2026, 1, 1, 0, 0, 0)  # the same modules make the same file
_MODE = 0o755


def pack_client(out: Path) -> None:
    """Write the client.

    Raises:
        StorageError: it can't be written.
    """
    packed = io.BytesIO()
    packed.write(_SHEBANG)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(_contents().items()):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    write_synced(out, packed.getvalue(), _MODE)


def _contents() -> dict[str, str]:
    """Everything in the file, by its name there. Packages have their names, and nothing else."""
    contents = {
        "__main__.py": _MAIN,
        f"cli/thin/{TEXTS}": json.dumps(_texts(), ensure_ascii=True),
        f"cli/thin/{VERSION}": f"{software_version()}\n",
    }
    for module in _MODULES:
        contents[module] = (_ROOT / module).read_text(encoding="utf-8")
        for folder in Path(module).parents[:-1]:
            contents[f"{folder.as_posix()}/__init__.py"] = ""
    return contents


def _texts() -> dict[str, tuple[str, str | None]]:
    return {code: localized(code, *english, "vi") for code, english in ENGLISH.items()}
