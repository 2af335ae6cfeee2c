"""Ways to the portal: which are refused before anything leaves, and what an answer means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.export.portal import transports
from pipeline.export.portal.outbox import Waiting
from pipeline.export.portal.transports import (
    FolderDrop,
    HttpPost,
    NotNow,
    Refused,
    open_transport,
)

KEY = "k-1"


@dataclass(frozen=True)
class Answer:
    """As much of an HTTP answer as is looked at."""

    status: int
    retry_after: str | None = None

    def getheader(self, name: str) -> str | None:
        assert name == "Retry-After"
        return self.retry_after


def judge(status: int, content: object = None, retry_after: str | None = None) -> None:
    said = b"" if content is None else json.dumps(content).encode()
    transports._judge(Answer(status, retry_after), said, KEY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, None),
        (204, None),
        (201, {"key": KEY}),
        (200, ["no object"]),
        (200, {"key": 7}),
        (409, {"key": KEY}),
    ],
)
def test_an_acknowledgement(status: int, content: object) -> None:
    judge(status, content)


@pytest.mark.parametrize(
    ("status", "content", "retry_after", "pause"),
    [
        (200, {"key": "another"}, None, None),
        (503, None, "120", 120.0),
        (429, None, "Wed, 21 Oct 2026 07:28:00 GMT", None),
        (408, None, None, None),
        (425, None, "", None),
        (500, {"key": KEY}, None, None),
    ],
)
def test_what_may_work_later(
    status: int, content: object, retry_after: str | None, pause: float | None
) -> None:
    with pytest.raises(NotNow) as caught:
        judge(status, content, retry_after)
    assert caught.value.pause == pause


@pytest.mark.parametrize(("status", "content"), [(400, None), (422, None), (409, None)])
def test_what_the_portal_will_not_have(status: int, content: object) -> None:
    with pytest.raises(Refused, match=f"HTTP {status}"):
        judge(status, content)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "portal_forbidden"),
        (403, "portal_forbidden"),
        (407, "portal_forbidden"),
        (404, "portal_nothing_there"),
        (405, "portal_nothing_there"),
        (302, "portal_nothing_there"),
    ],
)
def test_what_a_person_must_correct(status: int, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        judge(status)
    assert caught.value.code == code
    assert caught.value.values["answer"] == f" (HTTP {status})"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("", "no_portal_target"),
        ("no/such/folder", "no_folder_there"),
        ("http://portal.example/records", "portal_insecure"),
        ("http://10.0.0.1/records", "portal_insecure"),
        ("https://", "portal_url_wrong"),
        ("https://user:secret@portal.example/", "portal_url_wrong"),
        ("https://portal.example:port/", "portal_url_wrong"),
        ("ftp://portal.example/", "portal_url_wrong"),
    ],
)
def test_a_target_that_is_refused(target: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_transport(target, "", 5.0, "")
    assert caught.value.code == code


def test_roots_that_can_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for name in ("ca.pem", "absent.pem"):
        with pytest.raises(UsageError) as caught:
            open_transport("https://portal.example/", "", 5.0, str(tmp_path / name))
        assert caught.value.code == "portal_ca_unreadable"


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("https://portal.example/a?token=secret", "https://portal.example"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080"),
        ("http://[::1]/a", "http://[::1]"),
        ("http://localhost/a", "http://localhost"),
    ],
)
def test_people_are_told_the_host_alone(target: str, name: str) -> None:
    opened = open_transport(target, "token", 5.0, "")
    assert isinstance(opened, HttpPost)
    assert opened.name == name


def test_a_folder_gets_the_same_record_under_the_same_name(tmp_path: Path) -> None:
    drop = open_transport(str(tmp_path), "", 5.0, "")
    assert isinstance(drop, FolderDrop) and drop.name == str(tmp_path)
    body = json.dumps({"revision": 7})
    for _ in range(2):
        drop.send(Waiting("0123456789abcdef", "H26/1:2", body, 0))
    (file,) = tmp_path.iterdir()
    assert file.name.endswith(".7.0123456789ab.jsonl")
    assert "/" not in file.name and file.read_bytes() == body.encode() + b"\n"
