"""Filing what comes into an inbox as it comes: a run whenever the inbox has changed and rests."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.common.clock import now
from pipeline.errors import DigitizationError
from pipeline.ingest.inbox.growth import Growth
from pipeline.runner.batch import RunRequest, run_batch
from pipeline.runner.ending import RunResult
from pipeline.runner.progress import Watcher

_LEAST_SETTLE = 10.0
"""Seconds that a dossier must rest before it is filed; copies over a share pause for some."""


@dataclass(slots=True)
class Watched:
    """What a watch did."""

    runs: int = 0
    done: int = 0
    quarantined: int = 0
    interrupted: bool = False


def watch_inbox(
    request: RunRequest,
    watcher: Watcher,
    every_seconds: float,
    *,
    told: Callable[[RunResult], None] = lambda _: None,
    rest: Callable[[float], object] = time.sleep,
) -> Watched:
    """Look at the inbox every so many seconds and run where it has changed since the last run.

    The same locks hold as for a run: while another one is at work this one waits for its turn. What
    is wrong once the watch is on (a share that is gone, a silent time-stamper) is said, and tried
    again at the next look. `request.until` ends it.

    Args:
        request: as for a run; entries rest 10 seconds at least.
        watcher: as for a run.
        every_seconds: between two looks.
        told: is given the result of each run.
        rest: waits so many seconds.

    Raises:
        DigitizationError: of the first run; nothing is watched then.
    """
    settle = max(_LEAST_SETTLE, request.settings.inbox.settle_seconds)
    inbox = request.settings.inbox.model_copy(update={"settle_seconds": settle})
    request = replace(
        request, settings=request.settings.model_copy(update={"inbox": inbox})
    )
    watched, filed, trouble = Watched(), None, None
    while not (watched.interrupted or _is_over(request.until)):
        present = _state(request)
        if present is not None and present != filed:
            try:
                result = run_batch(request, watcher)
            except DigitizationError as error:
                if watched.runs == 0:
                    raise
                if error.code != trouble:
                    watcher.log(f"tried again at the next look: {error}")
                trouble = error.code
            else:
                trouble = None
                _add(watched, result)
                told(result)
                settled = result.deferred is None and not result.answer["growing"]
                filed = present if settled else None
        if not watched.interrupted:
            rest(every_seconds)
    return watched


def _state(request: RunRequest) -> object:
    """What tells whether the inbox has changed; None where it can't be seen."""
    try:
        looks = Growth.of(request.inbox, 0).looks
    except OSError:
        return None
    return {name: sorted(look.files.items()) for name, look in looks.items()}


def _is_over(until: datetime | None) -> bool:
    return until is not None and now() >= until


def _add(watched: Watched, result: RunResult) -> None:
    documents = result.answer["documents"]
    watched.runs += 1
    watched.done += documents["done"]
    watched.quarantined = documents["quarantined"]
    watched.interrupted = result.interrupted
