"""How many threads a process's libraries take, and a page of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
A = TypeVar("A")

_ONE_THREAD = ("OMP_THREAD_LIMIT", "OPENCV_FOR_THREADS_NUM")
"""What OpenMP's libraries and OpenCV ask when they are loaded."""
_PAGE_THREADS = "SOHOA_PAGE_THREADS"


def limit_threads() -> None:
    """One thread a page, for pages are the unit of parallel work: more cost Tesseract four times as
    much CPU.

    To be called before such a library is loaded or started, in this process or below it. What the
    environment says already stands.
    """
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")


def allow_page_threads(count: int) -> None:
    """Let this process work on one page with so many threads, OpenCV's own among them: where
    somebody waits for the page and there are more cores than pages, as at a counter."""
    import cv2

    os.environ[_PAGE_THREADS] = str(count)
    cv2.setNumThreads(count)


def page_threads() -> int:
    """How many threads may work on a page; 1 where nobody has said otherwise."""
    return int(os.environ.get(_PAGE_THREADS, "1"))


def map_in_threads(function: Callable[[T], A], items: Sequence[T]) -> list[A]:
    """The answers in the order of the items, by as many threads as a page may take.

    Args:
        function: may be called by several threads at once; for it to be worth it, it lets others
            run while it works.
        items: of one page.
    """
    threads = min(page_threads(), len(items))
    if threads <= 1:
        return [function(item) for item in items]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, items))
