"""The pages: who may see what, what is escaped, what is refused."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from pipeline.ledger import Ledger
from pipeline.serve.accounts.attempts import FREE
from pipeline.serve.app import build_app
from pipeline.serve.texts import load_texts
from schemas.states import BatchKind
from tests.unit.serve.conftest import EVIL, HOME, PASSWORD, Kept, csrf_of, post

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


def test_a_report_is_shown_with_its_own_style_and_can_run_nothing(visit: Visit) -> None:
    client = visit("official")
    answer = client.get("/reports/show?name=quality&period=2024")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "<script" not in answer.text
    assert EVIL not in answer.text
    for odd in ("name=quality&period=hôm qua", "name=x", f"name={EVIL}"):
        refused = client.get(f"/reports/show?{odd}")
        assert refused.status_code == 400
        assert EVIL not in refused.text
    assert visit("clerk").get("/reports/show?name=quality").status_code == 403


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


def test_a_page_that_is_gone_is_said(kept: Kept, visit: Visit) -> None:
    client = visit()
    picture = f"/page.jpg?document={CODE}.1"
    crop = f"/crop.jpg?document={CODE}.1&page=1&part=0.1,0.1,0.5,0.2"
    assert client.get(f"{picture}&page=1").content[:3] == b"\xff\xd8\xff"
    assert client.get(crop).content[:3] == b"\xff\xd8\xff"
    for odd in ("0", "2", "-1", "x", "9" * 30):
        assert client.get(f"{picture}&page={odd}").status_code == 404
    for part in ("", "0,0,0,0", "nan,0,1,1", "1,2,3", "5,5,6,6", "inf,0,1,1"):
        odd_crop = f"/crop.jpg?document={CODE}.1&page=1&part={part}"
        assert client.get(odd_crop).status_code == 404, part
    shutil.rmtree(kept.folder.documents)
    kept.site.pictures.forget()
    assert client.get(f"{picture}&page=1").status_code == 404
    assert client.get(crop).status_code == 404
    assert client.get("/review").status_code == 200


def test_no_file_outside_the_archive_is_drawn(kept: Kept, visit: Visit) -> None:
    client = visit()
    for document in ("../../etc/passwd", "x", "", "H26.27-241101-0012.9"):
        answer = client.get("/page.jpg", params={"document": document, "page": "1"})
        assert answer.status_code == 404


def test_an_unknown_dossier_is_a_page_that_says_so(visit: Visit) -> None:
    assert visit().get("/dossier?code=H26-1").status_code == 404


def test_the_language_is_switched_and_stays(kept: Kept, visit: Visit) -> None:
    client = visit()
    assert 'lang="vi"' in client.get("/figures").text
    client.post("/language", data={"lang": "en", "next": "/figures"})
    page = client.get("/figures").text
    assert '<html lang="en">' in page
    assert load_texts("en").words["figures_title"] in page


def test_both_languages_have_the_same_words() -> None:
    vi, en = load_texts("vi"), load_texts("en")
    for group in type(vi).model_fields:
        assert set(getattr(vi, group)) == set(getattr(en, group)), group


def mend(
    kept: Kept, client: TestClient, subject: str, value: str, because: str = ""
) -> int:
    form = {
        "csrf": csrf_of(kept, client),
        "code": CODE,
        "subject": subject,
        "value": value,
    }
    return client.post("/dossier/decide", data={**form, "because": because}).status_code


def test_what_is_filed_is_mended_and_taken_back_on_the_dossiers_page(
    kept: Kept, visit: Visit
) -> None:
    client = visit()
    born = f"field|{CODE}.1|subject|1|birth_date"
    assert mend(kept, client, born, "hôm qua") == 422
    assert kept.events() == []
    assert mend(kept, client, born, "07/05/2009") == 303
    assert mend(kept, client, f"withdraw|{CODE}.1", "withdraw") == 422
    assert mend(kept, client, f"withdraw|{CODE}.1", "withdraw", "cấp sai") == 303
    page = client.get(f"/dossier?code={CODE}").text
    assert "17/05/2009 → 07/05/2009" in page
    undo = re.findall(r'value="(undo\|[^"]+)"', page)
    assert len(undo) == 2
    for subject in undo:
        assert mend(kept, client, subject, "undo") == 303
    assert re.findall(
        r'value="(undo\|[^"]+)"', client.get(f"/dossier?code={CODE}").text
    )
    assert len(kept.events()) == 4
    assert {one["actor"] for one in kept.events()} == {"Phạm Thị Reviewer"}


@pytest.mark.parametrize("role", ["clerk", "official", "auditor"])
def test_who_only_looks_finds_nothing_to_mend_with(
    kept: Kept, visit: Visit, role: str
) -> None:
    client = visit(role)
    assert "/dossier/decide" not in client.get(f"/dossier?code={CODE}").text
    assert mend(kept, client, f"withdraw|{CODE}.1", "withdraw", "x") == 403
    assert kept.events() == []


def test_quarantine_is_shown_with_its_remedy_and_retried_by_administrators(
    kept: Kept, visit: Visit
) -> None:
    client = visit("administrator")
    page = client.get("/batch").text
    assert "Tệp PDF bị hỏng" in page
    assert "broken_pdf" in page
    assert "/batch/retry" in page
    assert "/batch/retry" not in visit("official").get("/batch").text
    reviewer = visit("reviewer")
    form = {"csrf": csrf_of(kept, reviewer)}
    assert reviewer.post("/batch/retry", data=form).status_code == 403
    with kept.folder.run_lock():
        busy = client.post("/batch/retry", data={"csrf": csrf_of(kept, client)})
    assert busy.status_code == 409
    assert "retry started" not in kept.audit()
    assert "Đang bắt đầu thử lại" in client.get("/batch?after=0").text
    assert "Đang bắt đầu thử lại" not in client.get("/batch").text
    with closing(Ledger(kept.folder.ledger_file)) as ledger:
        ledger.batches.open(BatchKind.RETRY, "", None)
    assert "Đang bắt đầu thử lại" not in client.get("/batch?after=0").text
