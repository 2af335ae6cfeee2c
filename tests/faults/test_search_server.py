"""A search server that hangs, is another product, wants a password or is away: bounded, said,
nothing lost."""

import http.server
import json
import os
import socket
import subprocess
import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from pipeline.config import load_settings
from pipeline.errors import DigitizationError, UsageError
from pipeline.operations.checks.reconcile import rebuild_index, reconcile
from pipeline.operations.finding import find
from pipeline.operations.upkeep.doctor import examine
from pipeline.review.apply_table import apply_table
from pipeline.review.decision import DecisionKind
from pipeline.review.open_items.items import open_items
from pipeline.search.request import SearchRequest
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.support.whole_commands import (
    OPERATOR,
    ROOT,
    command,
    environment,
    run_inbox,
    sohoa,
    table,
)

ELASTIC = {"version": {"number": "8.19.3"}, "tagline": "You Know, for Search"}
OPENSEARCH = {
    "version": {"distribution": "opensearch", "number": "2.11.0"},
    "tagline": "The OpenSearch Project",
}
ANSWERS = {
    "html": (200, "text/html", "<html>Welcome to nginx</html>", {}),
    "html as elastic": (
        200,
        "text/html",
        "<html>Welcome</html>",
        {"X-Elastic-Product": "Elasticsearch"},
    ),
    "opensearch": (200, "application/json", json.dumps(OPENSEARCH), {}),
    "401": (
        401,
        "application/json",
        '{"error":{"type":"security_exception"},"status":401}',
        {},
    ),
    "403": (403, "text/plain", "no", {}),
    "404": (404, "text/html", "<html>not here</html>", {}),
    "429": (429, "text/plain", "later", {}),
    "503": (503, "text/plain", "no", {}),
    "redirect": (302, "text/plain", "", {"Location": "https://127.0.0.1:1/"}),
    "broken json": (
        200,
        "application/json",
        '{"version":',
        {"X-Elastic-Product": "Elasticsearch"},
    ),
}


@contextmanager
def serving(mode):
    """A server's address; what it was asked is counted in `asked`. `hang`: it takes the question
    and says nothing."""
    seen = SimpleNamespace(asked=0, mode=mode)
    over = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self):
            seen.asked += 1
            if seen.mode == "hang" or (seen.mode == "hang later" and self.path != "/"):
                over.wait()
                return
            elastic = (
                200,
                "application/json",
                json.dumps(ELASTIC),
                {"X-Elastic-Product": "Elasticsearch"},
            )
            code, kind, body, more = (
                elastic if seen.mode == "hang later" else ANSWERS[seen.mode]
            )
            self.send_response(code)
            for name, value in {
                "Content-Type": kind,
                "Content-Length": str(len(body)),
                **more,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body.encode())

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        seen.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield seen
        finally:
            over.set()
            server.shutdown()


