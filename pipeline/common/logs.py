"""What happens to items, as lines of JSON: for whoever must find out in the morning what went on at
night.

A module logs by `logging.getLogger(__name__)`; where it works on something, `working_on` says on
which batch, item and stage, and every record inside bears it. Records go to the files of
`logging_to`; several processes may append to one. No record holds personal data: messages name
items and codes, numbers as long as a citizen's are masked, and of an error only its type and its
places in the code are written, since its text may quote a paper.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.common.clock import VIETNAM

ROOTS = ("pipeline", "cli")
"""Loggers whose records are ours."""
LOG_NAME = "log.jsonl"
FRAMES = 8
_LONG_NUMBER = re.compile(r"(?<![\w-])\d(?:[ .]?\d){8,}(?![\w-])")


@dataclass(frozen=True, slots=True)
class WorkedOn:
    """What a process works on; None where it is nothing of the kind."""

    batch: str | None = None
    item: str | None = None
    stage: str | None = None


_NOTHING = WorkedOn()
_worked_on: ContextVar[WorkedOn] = ContextVar("worked_on", default=_NOTHING)


@contextmanager
def working_on(
    *, batch: str | None = None, item: str | None = None, stage: str | None = None
) -> Iterator[None]:
    """Records made inside bear these; what is not given stays as it was outside."""
    given = {"batch": batch, "item": item, "stage": stage}
    inner = replace(
        _worked_on.get(), **{name: value for name, value in given.items() if value}
    )
    token = _worked_on.set(inner)
    try:
        yield
    finally:
        _worked_on.reset(token)


def level_named(name: str) -> int:
    """The level that a setting names: debug, info, warning or error."""
    return logging.getLevelNamesMapping()[name.upper()]


@contextmanager
def logging_to(path: Path, level: int = logging.INFO) -> Iterator[None]:
    """Append records to a file, which is made where it is not there; one that can't be written to
    stops nothing.

    Inside another one for the same file nothing is written twice.
    """
    ours = [
        one
        for name in ROOTS
        for one in logging.getLogger(name).handlers
        if isinstance(one, _LineFile)
    ]
    if any(one.path == path for one in ours):
        yield
        return
    handler = _LineFile(path)
    handler.setLevel(level)
    loggers = [logging.getLogger(name) for name in ROOTS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(min(level, logger.level or level))
    try:
        yield
    finally:
        for logger, old in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(old)


def mask(text: str) -> str:
    """The text with numbers of nine digits and more, which may be a citizen's, made unreadable."""
    return _LONG_NUMBER.sub(lambda found: "*" * len(found.group()), text)


def line_of(record: logging.LogRecord) -> str:
    """A record as one line of JSON."""
    described: dict[str, object] = {
        "at": datetime.fromtimestamp(record.created, VIETNAM).isoformat(
            timespec="milliseconds"
        ),
        "level": record.levelname.lower(),
        "logger": record.name,
        **{
            name: value
            for name, value in asdict(_worked_on.get()).items()
            if value is not None
        },
        "message": mask(record.getMessage()),
        "process": record.process,
    }
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        described["error"] = type(error).__name__
        described["where"] = places_of(error)
    return json.dumps(described, ensure_ascii=False)


def places_of(error: BaseException) -> list[str]:
    """Where in the code an error arose, innermost first: `file.py:12 function`."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in reversed(frames)
    ]


class _LineFile(logging.Handler):
    """Appends each record with one write, so that lines of several processes stay whole."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; a log that can't be written must not stop the work it tells of."""
        try:
            line = (line_of(record) + "\n").encode("utf-8", "replace")
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)
        except OSError:
            return
