"""A search server that takes some documents of a request and refuses others: they are offered again,
a bounded number of times; where they stay out, the commit's number does, so the next catch-up brings
all of it, and nothing is doubled."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from elasticsearch.helpers import actions

from pipeline.config import IndexSettings
from pipeline.errors import DigitizationError
from pipeline.search.elastic import LAYOUT, ElasticIndex
from tests.contract.search_index.entries import entry

TOO_MANY, BAD = 429, 400
ALL = "*"


def of_server(url):
    return IndexSettings(kind="elasticsearch", url=url, name="kho", timeout_seconds=5)


@dataclass
class Server:
    """What a stand-in holds, and what it is to refuse: by request of documents, from the first on,
    the status of those refused (`ALL`: of the request as a whole)."""

    refusals: list[dict[str, int]] = field(default_factory=list)
    offered: list[list[str]] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    commit: int | None = None
    url: str = ""

    def bulk(self, lines: list[str]) -> tuple[int, dict[str, object]]:
        ids = [json.loads(line)["index"]["_id"] for line in lines[::2]]
        self.offered.append(ids)
        refused = self.refusals.pop(0) if self.refusals else {}
        if ALL in refused:
            return refused[ALL], {"error": {"type": "too_many"}, "status": 429}
        self.documents += [one for one in ids if one not in refused]
        items = [{"_id": one, "status": refused.get(one, 201)} for one in ids]
        for one in items:
            if one["_id"] in refused:
                one["error"] = {"type": "no"}
        answer = [{"index": one} for one in items]
        return 200, {"errors": bool(refused), "items": answer}


@pytest.fixture
def server(monkeypatch) -> Iterator[Server]:
    state = Server()
    monkeypatch.setattr(actions, "time", SimpleNamespace(sleep=lambda _: None))

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            status, said = 200, {"version": {"number": "8.19.3"}}
            if self.path.startswith("/_bulk"):
                status, said = state.bulk(body.splitlines())
            elif self.path.endswith("_mapping") and self.command == "PUT":
                state.commit = json.loads(body)["_meta"]["commit"]
            elif self.path.endswith("_mapping"):
                meta = {"commit": state.commit, "layout": LAYOUT}
                said = {"kho-first": {"mappings": {"_meta": meta}}}
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_HEAD = answer

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        state.url = f"http://127.0.0.1:{running.server_port}"
        yield state
        running.shutdown()


@pytest.fixture
def index(server) -> Iterator[ElasticIndex]:
    opened = ElasticIndex(of_server(server.url))
    yield opened
    opened.close()


ENTRIES = [entry(one, "một") for one in "abc"]


def test_a_document_refused_for_now_is_offered_again_alone(server, index):
    server.refusals = [{"b": TOO_MANY}, {"b": TOO_MANY}]
    index.put(ENTRIES, 7)
    assert server.offered == [["a", "b", "c"], ["b"], ["b"]]
    assert sorted(server.documents) == ["a", "b", "c"]
    assert index.commit_number() == 7


def test_a_whole_request_refused_for_now_is_sent_again(server, index):
    server.refusals = [{ALL: TOO_MANY}]
    index.put(ENTRIES, 7)
    assert sorted(server.documents) == ["a", "b", "c"]
    assert index.commit_number() == 7


@pytest.mark.parametrize(
    ("status", "code"), [(TOO_MANY, "index_unreachable"), (BAD, "index_refused")]
)
def test_what_stays_refused_keeps_the_number_back(server, index, status, code):
    server.commit = 6
    server.refusals = [{"b": status}] * 20
    with pytest.raises(DigitizationError) as error:
        index.put(ENTRIES, 7, after=6)
    assert error.value.code == code
    assert len(server.offered) <= 4, "a bounded number of times"
    server.refusals = []
    again = ElasticIndex(of_server(server.url))
    assert again.commit_number() == 6
    again.put(ENTRIES, 7, after=6)
    assert again.commit_number() == 7
    assert set(server.documents) == {"a", "b", "c"}
    again.close()
