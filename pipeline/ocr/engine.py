"""What every recognition engine offers."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from schemas.imaging import CleanPage
from schemas.ocr import OcrPage


@runtime_checkable
class OcrEngine(Protocol):
    """Reads cleaned pages. Cheap to build once a process, reusable over pages, never shared between
    processes.

    What `recognize` promises: words in NFC without spaces and with boxes in upright pixels inside
    the page, confidence 0-1; lines in reading order with block numbers from 0; no lines on an empty
    page; the same page gives the same result.
    """

    @property
    def name(self) -> str:
        """The name that settings call the engine by."""
        ...

    @property
    def version(self) -> str:
        """Program and model, so that a ledger knows when a page would be read otherwise."""
        ...

    def recognize(self, page: CleanPage) -> OcrPage:
        """Read one page.

        Raises:
            MissingToolError: the program or its language data are not installed.
            InputError: the engine could not work on this page.
        """
        ...
