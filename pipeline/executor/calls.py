"""Calls, the protocol of what runs them, and the executor that needs no other process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
A_co = TypeVar("A_co", covariant=True)
Answer = object
"""Of a call of any kind: its function's result, or `WorkerLost`."""
Done = Callable[["Call[object]", Answer], Iterable["Call[object]"]]


class Call(Generic[A_co]):
    """One unit of work: a function of a module and its arguments, which travel to a worker."""

    __slots__ = ("arguments", "function", "pages")

    def __init__(
        self, function: Callable[P, A_co], *arguments: P.args, **named: P.kwargs
    ) -> None:
        """Work to be done; arguments are given by their position."""
        if named:
            raise TypeError("arguments of a call are given by their position")
        self.function: Callable[..., A_co] = function
        self.arguments: tuple[Any, ...] = arguments
        self.pages = 1

    def spanning(self, pages: int) -> Call[A_co]:
        """This call, which works on so many pages and may take as much longer."""
        self.pages = max(1, pages)
        return self

    def run(self) -> A_co:
        """Do it here and now."""
        return self.function(*self.arguments)


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """The answer to a call whose worker process died under it, each time it was tried. `code` says
    why, where that is known: `cpu_limit`, `crashed`."""

    detail: str
    code: str | None = None


class Executor(Protocol):
    """Runs calls; `done` is called in the caller's thread, one answer at a time."""

    @property
    def workers(self) -> int:
        """How many calls run at once."""
        ...

    @property
    def apart(self) -> Executor:
        """What runs single calls while those of `process` are under way, in a process that may end
        without harm where there is one."""
        ...

    def process(
        self, calls: Iterator[Call[object]], done: Done, stop: Callable[[], bool]
    ) -> None:
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

    @property
    def apart(self) -> Executor:
        """This one."""
        return self

    def process(
        self, calls: Iterator[Call[object]], done: Done, stop: Callable[[], bool]
    ) -> None:
        """See Executor."""
        more: deque[Call[object]] = deque()
        while True:
            if more:
                call = more.popleft()
            elif stop() or (next_call := next(calls, None)) is None:
                return
            else:
                call = next_call
            more.extend(done(call, call.run()))

    def close(self) -> None:
        """Nothing to release."""
