"""Whoever is to be told gets the outcome: by a command, or by mail."""

from __future__ import annotations

import json
import socketserver
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.config import NotifySettings, load_settings
from pipeline.errors import UsageError
from pipeline.operations.upkeep.notify import (
    Notice,
    NoticeFailed,
    check_target,
    is_address,
    send_notice,
)

NOTICE = Notice(
    "sohoa: xong 3", ("sohoa: xong 3", "", "Cách ly: 0"), {"exit": 0, "answer": {}}
)


def settings(**values: str) -> NotifySettings:
    return load_settings(environ={}, options={"notify": values}).notify


@dataclass
class Post:
    """A mail server's address, and what it was sent."""

    address: str
    lines: list[str] = field(default_factory=list)


@pytest.fixture
def post() -> Iterator[Post]:
    found = Post("")

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            in_data = False
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                found.lines.append(line)
                if in_data and line != ".":
                    continue
                in_data = line.upper() == "DATA"
                if line.upper() == "QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                self.wfile.write(b"354 go on\r\n" if in_data else b"250 ok\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        found.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def test_a_command_gets_all_on_stdin_and_the_subject_as_its_last_word(
    tmp_path: Path,
) -> None:
    script = tmp_path / "tell.py"
    script.write_text(
        "import sys, pathlib\n"
        "pathlib.Path(sys.argv[1]).write_text(sys.argv[-1] + '\\n' + sys.stdin.read())\n"
    )
    send_notice(f"{sys.executable} {script} {tmp_path / 'told'}", NOTICE, settings())
    subject, content = (tmp_path / "told").read_text(encoding="utf-8").split("\n", 1)
    assert (subject, json.loads(content)) == (NOTICE.subject, NOTICE.content)


def test_a_mail_is_sent(post: Post) -> None:
    given = settings(smtp=post.address, sender="sohoa@example.vn")
    check_target("lead@example.vn", given)
    send_notice("lead@example.vn", NOTICE, given)
    assert any(
        line.upper().startswith("RCPT TO:<LEAD@EXAMPLE.VN>") for line in post.lines
    )
    assert "From: sohoa@example.vn" in post.lines


@pytest.mark.parametrize("target", ["false", "/no/such/program", "lead@example.vn"])
def test_what_can_not_be_handed_on_is_said(target: str) -> None:
    given = settings(smtp="127.0.0.1:9", sender="sohoa@example.vn")
    with pytest.raises(NoticeFailed):
        send_notice(target, NOTICE, given)


@pytest.mark.parametrize("target", ["lead@example.vn", "tell 'it", " "])
def test_a_target_that_can_not_work_is_refused_before_any_work(target: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_target(target, settings())
    assert caught.value.code == "notify_invalid"


def test_an_address_is_told_from_a_command() -> None:
    assert is_address("lead@example.vn")
    assert not is_address("/usr/local/bin/tell lead@example.vn")
    check_target("/usr/local/bin/tell lead@example.vn", settings())
