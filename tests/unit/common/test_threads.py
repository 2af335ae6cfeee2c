"""Libraries take one thread a page, unless the environment says otherwise."""

import os
import subprocess
import sys

import pytest

from pipeline.common.threads import limit_threads

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
