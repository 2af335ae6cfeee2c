"""From a request to an answer: refusals by kind, what templates may hold, addresses of files."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipeline.errors import DigitizationError, InputError, StorageError, UsageError
from pipeline.review.decision import Subject
from pipeline.review.refusals import DecisionsRefused, RefusedDecision
from pipeline.serve.app import build_app
from pipeline.serve.http import UserCall, asset, refused, render, trouble
from pipeline.serve.texts import PageWords
from tests.unit.serve.conftest import EVIL, HOME, Kept

Visit = Callable[..., TestClient]


def call(kept: Kept, wants_json: bool) -> UserCall:
    user = kept.site.users.get("reviewer")
    assert user is not None
    token, session = kept.site.sessions.begin(user, "vi")
    return UserCall(
        kept.site, session, token, {}, {}, PageWords("vi"), "/x", wants_json
    )


def told(answer: Any) -> dict[str, Any]:
    return dict(json.loads(answer.body))


def refusal(code: str, yields: bool) -> DecisionsRefused:
    subject = Subject.parse("document|A-1.1")
    assert subject is not None
    return DecisionsRefused((RefusedDecision(subject, code, yields),))


@pytest.mark.parametrize(
    ("error", "page", "data"),
    [
        (UsageError("no_value", "no value"), 400, 422),
        (InputError("broken_pdf", "broken"), 400, 400),
        (InputError("picture_gone", "gone", item="x"), 404, 404),
        (InputError("unknown_document", "none", item="x"), 404, 404),
        (InputError("document_disposed", "gone", item="x"), 410, 410),
        (StorageError("disk_full", "full", item="x"), 503, 503),
    ],
)
def test_a_refusal_has_its_status(
    kept: Kept, error: DigitizationError, page: int, data: int
) -> None:
    assert refused(call(kept, False), error).status_code == page
    answer = refused(call(kept, True), error)
    assert answer.status_code == data
    said = told(answer)
    assert (said["ok"], said["code"], said["overridable"]) == (False, error.code, False)
    assert said["message"]


def test_what_a_stated_reason_overrides_is_said(kept: Kept) -> None:
    for code, yields in (("review_other_sex", True), ("review_bad_date", False)):
        answer = refused(call(kept, True), refusal(code, yields))
        assert (answer.status_code, told(answer)["overridable"]) == (422, yields)


def test_trouble_has_words_and_a_remedy(kept: Kept) -> None:
    said = told(trouble(call(kept, True), "not_allowed", 403))
    assert said["message"] and said["remedy"]
    page = trouble(call(kept, False), "not_allowed", 403)
    assert (page.status_code, page.media_type) == (403, "text/html")


def test_a_page_escapes_what_stands_in_it() -> None:
    text = render("bare.html.j2", PageWords("vi"), message=EVIL, remedy=EVIL)
    assert EVIL not in text and "&lt;script&gt;" in text


def test_a_static_file_has_an_address_that_changes_with_it() -> None:
    script, style = asset("sohoa.js"), asset("sohoa.css")
    assert script.startswith("/static/sohoa.js?v=") and script == asset("sohoa.js")
    assert script.partition("=")[2] != style.partition("=")[2]
    with pytest.raises(FileNotFoundError):
        asset("none.js")


def test_every_static_file_is_served_under_its_address(visit: Visit) -> None:
    client = visit()
    for name in ("sohoa.js", "sohoa.css", "icon.svg"):
        assert client.get(asset(name)).status_code == 200


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/", "/sign-in"),
        ("/search?q=a+b", "/sign-in?next=%2Fsearch%3Fq%3Da%2Bb"),
        ("/batch", "/sign-in?next=%2Fbatch"),
    ],
)
def test_whoever_must_sign_in_comes_back_to_where_they_were(
    kept: Kept, path: str, location: str
) -> None:
    with TestClient(build_app(kept.site), base_url=HOME) as client:
        answer = client.get(path, follow_redirects=False)
        assert answer.headers["location"] == location


def test_the_language_is_the_browsers_then_the_archives(kept: Kept) -> None:
    with TestClient(build_app(kept.site), base_url=HOME) as client:
        assert '<html lang="vi">' in client.get("/sign-in").text
        client.cookies.set("sohoa_lang", "en")
        assert '<html lang="en">' in client.get("/sign-in").text
        client.cookies.set("sohoa_lang", "xx")
        assert '<html lang="vi">' in client.get("/sign-in").text
