"""Signing in and out: cookies, guesses, and where it leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from pipeline.serve.accounts.attempts import FREE
from pipeline.serve.app import build_app
from pipeline.serve.texts import load_texts
from tests.unit.serve.conftest import HOME, PASSWORD, Kept, csrf_of

Visit = Callable[..., TestClient]


def test_a_token_is_worth_nothing_after_sign_out(kept: Kept, visit: Visit) -> None:
    client = visit()
    token = client.cookies.get("sohoa")
    client.post("/sign-out", data={"csrf": csrf_of(kept, client)})
    with TestClient(
        build_app(kept.site), base_url=HOME, follow_redirects=False
    ) as thief:
        thief.cookies.set("sohoa", token or "")
        assert thief.get("/figures").status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    kept: Kept,
) -> None:
    with TestClient(
        build_app(kept.site), base_url=HOME, follow_redirects=False
    ) as client:
        answer = client.post(
            "/sign-in", data={"login": "reviewer", "password": PASSWORD}
        )
        cookie = answer.headers["set-cookie"].casefold()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "x\r\nset-cookie: a=b",
    ],
)
def test_signing_in_leads_nowhere_else(kept: Kept, wanted: str) -> None:
    with TestClient(
        build_app(kept.site), base_url=HOME, follow_redirects=False
    ) as client:
        form = {"login": "reviewer", "password": PASSWORD, "next": wanted}
        assert client.post("/sign-in", data=form).headers["location"] == "/"


def test_guessing_passwords_is_slowed_down(kept: Kept) -> None:
    with TestClient(
        build_app(kept.site), base_url=HOME, follow_redirects=False
    ) as client:
        for _ in range(FREE["login"]):
            answer = client.post(
                "/sign-in", data={"login": "reviewer", "password": "sai"}
            )
            assert answer.status_code == 403
        answer = client.post(
            "/sign-in", data={"login": "reviewer", "password": PASSWORD}
        )
        assert answer.status_code == 429
        assert "set-cookie" not in answer.headers


def test_the_language_is_switched_and_stays(kept: Kept, visit: Visit) -> None:
    client = visit()
    assert 'lang="vi"' in client.get("/figures").text
    client.post("/language", data={"lang": "en", "next": "/figures"})
    page = client.get("/figures").text
    assert '<html lang="en">' in page
    assert load_texts("en").words["figures_title"] in page
