"""Reports: the same page that `sohoa report --format html` writes."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pipeline.operations.reports.reporting import view_report
from pipeline.report.catalogue import REPORTS
from pipeline.report.wording.texts import load_texts
from pipeline.serve.accounts.users import Right
from pipeline.serve.http import UserCall, for_users
from pipeline.serve.security import REPORT_POLICY
from pipeline.serve.views.search import signed_settings
from schemas.languages import Language


@for_users(Right.REPORT)
def _reports(call: UserCall) -> Response:
    texts = load_texts(_lang(call)).reports
    named = [(name, texts[name].title, texts[name].lead) for name in REPORTS]
    return call.page("reports.html.j2", reports=named)


@for_users(Right.REPORT)
def _report(call: UserCall) -> Response:
    period = call.query.get("period", "").strip() or None
    settings = signed_settings(call).model_copy(update={"lang": _lang(call)})
    name = call.query.get("name", "")
    page = view_report(call.site.folder.root, settings, name, period)
    return HTMLResponse(page, headers={"content-security-policy": REPORT_POLICY})


def _lang(call: UserCall) -> Language:
    return "en" if call.words.lang == "en" else "vi"


ROUTES = [Route("/reports", _reports), Route("/reports/show", _report)]
