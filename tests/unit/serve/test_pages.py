"""The pages: who may see what, what is escaped, what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from pipeline.serve.app import build_app
from tests.unit.serve.conftest import EVIL, HOME, Kept, csrf_of, post

Visit = Callable[..., TestClient]
CODE = "H26.27-241101-0012"
PAGES = {
    "/review": {"reviewer", "administrator"},
    # Officials see rates, not papers.
    "/search?q=hung": {"reviewer", "clerk", "auditor", "administrator"},
    f"/dossier?code={CODE}": {"reviewer", "clerk", "auditor", "administrator"},
    f"/page.jpg?document={CODE}.1&page=1": {
        "reviewer",
        "clerk",
        "auditor",
        "administrator",
    },
    "/rates?period=2024&level=commune&unit=x": {
        *("reviewer", "official", "auditor", "administrator")
    },
    "/rates/unit?code=H26&level=commune&period=2024": {
        *("reviewer", "official", "auditor", "administrator")
    },
    "/batch": {"reviewer", "official", "auditor", "administrator"},
    "/reports": {"reviewer", "official", "auditor", "administrator"},
    "/audit": {"auditor", "administrator"},
    "/figures": {"reviewer", "clerk", "official", "auditor", "administrator"},
}


@pytest.mark.parametrize("path", list(PAGES))
def test_nobody_sees_a_page_unsigned(kept: Kept, path: str) -> None:
    with TestClient(
        build_app(kept.site), base_url=HOME, follow_redirects=False
    ) as client:
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "role", ["reviewer", "clerk", "official", "auditor", "administrator"]
)
def test_each_role_sees_its_own_pages(visit: Visit, role: str) -> None:
    client = visit(role)
    for path, roles in PAGES.items():
        assert client.get(path).status_code == (200 if role in roles else 403), path


def test_a_clerk_decides_nothing_even_with_a_token(kept: Kept, visit: Visit) -> None:
    client = visit("clerk")
    for path in ("take", "skip", "undo", "check"):
        assert (
            post(kept, client, f"/review/{path}", item="x", value="ok").status_code
            == 403
        )
    assert kept.events() == []


def test_html_in_names_titles_and_files_is_text_on_every_page(visit: Visit) -> None:
    client = visit("administrator")
    seen = 0
    for path in (*PAGES, "/review?kind=match", "/review?kind=quarantine"):
        answer = client.get(path)
        if answer.headers["content-type"].startswith("text/html"):
            assert EVIL not in answer.text, path
            assert "<script>" not in answer.text, path
            seen += "&lt;script&gt;" in answer.text
    assert seen >= 4


def test_what_was_asked_for_is_escaped_too(visit: Visit) -> None:
    client = visit("administrator")
    for path in ("/search", "/dossier", "/audit", "/review", "/nowhere"):
        answer = client.get(
            path, params={"q": EVIL, "code": EVIL, "who": EVIL, "reason": EVIL}
        )
        assert EVIL not in answer.text, path


def test_every_answer_forbids_scripts_from_elsewhere_frames_and_caches(
    visit: Visit,
) -> None:
    client = visit("administrator")
    for path in (*PAGES, "/sign-in", "/nowhere", "/static/sohoa.js"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_no_page_has_a_script_or_a_style_inside(visit: Visit) -> None:
    client = visit("administrator")
    for path in (*PAGES, "/sign-in"):
        answer = client.get(path)
        if answer.headers["content-type"].startswith("text/html"):
            assert re.findall(r"<script(?![^>]* src=)", answer.text) == []
            assert re.findall(r"\son[a-z]+=|\sstyle=|<style", answer.text) == []


def test_a_request_that_changes_something_needs_the_sessions_token(
    kept: Kept, visit: Visit
) -> None:
    dung, binh = visit("administrator"), visit("reviewer")
    for path in (
        "/review/take",
        "/review/skip",
        "/review/undo",
        "/batch/retry",
        "/sign-out",
    ):
        for token in ("", "x", csrf_of(kept, binh)):
            assert dung.post(path, data={"csrf": token}).status_code == 403, path
    assert kept.site.sessions.get(dung.cookies.get("sohoa")) is not None
    assert kept.events() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_request_from_another_site_is_refused_even_with_the_token(
    kept: Kept, visit: Visit, headers: dict[str, str]
) -> None:
    client = visit()
    answer = client.post(
        "/sign-out", data={"csrf": csrf_of(kept, client)}, headers=headers
    )
    assert answer.status_code == 403
    assert client.get("/figures").status_code == 200


def test_another_name_for_this_machine_is_refused(kept: Kept) -> None:
    with TestClient(build_app(kept.site), base_url="http://evil.example") as client:
        assert client.get("/sign-in").status_code == 400


def test_a_form_too_long_or_of_no_length_is_refused(visit: Visit) -> None:
    client = visit()
    assert client.post("/review/take", data={"value": "x" * 70_000}).status_code == 413
    assert client.post("/review/take", content=iter([b"value=x"])).status_code == 411


def test_who_saw_whom_is_in_the_audit_trail_before_it_is_shown(
    kept: Kept, visit: Visit
) -> None:
    client = visit("clerk")
    client.get(f"/dossier?code={CODE}")
    client.get(f"/page.jpg?document={CODE}.1&page=1")
    trail = kept.audit()
    assert (
        '"actor": "Phạm Thị Clerk", "action": "dossier shown", "item": "' + CODE
        in trail
    )
    assert '"action": "page shown", "item": "' + CODE in trail
    kept.folder.audit_file.unlink()
    kept.folder.audit_file.mkdir()
    assert client.get("/dossier?code=H26.27-241102-0012").status_code >= 500
