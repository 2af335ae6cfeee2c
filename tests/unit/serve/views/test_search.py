"""Searching from the browser: words, a citizen's number, and who asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from starlette.testclient import TestClient

from pipeline.operations.disposal.removal import remove_decided
from pipeline.serve.app import build_app
from pipeline.serve.http import UserCall
from pipeline.serve.site import Site
from pipeline.serve.texts import PageWords
from pipeline.serve.views.search import signed_settings
from pipeline.store.record import StoreChange
from schemas.tables.disposal import Disposal
from tests.support.disposal import (
    CITIZEN,
    HEAD,
    KEPT,
    OLD,
    OTHER,
    TODAY,
    list_and_sign,
    make_old_archive,
    settings_of,
)
from tests.unit.serve.conftest import EVIL, HOME, PASSWORD, Kept

Visit = Callable[..., TestClient]
DOCUMENT = "H26.27-241101-0012.1"
HUNG = "001209000123"


def looks(kept: Kept) -> list[tuple[str, str]]:
    """Who looked, and how, as the audit trail has it."""
    if not kept.folder.audit_file.exists():
        return []
    lines = kept.audit().splitlines()
    return [(one["actor"], one["action"]) for one in map(json.loads, lines)]


def test_where_nothing_is_asked_nothing_is_searched(kept: Kept, visit: Visit) -> None:
    client = visit("clerk")
    before = looks(kept)
    assert client.get("/search", params={"q": "  "}).status_code == 200
    assert looks(kept) == before


def test_words_of_papers_are_found_as_text(kept: Kept, visit: Visit) -> None:
    page = visit("clerk").get("/search", params={"q": "alert"}).text
    for number in (1, 2, 3):
        assert f"code=H26.27-24110{number}-0012" in page
    assert EVIL not in page
    assert looks(kept)[-1][0] == "Phạm Thị Clerk"


def test_a_look_that_is_not_in_the_audit_trail_is_told(
    kept: Kept, visit: Visit
) -> None:
    client = visit("clerk")
    assert 'role="alert"' not in client.get("/search", params={"q": "alert"}).text
    kept.folder.audit_file.unlink()
    kept.folder.audit_file.mkdir()  # where no line can be written
    page = client.get("/search", params={"q": "alert"}).text
    assert "không ghi được vào nhật ký xem" in page
    assert "code=H26.27-241101-0012" in page
    # Of a person nothing is shown without a trail.
    refused = client.get("/search", params={"q": HUNG})
    assert refused.status_code >= 400 and "/dossier?code=" not in refused.text


def test_what_is_nowhere_is_told(visit: Visit) -> None:
    page = visit("clerk").get("/search", params={"q": "khôngcógìcả"}).text
    assert "/dossier?code=" not in page


def test_a_citizens_number_gives_the_papers_that_may_be_used_again(
    kept: Kept, visit: Visit
) -> None:
    client = visit("clerk")
    # What a person has not decided yet is nobody's paper.
    assert DOCUMENT not in client.get("/search", params={"q": HUNG}).text
    matched = kept.site.store.read("matches", document_ids={DOCUMENT}).to_pylist()
    linked = [{**one, "outcome": "matched", "citizen_id": HUNG} for one in matched]
    change = StoreChange(replace_documents={DOCUMENT: {"matches": linked}})
    kept.site.store.commit(change)
    for written in (HUNG, "001 209 000 123"):
        page = client.get("/search", params={"q": written}).text
        assert "/dossier?code=H26.27-241101-0012#d1" in page, written
    assert ("Phạm Thị Clerk", "lookup") in looks(kept)


def test_another_number_is_words_only(kept: Kept, visit: Visit) -> None:
    client = visit("clerk")
    for words in ("0012090001234", "００１２０９０００１２３", "001209"):
        assert client.get("/search", params={"q": words}).status_code == 200
    assert "lookup" not in {action for _, action in looks(kept)}


def test_a_question_has_an_end(visit: Visit) -> None:
    page = visit("clerk").get("/search", params={"q": "a" * 300}).text
    assert f'value="{"a" * 200}"' in page


def test_what_a_user_asks_is_asked_in_their_name(kept: Kept) -> None:
    user = kept.site.users.get("clerk")
    assert user is not None
    token, session = kept.site.sessions.begin(user, "vi")
    call = UserCall(
        kept.site, session, token, {}, {}, PageWords("vi"), "/search", False
    )
    assert signed_settings(call).operator == "Phạm Thị Clerk"
    assert kept.site.settings.operator != "Phạm Thị Clerk"


def test_what_was_disposed_of_is_told_where_its_code_is_asked_for(
    removed: Disposal, visit: Visit
) -> None:
    client = visit("clerk")
    for words in (removed.dossier_code, DOCUMENT):
        page = client.get("/search", params={"q": words}).text
        assert "Đã hủy ngày 02/01/2030 theo quyết định của Phạm Thị Trưởng" in page
        assert f'href="/dossier?code={removed.dossier_code}"' in page
    page = client.get("/search", params={"q": "alert"}).text
    assert f"code={removed.dossier_code}" not in page, "no hit leads to it"
    assert "code=H26.27-241102-0012" in page and "hủy" not in page


def test_a_citizens_paper_that_was_disposed_of_is_told(tmp_path: Path) -> None:
    root = make_old_archive(tmp_path / "kho").root
    listed = list_and_sign(root)
    remove_decided(root, settings_of(root), listed.signed, TODAY)
    site = Site.of(root, settings_of(root, lang="vi"))
    site.users.add("clerk", "Phạm Thị Clerk", "clerk", PASSWORD)
    client = TestClient(build_app(site), base_url=HOME, follow_redirects=False)
    client.post("/sign-in", data={"login": "clerk", "password": PASSWORD})
    page = client.get("/search", params={"q": CITIZEN}).text
    for code in (OLD, OTHER):
        assert f"{code}.1: đã hủy ngày " in page
        assert f'href="/dossier?code={code}' not in page
    assert f"theo quyết định của {HEAD}" in page
    assert f'href="/dossier?code={KEPT}#d1"' in page
