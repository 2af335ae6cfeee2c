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


def seconds_since_start() -> float:
    """How long this process has been there: what its caller has waited so far."""
    try:
        # proc(5): field 22, starttime, in clock ticks since boot; the name before it may hold ")".
        after_name = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        begun = int(after_name[19]) / os.sysconf("SC_CLK_TCK")
        return max(time.clock_gettime(time.CLOCK_BOOTTIME) - begun, 0.0)
    except (OSError, ValueError, IndexError, AttributeError):
        return time.process_time()
