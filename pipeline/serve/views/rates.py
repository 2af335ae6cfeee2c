"""The rates, live: filters, a unit's procedures and gaps; tonight's batch and health above them."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from pipeline.operations.reports.rates_page import (
    MOST_CODES,
    RatesFilter,
    view_health,
    view_rates,
    view_unit,
)
from pipeline.operations.status import batch_status
from pipeline.report.counting.evidence import Measure
from pipeline.serve.accounts.users import Right
from pipeline.serve.http import UserCall, for_users
from schemas.figures.units import UnitLevel

_LONGEST = 80


@for_users(Right.REPORT)
def _rates(call: UserCall) -> Response:
    root, settings = call.site.folder.root, call.site.settings
    wanted = RatesFilter(_measure(call), _level(call), _text(call, "unit"), _page(call))
    return call.page(
        "rates.html.j2",
        view=view_rates(root, settings, _period(call), wanted),
        wanted=wanted,
        measures=list(Measure),
        levels=list(UnitLevel),
        asked=_period(call) or "",
        batch=batch_status(root, settings)
        if call.session.user.may(Right.BATCH)
        else None,
        health=view_health(root, settings),
    )


@for_users(Right.REPORT)
def _unit(call: UserCall) -> Response:
    root, settings = call.site.folder.root, call.site.settings
    unit = _text(call, "code"), _text(call, "level")
    return call.page(
        "rates_unit.html.j2",
        view=view_unit(root, settings, _period(call), _measure(call), unit),
        measure=_measure(call),
        code=unit[0],
        asked=_period(call) or "",
        most=MOST_CODES,
    )


def _text(call: UserCall, name: str) -> str:
    return call.query.get(name, "").strip()[:_LONGEST]


def _page(call: UserCall) -> int:
    """Which page of the units; anything else is the first."""
    text = _text(call, "page")
    return int(text) if text.isascii() and text.isdigit() else 1


def _period(call: UserCall) -> str | None:
    return _text(call, "period") or None


def _measure(call: UserCall) -> Measure:
    given = _text(call, "measure")
    return Measure(given) if given in set(Measure) else Measure.PAST_RESULTS


def _level(call: UserCall) -> str | None:
    given = _text(call, "level")
    return given if given in set(UnitLevel) else None


ROUTES = [Route("/rates", _rates), Route("/rates/unit", _unit)]
