"""The time as records and papers give it: Vietnam's, +07:00."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


def now() -> datetime:
    """The present, in Vietnam's zone, to the millisecond."""
    moment = datetime.now(VIETNAM)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def stamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds and +07:00."""
    return moment.astimezone(VIETNAM).isoformat(timespec="milliseconds")
