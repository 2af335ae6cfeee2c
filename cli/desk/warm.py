"""What is kept warm in the desk's service; in any other process there is none of it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.common.threads import allow_page_threads
from pipeline.executor import Call, Executor, SerialExecutor, WarmProcesses, limits_of

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.desk.desk import Desk

_PRELOAD = (
    "pipeline.archive.signing.pyhanko_signer",
    "pipeline.archive.verify.made",
    "pipeline.desk.pages.preview",
    "pipeline.plan.documents",
    "pipeline.plan.pages",
)
_kept: list[WarmProcesses] = []


def keep_warm(settings: Settings) -> WarmProcesses:
    """Have processes ready that read pages, as the settings say; for the service."""
    workers = settings.run.workers or os.cpu_count() or 1
    warm, limits = Call(_warm_up, settings), limits_of(settings.run)
    _kept.append(WarmProcesses(workers, warm, _PRELOAD, limits))
    return _kept[0]


def _warm_up(settings: Settings) -> None:
    from pipeline import registry
    from pipeline.extract.types import document_types

    # Papers come one page at a time here, and somebody waits.
    allow_page_threads(os.cpu_count() or 1)
    registry.open_engine(settings.ocr)
    registry.open_second_reader(settings.ocr)
    document_types()
    if settings.register_path:
        registry.citizen_register(settings.register_path)


def warm_executor() -> Executor | None:
    """What reads pages in the service; None elsewhere."""
    return _kept[0] if _kept else None


@cache
def _serial() -> SerialExecutor:
    return SerialExecutor()


def desk_of(archive: Path, settings: Settings) -> Desk:
    """The desk that a call works at."""
    from pipeline.desk.desk import Desk
    from pipeline.desk.kept.state import desk_state

    resolved = archive.resolve()
    return Desk(resolved, desk_state(resolved), settings, warm_executor() or _serial())
