"""One body of tests for both executors; the Dask one is a real local cluster of processes."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from distributed.process import AsyncProcess

from pipeline.config import load_settings
from pipeline.errors import DeferredError, UsageError
from pipeline.executor import Call, CallLimits, SerialExecutor, WorkerLost
from pipeline.executor.cluster import ClusterSettings, DaskExecutor
from pipeline.registry import require_worker
from tests.support.dask_cluster import ROOT, double, held


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


def spin(_):
    """Hang in C with the interpreter locked, as a decoder may."""
    pow(3, 1 << 40)


def crash(_):
    os.abort()


@pytest.fixture(scope="module")
def dask_executor(tmp_path_factory):
    settings = ClusterSettings(workers=2, in_flight=2, attempts=2, wait_seconds=60)
    shared = tmp_path_factory.mktemp("shared")
    made = DaskExecutor(replace(settings, shared=shared, limits=CallLimits(2, 4096)))
    yield made
    made.close()


@pytest.fixture(params=["serial", "dask"])
def executor(request):
    return (
        SerialExecutor()
        if request.param == "serial"
        else request.getfixturevalue("dask_executor")
    )


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

    executor.process(
        iter([Call(double, 1)] + [Call(double, 100)] * 500), done, lambda: bool(answers)
    )
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
        iter([Call(die_once, str(tmp_path / "marker"))]),
        lambda call, answer: answers.append(answer) or [],
        never,
    )
    assert answers == ["survived"]


def test_a_call_that_kills_every_worker_is_answered_and_the_others_go_on(dask_executor):
    answers = []
    calls = [Call(die, None), *(Call(double, n) for n in range(5))]
    dask_executor.process(
        iter(calls), lambda call, answer: answers.append(answer) or [], never
    )
    lost = [one for one in answers if isinstance(one, WorkerLost)]
    assert len(lost) == 1
    assert sorted(one for one in answers if isinstance(one, int)) == [0, 2, 4, 6, 8]


def test_a_call_that_hangs_is_ended_and_told_by_its_limit(dask_executor):
    answers = []
    calls = [Call(spin, None), Call(crash, None), *(Call(double, n) for n in range(3))]
    dask_executor.process(
        iter(calls), lambda call, answer: answers.append(answer) or [], never
    )
    lost = {one.code for one in answers if isinstance(one, WorkerLost)}
    assert lost == {"cpu_limit", "crashed"}
    assert sorted(one for one in answers if isinstance(one, int)) == [0, 2, 4]
    assert not list(dask_executor.settings.shared.iterdir()), "no note stays"


def test_a_worker_that_ends_late_is_no_failure_of_the_run(monkeypatch, caplog):
    """On a loaded machine even a killed worker may take its time: what it answered stands."""
    executor = DaskExecutor(
        ClusterSettings(1, in_flight=1, attempts=1, wait_seconds=60)
    )
    answers = []

    async def late(process, timeout=None):
        raise TimeoutError

    executor.process(
        iter([Call(double, 4)]), lambda _, answer: answers.append(answer) or [], never
    )
    monkeypatch.setattr(AsyncProcess, "join", late)
    executor.close()
    assert answers == [8]
    assert "did not end in time (TimeoutError)" in caplog.text


def test_an_address_without_a_scheduler_is_a_usage_error():
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        DaskExecutor(
            ClusterSettings(1, 1, 1, wait_seconds=5, scheduler="tcp://127.0.0.1:1")
        )


# --- somebody else's scheduler, which may go away at any time


@contextmanager
def connected(own_cluster, wait_seconds=60.0, shared=None):
    """An executor on the cluster that the test started; it is connected with patience, then waits
    as told."""
    made = DaskExecutor(ClusterSettings(1, 2, 2, 60, own_cluster.address, shared))
    try:
        made.settings = replace(made.settings, wait_seconds=wait_seconds)
        yield made
    finally:
        made.close()


@pytest.fixture
def fifo(tmp_path):
    os.mkfifo(tmp_path / "held")
    return tmp_path / "held"


def once_held(fifo, then):
    """In a thread: wait until a worker is inside `held`, then do something; gives the thread."""

    def wait():
        # Opening for writing waits until the worker has opened the other end.
        end = os.open(fifo, os.O_WRONLY)
        then()
        os.close(end)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def lost_while_held(executor, fifo, calls, then):
    """Runs calls, the last of which is held while `then` happens; gives the answers before the end,
    and its code."""
    answers, others = [], threading.Event()
    if len(calls) == 1:
        others.set()

    def done(call, answer):
        answers.append(answer)
        if len(answers) == len(calls) - 1:
            others.set()
        return []

    waiting = once_held(fifo, lambda: (others.wait(), then()))
    with pytest.raises(DeferredError) as error:
        executor.process(iter(calls), done, never)
    waiting.join()
    assert error.value.exit_code == 3
    assert "waited 5 seconds" in error.value.message
    return answers, error.value.code


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_scheduler_that_is_killed_or_frozen_ends_the_work_within_the_wait(
    own_cluster, fifo, how
):
    scheduler = own_cluster.scheduler()
    own_cluster.worker()
    with connected(own_cluster, wait_seconds=5) as executor:
        calls = [Call(double, 1), Call(held, str(fifo))]
        answers, code = lost_while_held(
            executor, fifo, calls, lambda: scheduler.send_signal(how)
        )
    assert (answers, code) == ([2], "scheduler_lost")


def test_a_scheduler_lost_before_the_first_answer(own_cluster, fifo):
    scheduler = own_cluster.scheduler()
    own_cluster.worker()
    with connected(own_cluster, wait_seconds=5) as executor:
        answers, code = lost_while_held(
            executor, fifo, [Call(held, str(fifo))], scheduler.kill
        )
    assert (answers, code) == ([], "scheduler_lost")


def test_workers_that_are_gone_and_do_not_come_back_end_the_work(own_cluster, fifo):
    own_cluster.scheduler()
    worker = own_cluster.worker()
    with connected(own_cluster, wait_seconds=5) as executor:
        calls = [Call(double, 1), Call(held, str(fifo))]
        answers, code = lost_while_held(executor, fifo, calls, worker.kill)
    assert (answers, code) == ([2], "workers_lost")


def test_a_scheduler_that_comes_back_is_given_the_calls_again(own_cluster, fifo):
    scheduler = own_cluster.scheduler()
    worker = own_cluster.worker()
    answers = []

    def restart():
        port = int(own_cluster.address.rpartition(":")[2])
        for process in (scheduler, worker):
            process.kill()
            process.wait()
        own_cluster.scheduler(port)
        own_cluster.worker()

    with connected(own_cluster, wait_seconds=600) as executor:
        waiting = once_held(fifo, restart)
        again = threading.Thread(
            target=lambda: (waiting.join(), fifo.write_text("at last"))
        )
        again.start()
        calls = [Call(held, str(fifo)), *(Call(double, n) for n in range(1, 4))]
        executor.process(
            iter(calls), lambda call, answer: answers.append(answer) or [], never
        )
        again.join()
    assert sorted(map(str, answers)) == ["2", "4", "6", "at last"]


def test_ctrl_c_is_heard_while_a_frozen_scheduler_is_waited_for(own_cluster, fifo):
    scheduler = own_cluster.scheduler()
    own_cluster.worker()

    def freeze():
        scheduler.send_signal(signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGINT)

    with connected(own_cluster, wait_seconds=600) as executor:
        waiting = once_held(fifo, freeze)
        with pytest.raises(KeyboardInterrupt):
            executor.process(
                iter([Call(held, str(fifo))]), lambda call, answer: [], never
            )
        waiting.join()


def test_a_scheduler_without_workers_is_waited_for_and_told(own_cluster):
    own_cluster.scheduler()
    told: list[str] = []
    with pytest.raises(DeferredError) as error:
        settings = ClusterSettings(
            1, 2, 2, wait_seconds=5, scheduler=own_cluster.address
        )
        DaskExecutor(settings, told.append)
    assert (error.value.code, error.value.exit_code) == ("workers_lost", 3)
    (line,) = told
    assert "up to 5 seconds" in line and own_cluster.address in line


def test_a_worker_that_lacks_what_the_work_needs_is_named_before_it_begins(
    own_cluster, tmp_path
):
    settings = load_settings(environ={})
    own_cluster.scheduler()
    own_cluster.worker()
    ready = Call(require_worker, settings.ocr, str(tmp_path / "no register"))
    wanted = ClusterSettings(1, 2, 2, 60, own_cluster.address, ready=ready)
    with pytest.raises(UsageError) as error:
        DaskExecutor(wanted)
    assert error.value.code == "workers_lack" and error.value.item.startswith(
        "tcp://127.0.0.1:"
    )
    assert error.value.values["reason"]
    DaskExecutor(replace(wanted, ready=Call(require_worker, settings.ocr, ""))).close()


@pytest.mark.parametrize("what", ["no code", "other code", "other folder"])
def test_workers_that_can_not_do_the_work_are_told_before_it_begins(
    own_cluster, tmp_path, what
):
    place = tmp_path / "path"
    if what == "no code":
        (place / "pipeline").mkdir(parents=True)
        # However this checkout is installed, the worker must not find it.
        (place / "pipeline" / "__init__.py").write_text(
            "raise ModuleNotFoundError(__name__)\n"
        )
    elif what == "other code":
        for name in ("pipeline", "schemas", "configs"):
            shutil.copytree(
                ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        (place / "configs" / "default.toml").write_text("# another version\n")
    else:
        place.mkdir()
        # A machine that has the folder, but not this one: the marker is not there.
        (place / "sitecustomize.py").write_text(
            "from pathlib import Path\nreal = Path.is_file\n"
            "Path.is_file = lambda self: not self.name.startswith('.seen-') and real(self)\n"
        )
    own_cluster.scheduler()
    own_cluster.worker(cwd=tmp_path, PYTHONPATH=str(place))
    shared = tmp_path / "work"
    with pytest.raises(UsageError) as error, connected(own_cluster, shared=shared):
        pass
    assert error.value.code == (
        "workers_blind" if what == "other folder" else "workers_unfit"
    )
    assert error.value.item.startswith("tcp://127.0.0.1:")
    assert list(shared.iterdir()) == []


def test_a_scheduler_of_another_version_is_told(own_cluster, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "from importlib import metadata\nreal = metadata.version\n"
        "metadata.version = lambda name: '2020.1.0' if name == 'distributed' else real(name)\n"
    )
    own_cluster.scheduler(PYTHONPATH=str(tmp_path))
    own_cluster.worker()
    with pytest.raises(UsageError) as error, connected(own_cluster):
        pass
    assert error.value.code == "scheduler_version"


def test_a_worker_that_looked_at_its_machine_first_takes_calls(own_cluster):
    own_cluster.scheduler()
    line = (sys.executable, "-m", "cli", "worker", "--scheduler", own_cluster.address)
    started = subprocess.Popen(
        [*line, "--workers", "1"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    answers = []
    try:
        executor = DaskExecutor(ClusterSettings(1, 2, 2, 600, own_cluster.address))
        executor.process(
            iter([Call(double, 4)]),
            lambda _, answer: answers.append(answer) or [],
            never,
        )
        executor.close()
        assert answers == [8]
    finally:
        started.terminate()
        started.wait()
