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


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (OSError("refused"), "running", "scheduler_lost"),
        ({}, "running", "workers_lost"),
        (WORKERS, "closed", "scheduler_lost"),
    ],
)
def test_then_it_is_given_up(answer, status, code):
    pulse = Pulse(Cluster(answer, status), 0.0 if status == "running" else 60)
    with pytest.raises(DeferredError) as caught:
        pulse.check()
    assert caught.value.code == code


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
