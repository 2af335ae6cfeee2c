"""Libraries take one thread a page, unless the environment says otherwise."""

import os
import subprocess
import sys
import threading

import cv2
import pytest

from pipeline.common.threads import (
    allow_page_threads,
    limit_threads,
    map_in_threads,
    page_threads,
)

VARIABLES = ("OMP_THREAD_LIMIT", "OPENCV_FOR_THREADS_NUM")
ASK = """
from pipeline.common.threads import limit_threads
limit_threads()
import cv2
print(cv2.getNumThreads())
"""


@pytest.mark.parametrize("name", VARIABLES)
def test_one_thread(monkeypatch, name):
    monkeypatch.delenv(name, raising=False)
    limit_threads()
    assert os.environ[name] == "1"


@pytest.mark.parametrize("name", VARIABLES)
def test_what_the_environment_says_stands(monkeypatch, name):
    monkeypatch.setenv(name, "3")
    limit_threads()
    assert os.environ[name] == "3"


def test_opencv_goes_by_it():
    done = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"


@pytest.fixture
def two_threads(monkeypatch):
    """A process that may work on a page with two threads."""
    monkeypatch.setenv("SOHOA_PAGE_THREADS", "1")
    before = cv2.getNumThreads()
    allow_page_threads(2)
    yield
    cv2.setNumThreads(before)


def test_a_page_has_one_thread_where_nobody_allowed_more(monkeypatch):
    monkeypatch.delenv("SOHOA_PAGE_THREADS", raising=False)
    assert page_threads() == 1
    here = threading.get_ident()
    assert map_in_threads(lambda _: threading.get_ident(), "abc") == [here] * 3


def test_allowed_threads_hold_for_opencv_too(two_threads):
    assert (page_threads(), cv2.getNumThreads()) == (2, 2)


def test_two_threads_work_at_once_and_the_answers_keep_their_order(two_threads):
    met = threading.Barrier(2)

    def work(number: int) -> int:
        # Only two threads together pass here.
        met.wait(timeout=60)
        return -number

    assert map_in_threads(work, range(6)) == [0, -1, -2, -3, -4, -5]


def test_what_one_item_raises_is_raised(two_threads):
    with pytest.raises(ZeroDivisionError):
        map_in_threads(lambda number: 1 // number, [1, 0, 1])
