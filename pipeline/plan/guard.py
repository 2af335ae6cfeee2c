"""Turns whatever goes wrong with one item into a Failure record."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from pipeline.common.logs import places_of, working_on
from pipeline.errors import (
    DigitizationError,
    InputError,
    MissingToolError,
    StorageError,
    UsageError,
)
from pipeline.trouble import FULL, READ_ONLY, machine_trouble, scarcity_behind
from schemas.work import Failure

T = TypeVar("T")
_LOGGER = logging.getLogger(__name__)


class StageClock:
    """Adds up wall seconds by stage; `stage` is the one at work, for the reason of a failure."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.stage = "start"

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time a block."""
        self.stage = stage
        begun = time.perf_counter()
        try:
            with working_on(stage=stage):
                yield
        finally:
            self.seconds[stage] = (
                self.seconds.get(stage, 0.0) + time.perf_counter() - begun
            )


def catch_failure(
    work: Callable[[StageClock], T], page: int | None = None
) -> T | Failure:
    """Run `work`; an error of an item becomes a Failure.

    Errors of the set-up (exit 2 or 4) and of a full disk that results are written to (exit 6) are
    raised: they would meet every item. A model that can't be opened because too many files are open
    is no error of the set-up: what the machine does to one item is a transient Failure. Any other
    error that is no DigitizationError is a defect of ours or of a library: its place in the code is
    kept for the log, its text is not, because it may quote what was read.
    """
    clock = StageClock()
    answer = _try(work, clock, page)
    if isinstance(answer, Failure):
        with working_on(stage=clock.stage):
            _LOGGER.warning("failed: %s", answer.code)
    return answer


def _try(
    work: Callable[[StageClock], T], clock: StageClock, page: int | None
) -> T | Failure:
    try:
        return work(clock)
    except (UsageError, MissingToolError, StorageError) as error:
        if isinstance(error, StorageError) and error.code not in {FULL, READ_ONLY}:
            # One file or all of them? The runner, which writes to the same disk, finds out.
            return failure_of(error, clock.stage, page)
        scarce = scarcity_behind(error)
        if scarce is None:
            raise
        return failure_of(scarce.for_item(), clock.stage, page)
    except DigitizationError as error:
        return failure_of(error, clock.stage, page)
    except Exception as error:
        trouble = machine_trouble(error)
        if trouble is not None:
            return replace(
                failure_of(trouble.for_item(), clock.stage, page), detail=_where(error)
            )
        return defect(error, clock.stage, page)


def failure_of(
    error: DigitizationError, stage: str, page: int | None = None
) -> Failure:
    """The record of an error: why an item goes to quarantine."""
    transient = isinstance(error, InputError | StorageError) and error.transient
    return Failure(
        error.code,
        error.message,
        error.remedy,
        stage,
        error.page or page,
        transient,
        values=error.values,
    )


def defect(error: BaseException, stage: str, page: int | None = None) -> Failure:
    """The record of an error that nobody foresaw."""
    _LOGGER.error("internal_error", exc_info=error)
    return Failure(
        "internal_error",
        f"sohoa failed on it ({type(error).__name__})",
        "report it with the log; the bytes are kept",
        stage,
        page,
        False,
        _where(error),
    )


def _where(error: BaseException) -> str:
    return " < ".join(places_of(error))
