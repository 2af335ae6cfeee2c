"""How many threads a process's libraries take."""

from __future__ import annotations

import os


def limit_threads() -> None:
    """One thread a page: more cost Tesseract four times as much CPU.

    To be called before a library that OpenMP works for is loaded or started, in this process or
    below it. What the environment says already stands.
    """
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
