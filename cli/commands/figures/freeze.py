"""`report freeze`: the figures of a period, signed, with what they stand on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from cli import console
from cli.common import Common
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.config import Settings

FREEZE = "freeze"


def freeze_period(common: Common, settings: Settings, period: str | None) -> None:
    """Freeze all reports of a period.

    Raises:
        UsageError: no such period, no usable key, or it is frozen already.
    """
    from pipeline.operations.reports.freezing import freeze

    if period is None:
        raise UsageError(
            "no_period",
            "the period to freeze is not named",
            item="PERIOD",
            remedy="for instance: sohoa report freeze 2025-Q3",
        )
    frozen = freeze(common.required_archive(), settings, period)
    if common.json:
        console.answer_json(asdict(frozen))
        return
    values = {"folder": frozen.folder, "level": frozen.signature_level}
    console.tell(settings.lang, "report_frozen", **values)
    for one in frozen.facts.files:
        console.out(f"  {one.path}  {one.sha256}")
    if settings.keys.development:
        console.tell(settings.lang, "development_keys")
