"""The search server: its one index, and how it is told where it is away or another."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pipeline.config import IndexSettings
from pipeline.errors import DigitizationError, UsageError
from pipeline.search.choose import open_index
from pipeline.search.request import SearchRequest
from tests.contract.search_index.entries import entry


@pytest.mark.java
def test_the_server_gets_one_index_without_replicas(search_node):
    from elasticsearch import Elasticsearch

    index = open_index(
        IndexSettings(
            kind="elasticsearch", url=search_node, name="one", timeout_seconds=30
        ),
        Path(),
    )
    for number in range(3):
        index.rebuild([entry("a", "một")], number)
    with Elasticsearch(search_node) as client:
        (settings,) = client.indices.get_settings(index="one*").values()
        assert settings["settings"]["index"]["number_of_replicas"] == "0"
        # Switched off while it is filled; what is put later is seen as usual.
        assert "refresh_interval" not in settings["settings"]["index"]
    index.close()


def test_a_server_that_does_not_answer(tmp_path):
    index = open_index(
        IndexSettings(
            kind="elasticsearch", url="http://127.0.0.1:9", name="x", timeout_seconds=30
        ),
        tmp_path,
    )
    with pytest.raises(DigitizationError) as error:
        index.search(SearchRequest("nguyễn"))
    assert (error.value.code, error.value.exit_code) == ("index_unreachable", 1)
    index.close()


@pytest.mark.parametrize(
    ("url", "code"),
    [("", "index_url_missing"), ("không phải địa chỉ", "index_url_wrong")],
)
def test_a_wrong_address(tmp_path, url, code):
    with pytest.raises(UsageError) as error:
        open_index(
            IndexSettings(kind="elasticsearch", url=url, name="x", timeout_seconds=30),
            tmp_path,
        ).commit_number()
    assert error.value.code == code


@pytest.mark.parametrize("product", [{"X-Elastic-Product": "Elasticsearch"}, {}])
def test_a_server_of_another_version_or_kind_is_refused(tmp_path, product):
    class Nine(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(
                {"version": {"number": "9.1.0"}, "tagline": "You Know, for Search"}
            ).encode()
            self.send_response(200)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **product,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Nine) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        index = open_index(
            IndexSettings(
                kind="elasticsearch",
                url=f"http://127.0.0.1:{server.server_port}",
                name="x",
                timeout_seconds=30,
            ),
            tmp_path,
        )
        with pytest.raises(UsageError) as error:
            index.commit_number()
        index.close()
        server.shutdown()
    assert (error.value.code, error.value.exit_code) == ("index_version", 2)
