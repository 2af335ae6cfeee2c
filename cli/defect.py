"""A defect of the program: where it happened, kept in a file that can be handed on. Values never
stand in it."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pipeline.errors import DefectError
from schemas.version import software_version

_ROOT = Path(__file__).resolve().parent.parent


def defect_error(error: BaseException, arguments: Sequence[str]) -> DefectError:
    """What a user is told of an error that nobody foresaw; the report is written on the way."""
    kind = type(error).__name__
    report = _write(masked_report(error, arguments))
    if report is None:
        return DefectError(
            "defect_unreported",
            f"sohoa met a defect of its own ({kind}), and no report of it could be written",
            remedy="run it again with --debug and hand on what it prints",
            values={"kind": kind},
        )
    return DefectError(
        "defect",
        f"sohoa met a defect of its own ({kind})",
        item=None,
        remedy=f"hand on the report {report} (it holds no personal data); --debug shows all",
        values={"kind": kind, "report": report},
    )


def masked_report(error: BaseException, arguments: Sequence[str]) -> str:
    """Versions, the command without its values, and the places in the code; the errors' texts may
    quote papers."""
    lines = [
        f"sohoa {software_version()}, Python {platform.python_version()}, {platform.platform()}",
        f"command: {' '.join(_mask(arguments))}",
    ]
    for one in _chain(error):
        lines += ["", type(one).__module__ + "." + type(one).__qualname__]
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(one.__traceback__)
        ]
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Causes first."""
    before = error.__cause__ or (
        None if error.__suppress_context__ else error.__context__
    )
    if before is not None:
        yield from _chain(before)
    yield error


def _mask(arguments: Sequence[str]) -> Iterator[str]:
    """The command's word and the names of options; what users gave is told as `…`."""
    for position, word in enumerate(arguments):
        if word.startswith("--"):
            yield word.partition("=")[0]
        else:
            yield word if position == 0 and word.isalpha() and word.isascii() else "…"


def _place(filename: str) -> str:
    """Relative to the program or to Python's folders: whole paths name the user."""
    for folder in (str(_ROOT), *sorted(sys.path, key=len, reverse=True)):
        if folder and filename.startswith(folder + os.sep):
            return filename[len(folder) + 1 :]
    return Path(filename).name


def _write(report: str) -> Path | None:
    name = f"sohoa-defect-{datetime.now().astimezone():%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    for folder in (Path(tempfile.gettempdir()), Path.cwd()):
        path = folder / name
        try:
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600),
                "w",
                encoding="utf-8",
            ) as file:
                file.write(report)
        except OSError:
            continue
        return path
    return None