def nobody():
    """An address on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def settings_for(url, **more):
    return load_settings(
        environ={},
        options={
            "index": {"kind": "elasticsearch", "url": url, "timeout_seconds": 0.5},
            **more,
        },
    )


@pytest.fixture
def stored(archive):
    """An archive with one document in its store."""
    ParquetStore(archive / "store").commit(
        StoreChange(
            append={
                "documents": [
                    {
                        "document_id": "D-1.1",
                        "dossier_code": "D-1",
                        "ordinal": 1,
                        "pdf_path": "documents/D/x.pdf",
                    }
                ],
                "pages": [
                    {
                        "document_id": "D-1.1",
                        "page": 1,
                        "text": "Đơn của ông Nguyễn Văn Thử",
                    }
                ],
            }
        )
    )
    return archive


@pytest.mark.parametrize(
    "mode", ["hang", "hang later", "429", "503", "broken json", None]
)
def test_where_the_server_can_not_answer_the_archive_does_and_says_so(stored, mode):
    said = []
    with serving(mode) as server:
        url = server.url if mode else nobody()
        answer = find.search(
            stored, settings_for(url), SearchRequest("nguyen van thu"), said.append
        )
    assert [hit["document_id"] for hit in answer["hits"]] == ["D-1.1"]
    assert answer["answered_by"] == "embedded"
    assert [error.code for error in said] == ["index_unreachable"]


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        ("html", "index_version"),
        ("html as elastic", "index_version"),
        ("opensearch", "index_version"),
        ("401", "index_forbidden"),
        ("403", "index_forbidden"),
        ("404", "index_url_wrong"),
        ("redirect", "index_url_wrong"),
    ],
)
def test_what_a_person_must_correct_ends_with_2(stored, mode, code):
    with serving(mode) as server, pytest.raises(UsageError) as error:
        find.search(stored, settings_for(server.url), SearchRequest("nguyen"))
    assert (error.value.code, error.value.item) == (code, "index.url")


@pytest.mark.parametrize(
    ("url", "code"), [("", "index_url_missing"), ("search:9200", "index_url_wrong")]
)
def test_a_wrong_address_is_told_before_anything_changes(
    archive, tmp_path, papers, url, code
):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "H26-240102-0001.jpg").write_bytes(papers["don_de_nghi"])
    before = {p: p.read_bytes() for p in (archive / "store").rglob("*") if p.is_file()}
    answer = run_inbox(
        inbox,
        archive,
        SOHOA_INDEX__KIND="elasticsearch",
        SOHOA_INDEX__URL=url,
    )
    assert (answer.code, answer.json["error"]["code"]) == (2, code)
    assert {
        p: p.read_bytes() for p in (archive / "store").rglob("*") if p.is_file()
    } == before
    assert not (archive / "documents").exists() or not any(
        (archive / "documents").iterdir()
    )


@pytest.mark.parametrize("mode", ["hang", "503"])
def test_rebuild_and_reconcile_end_and_compare_what_they_can(stored, mode):
    with serving(mode) as server:
        settings = settings_for(server.url)
        with pytest.raises(DigitizationError) as error:
            rebuild_index(stored, settings)
        assert (error.value.code, error.value.exit_code) == ("index_unreachable", 1)
        for repair in (False, True):
            differences = reconcile(stored, settings, repair=repair)["differences"]
            index = [one for one in differences if one["where"] == "index"]
            assert [(one["item"], one["repaired"]) for one in index] == [
                ("index_unreachable", False)
            ]
            assert any(one["where"] == "files" for one in differences)
        (part,) = [one for one in examine(settings) if one.name == "Elasticsearch"]
        assert not part.found


def test_a_hanging_server_is_not_asked_again_and_again(stored):
    """A batch commits often: only some of its commits wait for the server."""
    from pipeline.search.choose import open_index

    with serving("hang") as server:
        index = open_index(settings_for(server.url).index, stored / "index")
        for _ in range(5):
            with pytest.raises(DigitizationError):
                index.commit_number()
        assert server.asked == 1
        index.close()


def test_decisions_are_taken_though_the_index_stays_behind(stored, tmp_path):
    field = {
        "document_id": "D-1.1",
        "role": "subject",
        "role_index": 1,
        "name": "full_name",
        "value": "Nguyễn Văn Thử",
        "confidence": 0.4,
        "page": 1,
        "needs_review": True,
    }
    ParquetStore(stored / "store").commit(StoreChange(append={"fields": [field]}))
    (item,) = (
        one.key for one in open_items(stored) if one.subject.kind is DecisionKind.FIELD
    )
    decisions = tmp_path / "decisions.csv"
    decisions.write_text(f"item,decision\n{item},ok\n", encoding="utf-8")
    with serving("hang") as server:
        applied = apply_table(
            stored, settings_for(server.url, operator=OPERATOR), decisions
        )
    assert (applied.applied, applied.index_behind) == (1, "index_unreachable")
    assert [row["needs_review"] for row in table(stored, "fields")] == [False]


@pytest.mark.slow
def test_a_run_and_the_counter_go_on_without_the_server_and_say_that_the_index_is_behind(
    archive, tmp_path, papers
):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "H26-240102-0001.jpg").write_bytes(papers["don_de_nghi"])
    with serving("hang") as server:
        away = {
            "SOHOA_INDEX__KIND": "elasticsearch",
            "SOHOA_INDEX__URL": server.url,
            "SOHOA_INDEX__TIMEOUT_SECONDS": "0.5",
        }
        words = ("--archive", archive, "--operator", OPERATOR, "--json")
        run = sohoa("run", inbox, "--workers", "1", *words, **away)
        assert (run.code, run.json["documents"]["done"], run.json["index_behind"]) == (
            0,
            1,
            "index_unreachable",
        )
        paper = inbox / "H26-240102-0001.jpg"
        clerk = sohoa("counter", paper, "--dossier", "H26-240102-0002", *words, **away)
        assert (clerk.code, len(clerk.json["documents"])) == (0, 1)
        assert "index_unreachable" in clerk.err
        found = sohoa("search", "đơn", *words, **away)
        assert (found.code, found.json["total"], found.json["answered_by"]) == (
            0,
            2,
            "embedded",
        )
        assert "index_unreachable" in found.err
    assert sohoa("search", "đơn", *words).json["total"] == 2


def test_an_archive_that_may_only_be_read_is_searched(stored):
    """With an ordinary user's rights: root writes everywhere, so it gives up that privilege here."""
    settings = load_settings(environ={})
    find.search(stored, settings, SearchRequest("nguyen"))
    ParquetStore(stored / "store").commit(
        StoreChange(
            append={
                "documents": [
                    {
                        "document_id": "D-2.1",
                        "dossier_code": "D-2",
                        "ordinal": 1,
                        "pdf_path": "documents/D/y.pdf",
                    }
                ],
                "pages": [
                    {
                        "document_id": "D-2.1",
                        "page": 1,
                        "text": "Đơn của bà Nguyễn Thị Mẫu",
                    }
                ],
            }
        )
    )
    closed = [stored / "index", *(p for p in (stored / "index").rglob("*"))]
    for one in closed:
        one.chmod(0o555 if one.is_dir() else 0o444)
    unprivileged = (
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        if os.geteuid() == 0
        else []
    )
    line = command("search", "nguyen", "--archive", stored, "--json")
    try:
        done = subprocess.run(
            [*unprivileged, *line],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for one in closed:
            one.chmod(0o755 if one.is_dir() else 0o644)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total"] == 2
