"""One body of tests for both executors; the Dask one is a real local cluster of processes."""

import os
import signal
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.executor import Call, DaskExecutor, SerialExecutor, WorkerLost


def double(number):
    return number * 2


def die_once(path):
    marker = Path(path)
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "survived"


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def never():
    return False


@pytest.fixture(scope="module")
def dask_executor():
    made = DaskExecutor(workers=2, in_flight=2, attempts=2)
    yield made
    made.close()


@pytest.fixture(params=["serial", "dask"])
def executor(request):
    return SerialExecutor() if request.param == "serial" else request.getfixturevalue("dask_executor")


def test_every_call_is_answered_once_with_its_follow_ups(executor):
    answers = []

    def done(call, answer):
        answers.append(answer)
        return [Call(double, answer)] if answer < 10 else []

    executor.process(iter([Call(double, n) for n in (1, 2, 3, 50)]), done, never)
    assert sorted(answers) == sorted([2, 4, 8, 16, 4, 8, 16, 6, 12, 100])


def test_stop_takes_no_new_calls_but_ends_what_follows(executor):
    answers = []

    def done(call, answer):
        answers.append(answer)
        return [Call(double, answer)] if answer == 2 else []

    executor.process(iter([Call(double, 1)] + [Call(double, 100)] * 500), done, lambda: bool(answers))
    assert 4 in answers
    assert len(answers) < 100


def test_what_is_in_flight_is_bounded(dask_executor):
    taken = []
    peak = 0
    answered = 0

    def calls():
        for number in range(60):
            taken.append(number)
            yield Call(double, number)

    def done(call, answer):
        nonlocal answered, peak
        peak = max(peak, len(taken) - answered)
        answered += 1
        return []

    dask_executor.process(calls(), done, never)
    assert answered == 60
    assert peak <= 2 * 2 + 1


def test_a_call_whose_worker_dies_is_tried_again(dask_executor, tmp_path):
    answers = []
    dask_executor.process(
        iter([Call(die_once, str(tmp_path / "marker"))]), lambda call, answer: answers.append(answer) or [], never
    )
    assert answers == ["survived"]


def test_a_call_that_kills_every_worker_is_answered_and_the_others_go_on(dask_executor):
    answers = []
    calls = [Call(die, None), *(Call(double, n) for n in range(5))]
    dask_executor.process(iter(calls), lambda call, answer: answers.append(answer) or [], never)
    lost = [one for one in answers if isinstance(one, WorkerLost)]
    assert len(lost) == 1
    assert sorted(one for one in answers if isinstance(one, int)) == [0, 2, 4, 6, 8]


def test_an_address_without_a_scheduler_is_a_usage_error():
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        DaskExecutor(workers=1, in_flight=1, attempts=1, scheduler="tcp://127.0.0.1:1")
