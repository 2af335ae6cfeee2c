"""Results on stdout, progress and logs on stderr."""

from __future__ import annotations

import json
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.table import Table

from pipeline.config import CONFIGS
from pipeline.errors import StorageError
from pipeline.runner.progress import Progress

OUTPUT_FAILED = "output_failed"
_EVERY_SECONDS = 10.0


def out(text: str) -> None:
    """A line of result."""
    with _stdout():
        sys.stdout.write(text + "\n")


def flush() -> None:
    """Bring all results on their way. Raises StorageError where they don't arrive (a full disk
    behind `>`)."""
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
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def answer_json(document: Mapping[str, Any]) -> None:
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


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for people."""
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


def say_ignored(answer: Mapping[str, Any], lang: str) -> None:
    """One line about what was left alone in the inbox, if anything was."""
    count, names = answer["ignored"], answer["ignored_names"]
    if count:
        out(
            say(
                lang,
                "run_ignored",
                count=count,
                names=", ".join(names) + (" …" if count > len(names) else ""),
            )
        )


class StderrWatcher:
    """A progress bar on a terminal; elsewhere a line now and then."""

    def __init__(self, lang: str, quiet: bool = False) -> None:
        self._lang, self._quiet = lang, quiet
        self._last = time.monotonic()
        self._bar: RichProgress | None = None
        self._task: Any = None

    def __enter__(self) -> StderrWatcher:
        if sys.stderr.isatty() and not self._quiet:
            self._bar = RichProgress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[left]}"),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(say(self._lang, "documents"), total=None, left="")
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def tell(self, progress: Progress) -> None:
        """See pipeline.runner.progress.Watcher."""
        if self._bar is not None:
            left = say(self._lang, "left", left=duration(progress.seconds_left))
            self._bar.update(
                self._task, completed=progress.settled, total=progress.found, left=left
            )
            return
        if self._quiet or time.monotonic() - self._last < _EVERY_SECONDS:
            return
        self._last = time.monotonic()
        err(
            say(
                self._lang,
                "progress",
                settled=progress.settled,
                found=progress.found,
                pages=progress.pages,
                quarantined=progress.quarantined,
                left=duration(progress.seconds_left),
            )
        )

    def log(self, line: str) -> None:
        """See pipeline.runner.progress.Watcher."""
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False)
        else:
            err(line)


def written(path: Path, common_json: bool) -> None:
    """Say where a file went: on stdout only as JSON,
    so that `--out` keeps stdout empty otherwise."""
    if common_json:
        answer_json({"out": str(path)})
