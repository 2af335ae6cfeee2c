"""Who did how much and how well, and who saw whom."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from starlette.responses import Response
from starlette.routing import Route

from pipeline.common.clock import now, stamp
from pipeline.serve.accounts.users import Right
from pipeline.serve.http import UserCall, for_users
from pipeline.serve.items.keyings import Work

_DAYS = 30
_MOST_LINES = 200
_TAIL_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Pace:
    """One person's work: `per_hour` of time with items, `agreement` of numbers typed twice."""

    name: str
    decisions: int
    per_hour: float | None
    keyed: int
    agreement: float | None


@for_users()
def _figures(call: UserCall) -> Response:
    user = call.session.user
    everybody = user.may(Right.AUDIT)
    today = stamp(now())[:10]
    since = stamp(now() - timedelta(days=_DAYS))[:10]
    work = [
        one
        for one in call.site.keyings.work(since)
        if everybody or one.login == user.login
    ]
    return call.page(
        "figures.html.j2",
        today=paces([one for one in work if one.day == today]),
        month=paces(work),
        days=_DAYS,
        everybody=everybody,
        twice=call.site.keys_twice(),
    )


@for_users(Right.AUDIT)
def _audit(call: UserCall) -> Response:
    who, item = call.query.get("who", "").strip(), call.query.get("item", "").strip()
    lines = [
        one
        for one in last_lines(call.site.folder.audit_file)
        if who.casefold() in str(one.get("actor", "")).casefold()
        and item.casefold() in str(one.get("item", "")).casefold()
    ]
    return call.page("audit.html.j2", lines=lines[:_MOST_LINES], who=who, item=item)


def paces(work: Sequence[Work]) -> list[Pace]:
    """Everybody's pace over some days and kinds of items, who decided most first."""
    by_login: dict[str, list[Work]] = {}
    for one in work:
        by_login.setdefault(one.login, []).append(one)
    return sorted(map(_pace, by_login.values()), key=lambda one: -one.decisions)


def _pace(mine: Sequence[Work]) -> Pace:
    decisions = sum(one.decisions for one in mine)
    seconds = sum(one.seconds for one in mine)
    keyed = sum(one.keyed for one in mine)
    agreed = sum(one.agreed for one in mine)
    return Pace(
        mine[0].name,
        decisions,
        3600 * decisions / seconds if seconds >= 1 else None,
        keyed,
        agreed / keyed if keyed else None,
    )


def last_lines(path: Path) -> list[Mapping[str, object]]:
    """The newest entries of the audit trail, newest first."""
    with path.open("rb") as handle:
        size = handle.seek(0, os.SEEK_END)
        handle.seek(max(0, size - _TAIL_BYTES))
        lines = handle.read().splitlines()
    if size > _TAIL_BYTES:
        lines = lines[1:]
    found: list[Mapping[str, object]] = []
    for line in reversed(lines):
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found


ROUTES = [Route("/figures", _figures), Route("/audit", _audit)]
