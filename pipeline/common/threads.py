"""How many threads a process's libraries take."""

from __future__ import annotations

import os

_ONE_THREAD = ("OMP_THREAD_LIMIT", "OPENCV_FOR_THREADS_NUM")
"""What OpenMP's libraries and OpenCV ask when they are loaded."""


def limit_threads() -> None:
    """One thread a page, for pages are the unit of parallel work: more cost Tesseract four times as
    much CPU.

    To be called before such a library is loaded or started, in this process or below it. What the
    environment says already stands.
    """
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
