"""Tonight's batch: how far it is, what stands in quarantine and why, trying again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline import audit
from pipeline.operations.status import batch_status
from pipeline.serve.accounts.users import Right
from pipeline.serve.http import UserCall, for_users, trouble
from schemas.answers.work import QuarantinedJson


@for_users(Right.BATCH)
def _batch(call: UserCall) -> Response:
    settings = call.site.settings.model_copy(update={"lang": call.words.lang})
    status = batch_status(call.site.folder.root, settings)
    reasons: dict[tuple[str, str, str | None], list[QuarantinedJson]] = {}
    for one in status["quarantined"]:
        reasons.setdefault((one["code"], one["message"], one["remedy"]), []).append(one)
    groups = sorted(reasons.items(), key=lambda group: -len(group[1]))
    begins = call.query.get("after") == str(len(status["retries"]))
    return call.page("batch.html.j2", status=status, groups=groups, begins=begins)


@for_users(Right.RETRY)
def _retry(call: UserCall) -> Response:
    """Start `sohoa retry` beside this server; the page then shows how far it is."""
    folder = call.site.folder
    if folder.run_is_held():
        return trouble(call, "run_at_work", 409)
    name = call.session.user.name
    audit.append(
        folder.audit_file, actor=name, action="retry started", item="quarantine"
    )
    before = len(batch_status(folder.root, call.site.settings)["retries"])
    _start(("retry", "--archive", str(folder.root), "--operator", name))
    # The page says that it begins until it is there to be told.
    return RedirectResponse(f"/batch?after={before}", 303)


def _start(words: Sequence[str]) -> None:
    """A command of its own: it outlives this server, and its log lies in work/BATCH."""
    subprocess.Popen(
        [sys.executable, "-m", "cli", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


ROUTES = [Route("/batch", _batch), Route("/batch/retry", _retry, methods=["POST"])]
