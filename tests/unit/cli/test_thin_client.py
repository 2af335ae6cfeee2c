"""The way in for calls that must be answered at once: what it loads, and when it steps aside."""

import subprocess
import sys

import pytest

from cli.thin import client
from cli.thin.version import quick_version
from pipeline.desk.calls.sockets import socket_path
from schemas.version import software_version
from tests.support.whole_commands import ROOT, environment

# What any call may load beside Python's own beginnings.
OURS = ("cli", "pipeline", "pipeline.desk", "schemas")
HEAVY = {
    "typing",
    "json",
    "re",
    "socket",
    "pathlib",
    "typer",
    "pydantic",
    "subprocess",
    "logging",
}


def loaded(*words: str, **variables: str) -> tuple[int, set[str]]:
    code = (
        "import sys; sys.argv[1:] = " + repr(list(words)) + "\n"
        "from cli.app import main\n"
        "try: main()\n"
        "except SystemExit as end:\n"
        "    sys.stderr.write(' '.join(sys.modules)); sys.exit(end.code)\n"
    )
    # -S: what a checkout's site packages load by themselves is not ours.
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT), **variables),
        check=False,
    )
    return done.returncode, set(done.stderr.split())


def test_the_version_loads_nothing(monkeypatch):
    _, modules = loaded("--version")
    if "importlib.metadata" not in modules:  # it is installed here
        assert not HEAVY & modules


def test_a_call_that_a_service_answers_loads_nothing(tmp_path, monkeypatch):
    import threading

    from pipeline.desk.calls.service import DeskCall, DeskReply, DeskService

    class Refusing:
        def answer(self, call: DeskCall) -> DeskReply:
            return DeskReply(2, b"", b"")

        def refuse(self, code: str) -> DeskReply:
            return DeskReply(2, b"", b"")

    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    service, ready = DeskService(tmp_path / "kho", Refusing(), 3600), threading.Event()
    thread = threading.Thread(target=service.listen, args=(ready.set, lambda: False))
    thread.start()
    ready.wait()
    code, modules = loaded("desk", "day", "--archive", str(tmp_path / "kho"))
    service.stop()
    thread.join()
    assert code == 2
    assert not HEAVY & modules
    own = {
        one
        for one in modules
        if one.partition(".")[0] in ("cli", "pipeline", "schemas")
    }
    assert len(own) < 10


def test_the_version_is_the_installed_one():
    assert quick_version() == software_version()


@pytest.mark.parametrize(
    "words",
    [
        ["desk"],
        ["desk", "serve", "--archive", "kho"],
        ["desk", "day", "--help", "--archive", "kho"],
        ["desk", "nonsense", "--archive", "kho"],
        ["counter", "a.jpg", "--archive", "kho", "--log-file", "x"],
        ["counter", "a.jpg", "--archive", "no-service-there"],
        ["desk", "day"],
    ],
)
def test_what_the_service_does_not_answer_is_done_here(words, monkeypatch, tmp_path):
    monkeypatch.delenv("SOHOA_ARCHIVE", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(client, "_start", None)
    assert client.for_service(words) is None


def test_nothing_is_told_to_a_socket_in_a_folder_that_others_may_write_to(
    tmp_path, monkeypatch
):
    import socket
    from pathlib import Path

    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    place = Path(socket_path(str(tmp_path / "kho")))
    place.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()
        place.parent.chmod(0o777)
        words = ["desk", "day", "--archive", str(tmp_path / "kho")]
        for start in (False, True):
            assert client.ask(str(tmp_path / "kho"), words, b"", start=start) is None
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()
