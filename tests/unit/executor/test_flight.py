"""Calls that a cluster was handed: answered, lost with their worker or scheduler, or broken."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace

import pytest
from distributed.scheduler import KilledWorker

from pipeline.errors import DeferredError
from pipeline.executor.calls import Call, WorkerLost
from pipeline.executor.flight import Flight
from pipeline.executor.limits import CallLimits
from pipeline.executor.pulse import Pulse


class Future:
    """A future that is settled as it is told."""

    def __init__(self, key: str, outcome: object) -> None:
        self.key, self._outcome = key, outcome

    @property
    def status(self) -> str:
        if isinstance(self._outcome, CancelledError):
            return "cancelled"
        return "error" if isinstance(self._outcome, Exception) else "finished"

    def result(self, timeout: float) -> object:
        return self._outcome

    def exception(self, timeout: float) -> object:
        return self._outcome

    def cancelled(self) -> bool:
        return self.status == "cancelled"

    def add_done_callback(self, tell: Callable[[Future], None]) -> None:
        tell(self)


class Cluster:
    """A client of a cluster with workers; each call handed out has the next of the outcomes."""

    status = "running"

    def __init__(self, *outcomes: object) -> None:
        self.outcomes = list(outcomes)
        self.handed: list[dict[str, object]] = []
        self.scheduler = SimpleNamespace(ncores=None)

    def sync(self, _function: object, callback_timeout: float) -> dict[str, int]:
        return {"tcp://a": 2}

    def submit(self, function: object, *arguments: object, **how: object) -> Future:
        self.handed.append({"arguments": arguments, **how})
        return Future(str(how["key"]), self.outcomes.pop(0))


def double(number: int) -> int:
    return 2 * number


def flight(*outcomes: object) -> tuple[Flight, Cluster]:
    cluster = Cluster(*outcomes)
    return Flight(cluster, Pulse(cluster, 60.0)), cluster


def test_answers_come_back_with_their_calls():
    under_way, _ = flight(2, 4)
    calls = [Call(double, 1), Call(double, 2)]
    for call in calls:
        under_way.submit(call)
    assert len(under_way) == 2
    assert [under_way.next(), under_way.next()] == [(calls[0], 2), (calls[1], 4)]
    assert len(under_way) == 0


def test_every_call_has_a_name_of_its_own_and_what_follows_goes_first():
    under_way, cluster = flight(2, 2)
    under_way.submit(Call(double, 1))
    under_way.submit(Call(double, 1), preferred=True)
    first, second = cluster.handed
    assert first["key"] != second["key"]
    assert (first["priority"], second["priority"]) == (0, 1)
    # The same work twice is done twice: Dask must not give the first answer again.
    assert first["pure"] is False


def test_a_call_lost_with_its_scheduler_is_handed_out_again_as_it_was():
    under_way, cluster = flight(CancelledError(), 2)
    call = Call(double, 1)
    under_way.submit(call, preferred=True)
    assert under_way.next() == (call, 2)
    assert [one["priority"] for one in cluster.handed] == [1, 1]


def test_a_call_that_kills_its_workers_is_answered_so():
    under_way, _ = flight(KilledWorker("double-1", None, 3))
    call = Call(double, 1)
    under_way.submit(call)
    assert under_way.next() == (call, WorkerLost("KilledWorker"))


@pytest.mark.parametrize(
    "error", [ModuleNotFoundError("pipeline"), AttributeError("x")]
)
def test_a_worker_that_lacks_the_program_ends_the_run_for_now(error):
    under_way, _ = flight(error)
    under_way.submit(Call(double, 1))
    with pytest.raises(DeferredError) as caught:
        under_way.next()
    assert caught.value.code == "workers_unfit"
    assert caught.value.__cause__ is error


def test_a_fault_of_ours_is_not_hidden():
    under_way, _ = flight(ZeroDivisionError("x"))
    under_way.submit(Call(double, 1))
    with pytest.raises(ZeroDivisionError):
        under_way.next()


def test_with_limits_a_call_is_handed_out_within_them():
    cluster = Cluster(4)
    limits = CallLimits(60, 100)
    under_way = Flight(cluster, Pulse(cluster, 60.0), limits)
    under_way.submit(Call(double, 2).spanning(3), note=Path("/w/note"))
    arguments = cluster.handed[0]["arguments"]
    assert arguments == (limits, 3, "/w/note", double, 2)
    assert str(cluster.handed[0]["key"]).startswith("double-")
