"""A worker of this program for somebody else's scheduler."""

import sys
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.executor.worker import (
    require_scheduler,
    scheduler_command,
    worker_command,
)


def test_each_worker_has_a_process_and_one_thread():
    words = worker_command("tcp://a:1", 3)
    assert words[:5] == (sys.executable, "-m", "dask", "worker", "tcp://a:1")
    assert words[words.index("--nworkers") + 1] == "3"
    assert words[words.index("--nthreads") + 1] == "1"
    assert int(worker_command("tcp://a:1", 0)[6]) >= 1


def test_with_keys_scheduler_and_workers_speak_over_tls():
    keys = Path("/keys")
    for words in (
        worker_command("tls://a:1", 3, keys),
        scheduler_command("a", 1, keys),
    ):
        assert words[words.index("--tls-ca-file") + 1] == "/keys/ca.pem"
        assert words[words.index("--tls-cert") + 1] == "/keys/node.pem"
        assert words[words.index("--tls-key") + 1] == "/keys/node.pem"
    assert "tls://a" in scheduler_command("a", 1, keys)
    assert "tcp://a" in scheduler_command("a", 1)
    assert "--tls-key" not in worker_command("tcp://a:1", 3)


def test_a_scheduler_that_is_not_there_is_found_at_once():
    with pytest.raises(UsageError) as caught:
        require_scheduler("tcp://127.0.0.1:1", 5)
    assert caught.value.code == "scheduler_unreachable"
