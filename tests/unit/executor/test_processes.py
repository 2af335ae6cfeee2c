"""Calls in warm processes: many callers, and a call that kills its process."""

import errno
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.errors import StorageError
from pipeline.executor import Call, CallLimits, WorkerLost
from pipeline.executor.processes import WarmProcesses


def doubled(number: int) -> int:
    return 2 * number


def deadly(_number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def broken(number: int) -> int:
    raise ValueError(number)


@pytest.fixture(scope="module")
def processes():
    made = WarmProcesses(2)
    yield made
    made.close()
    made.close()


def answers(processes, calls, follow=lambda call, answer: []):
    found = []

    def done(call, answer):
        found.append((call.arguments[0], answer))
        return follow(call, answer)

    processes.process(iter(calls), done, lambda: False)
    return sorted(found, key=lambda one: (one[0], str(one[1])))


def test_calls_and_those_that_follow(processes):
    processes.start()

    def follow(call, answer):
        return [Call(doubled, answer)] if answer < 8 else []

    assert answers(processes, [Call(doubled, 1)], follow) == [(1, 2), (2, 4), (4, 8)]


def test_two_callers_at_once(processes):
    with ThreadPoolExecutor(2) as pool:
        asked = [
            pool.submit(answers, processes, [Call(doubled, n + at) for at in range(5)])
            for n in (0, 100)
        ]
        found = [one.result() for one in asked]
    assert found == [[(n + at, 2 * (n + at)) for at in range(5)] for n in (0, 100)]


def test_only_the_call_that_kills_is_blamed(processes):
    calls = [Call(doubled, 1), Call(deadly, 7), Call(doubled, 2), Call(doubled, 3)]
    found = answers(processes, calls)
    assert [one for one in found if one[0] != 7] == [(1, 2), (2, 4), (3, 6)]
    assert [isinstance(one, WorkerLost) for at, one in found if at == 7] == [True]
    assert answers(processes, [Call(doubled, 4)]) == [(4, 8)]


def test_an_error_is_the_callers(processes):
    with pytest.raises(ValueError, match="5"):
        answers(processes, [Call(broken, 5)])


def hanging(_number: int) -> int:
    pow(3, 1 << 40)
    return 0


def test_a_call_that_hangs_is_ended_and_says_so():
    processes = WarmProcesses(1, limits=CallLimits(1, 2048))
    try:
        found = answers(processes, [Call(hanging, 7), Call(doubled, 2)])
        assert found[0] == (2, 4)
        assert found[1][1].code == "cpu_limit"
    finally:
        processes.close()


def test_the_name_of_the_folder_for_temporary_files_may_be_long(tmp_path):
    # A Unix socket's path is short; a process of its own, since this one has its socket already.
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    code = (
        "import math\n"
        "from pipeline.executor import Call\n"
        "from pipeline.executor.processes import WarmProcesses\n"
        "if __name__ == '__main__':\n"
        "    made, found = WarmProcesses(1), []\n"
        "    calls = iter([Call(math.factorial, 5)])\n"
        "    made.process(calls, lambda _, answer: found.append(answer) or (), bool)\n"
        "    print(found)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder)},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[120]\n", "")


def test_shared_memory_that_is_closed_is_named(monkeypatch):
    """As in a container without it; the archive is not blamed."""

    def closed(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("pipeline.executor.processes.ProcessPoolExecutor", closed)
    with pytest.raises(StorageError) as caught:
        answers(WarmProcesses(1), [Call(doubled, 1)])
    assert caught.value.item == "/dev/shm"
