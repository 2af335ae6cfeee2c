"""Over TLS, with a key or a user: a stand-in that ends TLS and looks at the header."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.config import IndexSettings, load_settings
from pipeline.errors import UsageError
from pipeline.search.elastic_client import Connection
from tests.support.certificate import certificate

KEY, USER, PASSWORD = "a2V5OnRlc3Q=", "kho", "mat-khau"
_BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@dataclass
class Server:
    ca_file: Path
    url: str = ""
    headers: list[str] = field(default_factory=list)


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    state = Server(certificate(tmp_path / "server.pem"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            told = self.headers.get("Authorization", "")
            state.headers.append(told)
            known = told in {f"ApiKey {KEY}", f"Basic {_BASIC}"}
            content = json.dumps({"version": {"number": "8.19.3"}}).encode()
            self.send_response(200 if known else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(state.ca_file)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.socket = tls.wrap_socket(running.socket, server_side=True)
        running.handle_error = lambda *_: None  # a client that trusts nobody hangs up
        threading.Thread(target=running.serve_forever, daemon=True).start()
        state.url = f"https://127.0.0.1:{running.server_port}"
        yield state
        running.shutdown()


def version(server: Server, **more) -> str:
    given = {"ca_file": str(server.ca_file), **more}
    settings = IndexSettings(
        kind="elasticsearch", url=server.url, name="kho", timeout_seconds=20, **given
    )
    connection = Connection(settings)
    try:
        return connection.version()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("login", "header"),
    [
        ({"api_key": KEY}, f"ApiKey {KEY}"),
        ({"user": USER, "password": PASSWORD}, f"Basic {_BASIC}"),
    ],
)
def test_who_this_is_stands_in_the_header(server, login, header):
    assert version(server, **login) == "8.19.3"
    assert set(server.headers) == {header}


def test_a_user_may_stand_in_the_address(server):
    server.url = server.url.replace("//", f"//{USER}:{PASSWORD}@")
    assert version(server) == "8.19.3"


@pytest.mark.parametrize("login", [{}, {"api_key": "bm9ib2R5"}, {"user": "ai"}])
def test_whoever_is_not_known_is_told(server, login):
    with pytest.raises(UsageError) as told:
        version(server, **login)
    assert told.value.code == "index_forbidden"


def test_only_a_server_that_is_trusted_gets_the_key(server, tmp_path):
    other = certificate(tmp_path / "other.pem")
    (tmp_path / "empty.pem").write_text("")
    for ca_file in (
        "",
        str(other),
        str(tmp_path / "none"),
        str(tmp_path / "empty.pem"),
    ):
        with pytest.raises(UsageError) as told:
            version(server, api_key=KEY, ca_file=ca_file)
        assert told.value.code == "index_certificate", ca_file
    assert server.headers == []


@pytest.mark.parametrize(
    "login",
    [
        {"api_key": KEY, "user": USER},
        {"api_key": KEY, "url": "https://a:b@127.0.0.1:9"},
    ],
)
def test_one_login_is_enough(server, login):
    server.url = login.pop("url", server.url)
    with pytest.raises(UsageError) as told:
        version(server, **login)
    assert told.value.code == "index_login_twice"


def test_they_come_from_the_environment_and_are_not_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("SOHOA_INDEX__API_KEY", KEY)
    monkeypatch.setenv("SOHOA_INDEX__PASSWORD", PASSWORD)
    settings = load_settings(None).index
    assert settings.api_key.get_secret_value() == KEY
    assert KEY not in repr(settings) and PASSWORD not in repr(settings)
