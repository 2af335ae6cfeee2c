"""A run's progress on stderr."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from cli import console

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from pipeline.runner.progress import Progress

_EVERY_SECONDS = 10.0


class StderrWatcher:
    """A progress bar on a terminal; elsewhere a line now and then."""

    def __init__(self, lang: str, quiet: bool = False) -> None:
        self._lang, self._quiet = lang, quiet
        self._last = time.monotonic()
        self._bar: tuple[Bar, TaskID] | None = None

    def __enter__(self) -> StderrWatcher:
        if sys.stderr.isatty() and not self._quiet:
            bar = _new_bar()
            task = bar.add_task(
                console.say(self._lang, "documents"), total=None, left=""
            )
            self._bar = bar, task
            bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar[0].stop()

    def tell(self, progress: Progress) -> None:
        """See pipeline.runner.progress.Watcher."""
        left = console.duration(progress.seconds_left)
        if self._bar is not None:
            bar, task = self._bar
            words = console.say(self._lang, "left", left=left)
            bar.update(
                task, completed=progress.settled, total=progress.found, left=words
            )
            return
        if self._quiet or time.monotonic() - self._last < _EVERY_SECONDS:
            return
        self._last = time.monotonic()
        console.note(
            self._lang,
            "progress",
            settled=progress.settled,
            found=progress.found,
            pages=progress.pages,
            quarantined=progress.quarantined,
            left=left,
        )

    def log(self, line: str) -> None:
        """See pipeline.runner.progress.Watcher."""
        if self._bar is not None:
            self._bar[0].console.print(line, markup=False, highlight=False)
        else:
            console.err(line)


def _new_bar() -> Bar:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
        console=Console(stderr=True),
        transient=True,
    )
