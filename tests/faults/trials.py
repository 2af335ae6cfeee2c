"""What a call may meet, in a process of its own: it is ended, or its disk fails, at a named point of
its work; then it is given again."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.common import fault_points
from pipeline.errors import DigitizationError
from pipeline.trouble import machine_trouble


class Fault(StrEnum):
    """What happens at a point."""

    KILL = "kill"
    FULL = "ENOSPC"
    FAILED = "EIO"


_ERRORS = {Fault.FULL: errno.ENOSPC, Fault.FAILED: errno.EIO}


@dataclass(frozen=True, slots=True)
class Trial:
    """A fault at the `passage`th time (from 1) that a point is reached; point None: a kill after
    so many `seconds`."""

    point: str | None
    passage: int
    fault: Fault
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """For people."""
        where = (
            f"{self.point} #{self.passage}"
            if self.point
            else f"after {self.seconds:.2f} s"
        )
        return f"{self.fault} {where}"


@dataclass(slots=True)
class Outcome:
    """How a trial ended. `problems` is empty where nothing was lost, doubled or left half done."""

    trial: str
    met: bool
    problems: list[str] = field(default_factory=list)


DEFECT = 99
"""How a process ends whose call met what was not foreseen."""


def work_with_fault(trial: Trial, work: Callable[[], None], archive: Path) -> None:
    """A call that meets the fault; it ends its process where it does not end well."""
    reached = 0

    def meet(point: str) -> None:
        nonlocal reached
        reached += point == trial.point
        if point != trial.point or reached != trial.passage:
            return
        if trial.fault is Fault.KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        number = _ERRORS[trial.fault]
        raise OSError(number, os.strerror(number))

    fault_points.at_point = meet
    try:
        work()
    except Exception as error:
        foreseen = isinstance(error, DigitizationError) or machine_trouble(
            error, archive
        )
        os._exit(1 if foreseen else DEFECT)
    if trial.fault is not Fault.KILL and reached >= trial.passage:
        os._exit(1)  # it went on, though the disk had failed once


def run_in_fork(work: Callable[[], None], seconds: float = 0.0) -> int:
    """Run in a process of its own; gives how it ended, negative where a signal did."""
    child = os.fork()
    if child == 0:
        code = DEFECT
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    if seconds:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def count_passages(work: Callable[[], None], said: Path) -> Counter[str]:
    """How often each point is reached by an undisturbed call; `said` is where its process tells."""

    def count() -> None:
        reached: Counter[str] = Counter()
        fault_points.at_point = lambda point: reached.update([point])
        work()
        said.write_text(json.dumps(reached))

    assert run_in_fork(count) == 0, "an undisturbed call failed"
    return Counter(json.loads(said.read_text()))


def meet_and_repeat(
    trial: Trial,
    work: Callable[[], None],
    again: Callable[[], Iterable[str]],
    archive: Path,
) -> Outcome:
    """A call meets a fault, then is given again; each in a process of its own.

    Args:
        trial: the fault.
        work: the call.
        again: gives it again and tells what is not as it should be.
        archive: where it works.
    """
    first = run_in_fork(lambda: work_with_fault(trial, work, archive), trial.seconds)
    outcome = Outcome(trial.name, met=first != 0)
    if first == DEFECT:
        outcome.problems.append("the call ended with a defect of the program")
    outcome.problems += _told(again, archive.with_name("problems.json"))
    return outcome


def _told(again: Callable[[], Iterable[str]], said: Path) -> list[str]:
    """What `again` finds; `said` is where its process tells."""
    said.unlink(missing_ok=True)

    def tell() -> None:
        found: list[str] = []
        try:
            found.extend(again())
        except Exception as error:
            found.append(f"given again it failed: {error!r}")
        said.write_text(json.dumps(found, ensure_ascii=False))

    if run_in_fork(tell) != 0:
        return ["given again it was killed"]
    told: list[str] = json.loads(said.read_text())
    return told


def fails_there(point: str) -> bool:
    """Whether a disk can fail at a point: those right after something was done are past it."""
    return not point.endswith("ed")


def every_trial(passages: Counter[str]) -> list[Trial]:
    """A fault of each kind at each passage of each point."""
    return [
        Trial(point, passage, fault)
        for point, count in sorted(passages.items())
        for passage in range(1, count + 1)
        for fault in Fault
        if fault is Fault.KILL or fails_there(point)
    ]


def some_trials(passages: Counter[str]) -> list[Trial]:
    """A kill at each point, in the middle of its passages."""
    return [
        Trial(point, (count + 1) // 2, Fault.KILL)
        for point, count in sorted(passages.items())
    ]


def random_trials(count: int, most_seconds: float, seed: int) -> list[Trial]:
    """Kills at random moments."""
    rng = random.Random(seed)
    return [
        Trial(None, 0, Fault.KILL, rng.uniform(0.01, most_seconds))
        for _ in range(count)
    ]


def summarize(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Counts, and the trials that something is wrong with."""
    bad = [asdict(one) for one in outcomes if one.problems]
    met = sum(one.met for one in outcomes)
    return {
        "tried": len(outcomes),
        "met": met,
        "survived": len(outcomes) - len(bad),
        "bad": bad,
    }
