"""Who may ask for what: every route of every page stands here, and none is open by mistake."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from pipeline.serve.accounts.users import RIGHTS, Right, Role
from pipeline.serve.app import build_app
from pipeline.serve.views import (
    batch,
    dossier,
    figures,
    pictures,
    rates,
    reports,
    review,
    search,
    sign_in,
)
from tests.unit.serve.conftest import HOME, Kept, csrf_of

Visit = Callable[..., TestClient]
PUBLIC = {("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/language")}
EVERYBODY = {("GET", "/"), ("POST", "/sign-out"), ("GET", "/figures")}
NEEDED = {
    ("GET", "/review"): Right.REVIEW,
    ("GET", "/review/next"): Right.REVIEW,
    ("GET", "/review/people"): Right.REVIEW,
    ("POST", "/review/check"): Right.REVIEW,
    ("POST", "/review/take"): Right.REVIEW,
    ("POST", "/review/skip"): Right.REVIEW,
    ("POST", "/review/undo"): Right.REVIEW,
    ("GET", "/search"): Right.LOOK,
    ("GET", "/dossier"): Right.LOOK,
    ("GET", "/page.jpg"): Right.LOOK,
    ("GET", "/crop.jpg"): Right.LOOK,
    ("POST", "/dossier/decide"): Right.CORRECT,
    ("GET", "/batch"): Right.BATCH,
    ("POST", "/batch/retry"): Right.RETRY,
    ("GET", "/rates"): Right.REPORT,
    ("GET", "/rates/unit"): Right.REPORT,
    ("GET", "/reports"): Right.REPORT,
    ("GET", "/reports/show"): Right.REPORT,
    ("GET", "/audit"): Right.AUDIT,
}
ROUTES = [
    *batch.ROUTES,
    *dossier.ROUTES,
    *figures.ROUTES,
    *pictures.ROUTES,
    *rates.ROUTES,
    *reports.ROUTES,
    *review.ROUTES,
    *search.ROUTES,
    *sign_in.ROUTES,
]


def test_every_route_is_known_here() -> None:
    asked = {
        (method, one.path)
        for one in ROUTES
        for method in (one.methods or ())
        if method != "HEAD"
    }
    assert asked == {*PUBLIC, *EVERYBODY, *NEEDED}
    assert len(ROUTES) == len(asked)


def test_nobody_unsigned_gets_further_than_the_way_in(kept: Kept) -> None:
    with TestClient(build_app(kept.site), base_url=HOME) as client:
        for method, path in (*EVERYBODY, *NEEDED):
            answer = client.request(method, path, follow_redirects=False)
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/sign-in"), path
            told = client.request(method, path, headers={"accept": "application/json"})
            assert (told.status_code, told.json()["code"]) == (401, "signed_out"), path


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_refused_where_it_lacks_the_right(
    kept: Kept, visit: Visit, role: Role
) -> None:
    client = visit(role.value, role.value)
    token = {"x-csrf-token": csrf_of(kept, client), "accept": "application/json"}
    for (method, path), right in NEEDED.items():
        if right in RIGHTS[role]:
            continue
        answer = client.request(method, path, headers=token)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), path
    assert kept.events() == []


def test_who_decides_may_look_and_only_administrators_may_all() -> None:
    for role, rights in RIGHTS.items():
        if rights & {Right.REVIEW, Right.CORRECT}:
            assert Right.LOOK in rights, role
        assert (rights == frozenset(Right)) == (role is Role.ADMINISTRATOR)
    assert RIGHTS[Role.OFFICIAL].isdisjoint({Right.LOOK, Right.REVIEW, Right.CORRECT})
