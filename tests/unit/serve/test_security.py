"""What every answer and every request is held to."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from pipeline.serve.security import HEADERS, LARGEST_FORM, REPORT_POLICY, Guard

HOME = "https://kho.xa.vn"


async def page(scope, receive, send):
    policy = (
        {"content-security-policy": REPORT_POLICY} if scope["path"] == "/report" else {}
    )
    await PlainTextResponse("trang", headers=policy)(scope, receive, send)


def client(secure=True):
    return TestClient(Guard(page, secure=secure), base_url=HOME)


def test_every_answer_bears_the_headers():
    answer = client().get("/")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_a_report_keeps_its_own_policy_and_plain_http_promises_nothing():
    assert client().get("/report").headers["content-security-policy"] == REPORT_POLICY
    assert "strict-transport-security" not in client(secure=False).get("/").headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": HOME}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_a_change_comes_from_our_own_pages_alone(headers, status):
    answer = client().post("/decide", content=b"a=1", headers=headers)
    assert answer.status_code == status
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_change_is_of_a_known_and_modest_size():
    assert client().post("/decide", content=b"x" * LARGEST_FORM).status_code == 200
    assert (
        client().post("/decide", content=b"x" * (LARGEST_FORM + 1)).status_code == 413
    )
    assert client().post("/decide", content=iter([b"x"])).status_code == 411


def test_looking_is_free_from_anywhere():
    headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert client().get("/", headers=headers).status_code == 200
