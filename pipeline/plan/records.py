"""The log of a batch: workers and the runner append to one file in the batch's work folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.common.logs import LOG_NAME, level_named, logging_to, working_on
from pipeline.config import Settings


@contextmanager
def log_to_batch(settings: Settings, work: Path, item: str) -> Iterator[None]:
    """Records made inside reach the batch's log and bear batch and item.

    Args:
        settings: how much is logged.
        work: a document's folder in the batch's.
        item: a document, or a page of one.
    """
    batch = work.parent
    level = level_named(settings.run.log_level)
    with logging_to(batch / LOG_NAME, level), working_on(batch=batch.name, item=item):
        yield
