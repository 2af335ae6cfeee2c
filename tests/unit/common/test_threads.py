"""Libraries take one thread a page, unless the environment says otherwise."""

import os

from pipeline.common.threads import limit_threads


def test_one_thread(monkeypatch):
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)
    limit_threads()
    assert os.environ["OMP_THREAD_LIMIT"] == "1"


def test_what_the_environment_says_stands(monkeypatch):
    monkeypatch.setenv("OMP_THREAD_LIMIT", "3")
    limit_threads()
    assert os.environ["OMP_THREAD_LIMIT"] == "3"
