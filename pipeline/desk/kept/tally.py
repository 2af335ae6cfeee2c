"""What was done on a day at this desk: counts, no personal data beyond the clerks' names."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from pipeline.common.clock import now
from pipeline.trouble import storage_at
from schemas.answers.desk import ClerkDay
from schemas.codec import from_plain, to_plain


class DeskAct(StrEnum):
    """What a line of the day tells."""

    FILED = "filed"
    DEFERRED = "deferred"
    CANCELLED = "cancelled"
    RESCAN = "rescan"
    REFUSED = "refused"

    @property
    def ends_session(self) -> bool:
        """Whether it closes a session, and so counts once."""
        return self in (DeskAct.FILED, DeskAct.DEFERRED, DeskAct.CANCELLED)


@dataclass(frozen=True, slots=True)
class DayLine:
    """One thing that was done. `session` and `act` make it the same one: it counts once. `desk`:
    of the session."""

    session: str
    act: DeskAct
    operator: str
    papers: int = 0
    pages: int = 0
    results: int = 0
    reused: int = 0
    already_had: int = 0
    rescans: int = 0
    refused: int = 0
    seconds: float | None = None
    desk: str = ""


def note(days: Path, line: DayLine) -> None:
    """Keep what was done today."""
    with storage_at(days):
        handle = os.open(
            days / f"{now():%Y-%m-%d}.jsonl",
            os.O_WRONLY | os.O_CREAT | os.O_APPEND,
            0o600,
        )
        try:
            os.write(
                handle, json.dumps(to_plain(line), ensure_ascii=False).encode() + b"\n"
            )
            os.fsync(handle)
        finally:
            os.close(handle)


def clerks_of(days: Path, day: date, desk: str = "") -> list[ClerkDay]:
    """The day's figures, a clerk each, by name; of one desk, or of all where none is named."""
    lines = _of_desk(days, day, desk)
    names = sorted({line.operator for line in lines})
    return [
        sum_day(name, [line for line in lines if line.operator == name])
        for name in names
    ]


def total_of(days: Path, day: date, desk: str = "") -> ClerkDay:
    """The day's figures of all clerks; see `clerks_of`."""
    return sum_day("", _of_desk(days, day, desk))


def _of_desk(days: Path, day: date, desk: str) -> list[DayLine]:
    lines = _lines(days / f"{day:%Y-%m-%d}.jsonl")
    return [line for line in lines if desk in ("", line.desk)]


def sum_day(operator: str, lines: Sequence[DayLine]) -> ClerkDay:
    """Figures of some lines."""
    filed = [line for line in lines if line.act is DeskAct.FILED]
    waits = [line.seconds for line in filed if line.seconds is not None]
    return ClerkDay(
        operator,
        len(filed),
        sum(line.papers for line in filed),
        sum(line.pages for line in filed),
        sum(line.results for line in filed),
        sum(line.reused for line in filed),
        sum(line.already_had for line in filed),
        sum(line.rescans for line in lines),
        sum(line.refused for line in lines),
        sum(line.act is DeskAct.DEFERRED for line in lines),
        sum(line.act is DeskAct.CANCELLED for line in lines),
        round(sum(waits) / len(waits), 3) if waits else None,
    )


def _lines(path: Path) -> list[DayLine]:
    """The lines of a day; one that a power cut tore says nothing, one told twice counts once."""
    if not path.is_file():
        return []
    found: dict[tuple[str, str, int], DayLine] = {}
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines()):
        try:
            line = from_plain(DayLine, json.loads(text))
        except ValueError:
            continue
        place = 0 if line.act.ends_session else number
        found[(line.session, line.act, place)] = line
    return list(found.values())
