"""Calls, the protocol of what runs them, and the executor that needs no other process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

Answer = Any
Done = Callable[["Call", Answer], Iterable["Call"]]


@dataclass(frozen=True, slots=True)
class Call:
    """One unit of work."""

    function: Callable[[Any], Any]
    argument: Any


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """The answer to a call whose worker process died under it, each time it was tried."""

    detail: str


class Executor(Protocol):
    """Runs calls; `done` is called in the caller's thread, one answer at a time."""

    @property
    def workers(self) -> int:
        """How many calls run at once."""
        ...

    def process(self, calls: Iterator[Call], done: Done, stop: Callable[[], bool]) -> None:
        """Run all calls and those that `done` adds; once `stop()` is true no new ones are taken
        from `calls`.

        Raises:
            DeferredError: whoever runs the calls is gone for longer than it is waited for; answers
                that came are done.
        """
        ...

    def close(self) -> None:
        """Release the workers; may be called again."""
        ...


class SerialExecutor:
    """Runs each call at once, in this process."""

    workers = 1

    def process(self, calls: Iterator[Call], done: Done, stop: Callable[[], bool]) -> None:
        """See Executor."""
        more: deque[Call] = deque()
        while True:
            if more:
                call = more.popleft()
            elif stop() or (next_call := next(calls, None)) is None:
                return
            else:
                call = next_call
            more.extend(done(call, call.function(call.argument)))

    def close(self) -> None:
        """Nothing to release."""
