"""Turns whatever goes wrong with one item into a Failure record."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from pipeline.errors import DigitizationError, InputError, MissingToolError, UsageError
from schemas.work import Failure

T = TypeVar("T")


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
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - begun


def guarded(work: Callable[[StageClock], T], page: int | None = None) -> T | Failure:
    """Run `work`; an error of an item becomes a Failure, an error of the set-up (exit 2 or 4) is raised.

    A failure that is no DigitizationError is a defect of ours or of a library: its place in the code is kept for the
    log, its text is not, because it may quote what was read.
    """
    clock = StageClock()
    try:
        return work(clock)
    except (UsageError, MissingToolError):
        raise
    except DigitizationError as error:
        return Failure(
            error.code,
            error.message,
            error.remedy,
            clock.stage,
            error.page or page,
            isinstance(error, InputError) and error.transient,
        )
    except (MemoryError, OSError) as error:
        return Failure(
            "machine_trouble", f"the machine failed while working on it ({type(error).__name__})",
            "look at memory and disk, then: sohoa retry", clock.stage, page, True, _where(error),
        )  # fmt: skip
    except Exception as error:
        return Failure(
            "internal_error", f"sohoa failed on it ({type(error).__name__})",
            "report it with the log; the bytes are kept", clock.stage, page, False, _where(error),
        )  # fmt: skip


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
