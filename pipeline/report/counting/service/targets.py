"""A share against a plan's target, as the reports on the service show it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.report.columns import DashedPoints, DashedShare, UnknownCount
from pipeline.report.counting.by_unit import share
from pipeline.report.counting.plans import Plan
from schemas.figures.report import Note, NoteCode


@dataclass(frozen=True, slots=True)
class AgainstTarget:
    """A share with its target; `lacking`: how many more it takes. None where either is missing."""

    share: DashedShare
    target: DashedShare
    gap: DashedPoints
    lacking: UnknownCount


def against_target(part: int, whole: int, target: float | None) -> AgainstTarget:
    """What `part` of `whole` is against a target."""
    rate = share(part, whole)
    if rate is None or target is None:
        return AgainstTarget(rate, target, None, None)
    needed = math.ceil(round(target * whole, 6))
    return AgainstTarget(rate, target, rate - target, max(0, needed - part))


def target_of(
    plan: Plan | None, measure: str, level: str | None, year: int
) -> float | None:
    """The plan's share for a level and year; None without a plan."""
    return plan.target(measure, level, year) if plan else None


def note_unstated(received: int, unstated: int) -> list[Note]:
    """A note where the export says nothing of some of the dossiers received, or of any."""
    if not unstated:
        return []
    if unstated == received:
        return [Note(NoteCode.NEVER_STATED)]
    return [Note(NoteCode.UNSTATED, {"count": unstated, "all": received})]
