"""The service: who may ask, how many at once, and what it does with nonsense."""

import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from cli.thin.client import ask
from pipeline.desk.calls.service import DeskCall, DeskReply, DeskService
from pipeline.desk.calls.sockets import make_private, socket_path
from pipeline.desk.calls.wire import MOST_STDIN, MOST_WORDS


class Echo:
    """Says what it was asked; waits where it is told to until two wait."""

    def __init__(self) -> None:
        self.both = threading.Barrier(2)

    def answer(self, call: DeskCall) -> DeskReply:
        if call.words[0] == "together":
            self.both.wait()
        said = " ".join((*call.words, call.folder)).encode()
        return DeskReply(len(call.words), said + call.stdin, str(call.process).encode())

    def refuse(self, code: str) -> DeskReply:
        return DeskReply(2, b"", code.encode())


@pytest.fixture
def kho(tmp_path, monkeypatch):
    """The path of an archive that a service answers for."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    archive = tmp_path / "kho"
    service = DeskService(archive, Echo(), idle_seconds=3600)
    ready = threading.Event()
    thread = threading.Thread(target=service.listen, args=(ready.set, lambda: False))
    thread.start()
    ready.wait()
    yield str(archive)
    service.stop()
    thread.join()
    assert not Path(socket_path(str(archive))).exists()


def raw(kho: str, said: bytes) -> bytes:
    with closing(socket.socket(socket.AF_UNIX)) as connection:
        connection.connect(socket_path(kho))
        connection.sendall(said)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(4096), b""))


def test_a_call_is_answered(kho):
    code, out, err = ask(kho, ["day", "x"], b"\x00\xff", start=False)
    assert (code, out) == (2, f"day x {Path.cwd()}".encode() + b"\x00\xff")
    assert err == str(os.getpid()).encode()


def test_only_this_account_can_reach_it(kho):
    place = Path(socket_path(kho))
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_two_clerks_at_once(kho):
    with ThreadPoolExecutor(2) as pool:
        asked = [
            pool.submit(ask, kho, ["together"], b"", start=False) for _ in range(2)
        ]
        assert [one.result()[0] for one in asked] == [1, 1]


def test_two_hundred_calls_at_once(kho):
    with ThreadPoolExecutor(200) as pool:
        asked = [
            pool.submit(ask, kho, ["day", str(n)], b"", start=False) for n in range(200)
        ]
        answers = [one.result()[1] for one in asked]
    assert [one.split()[1] for one in answers] == [str(n).encode() for n in range(200)]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00" * 4096,
        b"GET / HTTP/1.1\r\n\r\n",
        b"SOHOA-DESK/1 10 0\nabc",
        b"SOHOA-DESK/1 3 0\nabc",
        b"SOHOA-DESK/1 11 0\n/other\0/\0\0x",
        b"SOHOA-DESK/1 " + b"9" * 70,
    ],
)
def test_nonsense_gets_no_answer_and_does_no_harm(kho, said):
    assert raw(kho, said) == b""
    assert ask(kho, ["day"], b"", start=False)[0] == 1


@pytest.mark.parametrize(
    "sizes", [(MOST_WORDS + 1, 0), (10, MOST_STDIN + 1), (10**17, 10**17)]
)
def test_what_is_too_large_is_refused_before_it_is_read(kho, sizes):
    answer = raw(kho, b"SOHOA-DESK/1 %d %d\n" % sizes)
    assert answer.endswith(b"desk_call_too_large")


def test_no_service_no_answer(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert ask(str(tmp_path / "kho"), ["day"], b"", start=False) is None


def test_a_folder_that_others_may_enter_is_not_used(tmp_path):
    make_private(str(tmp_path / "a" / "b"))
    (tmp_path / "a" / "b").chmod(0o755)
    with pytest.raises(PermissionError):
        make_private(str(tmp_path / "a" / "b"))


def test_it_ends_when_nobody_calls_and_nothing_waits(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    asked = iter([True, False])
    service = DeskService(tmp_path / "kho", Echo(), idle_seconds=0.0)
    service.listen(lambda: None, lambda: next(asked))
    assert next(asked, None) is None
