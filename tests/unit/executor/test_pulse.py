"""A cluster is waited for as long as the settings say, and given up after that."""

import pytest

from pipeline.errors import DeferredError
from pipeline.executor.pulse import Pulse


class Cluster:
    """A client whose scheduler answers as it is told to: threads by worker, or an error."""

    def __init__(self, answer, status="running"):
        self.answer, self.status, self.scheduler = answer, status, self
        self.asked = 0

    def ncores(self):
        """Named by `sync` alone."""

    def sync(self, function, callback_timeout):
        assert function == self.ncores
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


WORKERS = {"tcp://a": 2}


def test_a_cluster_with_workers_takes_calls():
    assert Pulse(Cluster(WORKERS), 60).check() is True


@pytest.mark.parametrize(
    "answer", [{}, OSError("refused"), RuntimeError("loop stopped")]
)
def test_for_a_while_it_is_waited_for(answer):
    assert Pulse(Cluster(answer), 60).check() is False


class Clock:
    """A clock that shows what it is set to."""

    seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.mark.parametrize(
    ("answer", "code"),
    [(OSError("refused"), "scheduler_lost"), ({}, "workers_lost")],
)
def test_then_it_is_given_up(answer, code):
    clock = Clock()
    pulse = Pulse(Cluster(answer), 60, clock)
    for clock.seconds in range(5, 61, 5):
        assert pulse.check() is False
    clock.seconds = 65
    with pytest.raises(DeferredError) as caught:
        pulse.check()
    assert caught.value.code == code


@pytest.mark.parametrize("answer", [OSError("refused"), {}])
def test_time_in_which_nobody_asked_is_not_held_against_it(answer):
    clock = Clock()
    pulse = Pulse(Cluster(answer), 60, clock)
    # This process was held for an hour, twice: two askings in vain.
    for clock.seconds in (3600, 7200):
        assert pulse.check() is False


def test_one_that_is_closed_is_not_waited_for():
    with pytest.raises(DeferredError) as caught:
        Pulse(Cluster(WORKERS, "closed"), 60).check()
    assert caught.value.code == "scheduler_lost"


def test_an_answer_that_came_is_a_sign_of_life():
    cluster = Cluster(WORKERS)
    pulse = Pulse(cluster, 60)
    cluster.answer = {}
    pulse.heard()
    assert pulse.check() is False


def test_waiting_ends_when_workers_are_there():
    cluster = Cluster(WORKERS)
    Pulse(cluster, 0.01).wait_until_there()
    assert cluster.asked == 1


@pytest.mark.parametrize(("wait", "beat"), [(12.0, 1.0), (600.0, 5.0)])
def test_it_asks_often_enough_to_notice(wait, beat):
    assert Pulse(Cluster(WORKERS), wait).beat == beat
