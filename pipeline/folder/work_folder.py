"""What a batch leaves in its work folder: nothing but its log, and that for a while."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.common.logs import LOG_NAME


def clear_work(folder: Path, *, keep_log: bool = True) -> None:
    """Remove what waits in a batch's work folder;
    the log stays where there is one, and is wanted."""
    log = folder / LOG_NAME
    if not keep_log or not log.exists():
        shutil.rmtree(folder, ignore_errors=True)
        return
    for place in folder.iterdir():
        if place == log:
            continue
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)


def is_outdated(folder: Path, moment: datetime, keep_days: int) -> bool:
    """Whether a batch's log was last written to longer ago than logs are kept."""
    log = folder / LOG_NAME
    if not log.exists():
        return True
    return log.stat().st_mtime < (moment - timedelta(days=keep_days)).timestamp()
