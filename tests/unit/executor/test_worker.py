"""A worker of this program for somebody else's scheduler."""

import sys

import pytest

from pipeline.errors import UsageError
from pipeline.executor.worker import require_scheduler, worker_command


def test_each_worker_has_a_process_and_one_thread():
    words = worker_command("tcp://a:1", 3)
    assert words[:5] == (sys.executable, "-m", "dask", "worker", "tcp://a:1")
    assert words[words.index("--nworkers") + 1] == "3"
    assert words[words.index("--nthreads") + 1] == "1"
    assert int(worker_command("tcp://a:1", 0)[6]) >= 1


def test_a_scheduler_that_is_not_there_is_found_at_once():
    with pytest.raises(UsageError) as caught:
        require_scheduler("tcp://127.0.0.1:1", 5)
    assert caught.value.code == "scheduler_unreachable"
