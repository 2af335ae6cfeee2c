"""Results on stdout, progress and logs on stderr."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypedDict

from pipeline.common.places import CONFIGS
from pipeline.errors import StorageError

OUTPUT_FAILED = "output_failed"


@dataclass(slots=True)
class Captured:
    """What a call of the desk's service has to say, instead of this process's own stdout and
    stderr."""

    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)


_captured: ContextVar[Captured | None] = ContextVar("captured", default=None)


@contextmanager
def capture_output() -> Iterator[Captured]:
    """Results and logs of the block are kept, and not shown."""
    captured = Captured()
    token = _captured.set(captured)
    try:
        yield captured
    finally:
        _captured.reset(token)


def out(text: str) -> None:
    """A line of result."""
    captured = _captured.get()
    if captured is not None:
        captured.out.append(text + "\n")
        return
    with _stdout():
        sys.stdout.write(text + "\n")


def flush() -> None:
    """Bring all results on their way. Raises StorageError where they don't arrive (a full disk
    behind `>`)."""
    if _captured.get() is not None:
        return
    with _stdout():
        sys.stdout.flush()


@contextmanager
def _stdout() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StorageError(
            OUTPUT_FAILED,
            f"the result can't be written to where it was sent ({error.strerror})",
            remedy="make room there, or send it elsewhere",
            values={"reason": error.strerror or type(error).__name__},
        ) from error


def err(text: str) -> None:
    """A line of log."""
    captured = _captured.get()
    if captured is not None:
        captured.err.append(text + "\n")
        return
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def answer_json(document: Mapping[str, object]) -> None:
    """The one JSON document."""
    out(json.dumps(document, ensure_ascii=False, indent=1, default=str))


@cache
def texts(lang: str) -> dict[str, str]:
    """All texts of configs/texts/ in a language."""
    path = CONFIGS / "texts" / f"{lang}.toml"
    found: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def say(lang: str, key: str, **values: object) -> str:
    """A text of configs/texts/ with its values filled in."""
    return texts(lang)[key].format(**values)


def tell(lang: str, key: str, **values: object) -> None:
    """A text of configs/texts/ as a line of result."""
    out(say(lang, key, **values))


def note(lang: str, key: str, **values: object) -> None:
    """A text of configs/texts/ as a line of log."""
    err(say(lang, key, **values))


def list_some(names: Sequence[str], count: int) -> str:
    """Some names in a line, with a mark where they are not all of `count`."""
    return ", ".join(names) + (" …" if count > len(names) else "")


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for people."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for column in head:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*("–" if cell is None else str(cell) for cell in row))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 140)
    with _stdout():
        console.print(shown)


def duration(seconds: float | None) -> str:
    """Hours, minutes and seconds."""
    if seconds is None:
        return "–"
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


class _Ignored(TypedDict):
    """Of an answer: what of the inbox was left alone."""

    ignored: int
    ignored_names: list[str]


def say_ignored(answer: _Ignored, lang: str) -> None:
    """One line about what was left alone in the inbox, if anything was."""
    count, names = answer["ignored"], answer["ignored_names"]
    if count:
        tell(lang, "run_ignored", count=count, names=list_some(names, count))


def say_written(path: Path, as_json: bool) -> None:
    """Say where a file went: only as JSON, so that `--out` keeps stdout empty otherwise."""
    if as_json:
        answer_json({"out": str(path)})
