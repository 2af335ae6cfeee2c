"""The time as records and papers give it: Vietnam's, +07:00."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

VIETNAM = timezone(timedelta(hours=7))


def now() -> datetime:
    """The present, in Vietnam's zone, to the millisecond."""
    moment = datetime.now(VIETNAM)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def stamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds and +07:00."""
    return moment.astimezone(VIETNAM).isoformat(timespec="milliseconds")


def seconds_since_start(process: int | None = None) -> float:
    """How long a process (None: this one) has been there: what its caller has waited so far; 0
    where that can't be told."""
    try:
        # proc(5): field 22, starttime, in clock ticks since boot; the name before it may hold ")".
        stat = Path(f"/proc/{process or 'self'}/stat").read_text()
        begun = int(stat.rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
        return max(time.clock_gettime(time.CLOCK_BOOTTIME) - begun, 0.0)
    except (OSError, ValueError, IndexError, AttributeError):
        return 0.0 if process is not None else time.process_time()
