"""The reports by the names that the command line gives them."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.report.definition import SomeDefinition
from pipeline.report.definitions.form_766 import FORM_766
from pipeline.report.definitions.hand_over import HAND_OVER
from pipeline.report.definitions.missing import MISSING
from pipeline.report.definitions.on_time import ON_TIME
from pipeline.report.definitions.portal import PORTAL
from pipeline.report.definitions.quality import QUALITY
from pipeline.report.definitions.rates import RATES
from pipeline.report.definitions.reuse import REUSE
from pipeline.report.definitions.satisfaction import SATISFACTION
from pipeline.report.definitions.waiting import WAITING

_IN_ORDER: tuple[SomeDefinition, ...] = (
    RATES,
    FORM_766,
    ON_TIME,
    REUSE,
    WAITING,
    SATISFACTION,
    HAND_OVER,
    PORTAL,
    QUALITY,
    MISSING,
)

REPORTS: Mapping[str, SomeDefinition] = {
    definition.name: definition for definition in _IN_ORDER
}
"""Report name to its definition."""
