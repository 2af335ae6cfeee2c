"""A one-stop office: an archive, a counter's machine and its service, reached by the command line
alone."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.desk.calls.sockets import socket_path
from tests.support.whole_commands import (
    ROOT,
    Answer,
    Process,
    command,
    environment,
    wait_for_waiter,
)

CLERK, OTHER = "Lê Văn Thử", "Trần Thị Khác"


@dataclass(frozen=True)
class Office:
    """A counter's machine and its archive; `variables` say where the machine keeps what is under
    way."""

    archive: Path
    variables: dict[str, str]

    @property
    def state(self) -> Path:
        """Where the counter's machine keeps what is under way."""
        return Path(self.variables["XDG_STATE_HOME"])

    def call(self, *words: object, stdin: str = "") -> Answer:
        """Any command, for this archive, answered as JSON."""
        done = subprocess.run(
            command(*words, "--archive", self.archive, "--json"),
            capture_output=True,
            text=True,
            input=stdin,
            cwd=ROOT,
            env=environment(**self.variables),
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    def desk(self, *words: object, clerk: str | None = None, stdin: str = "") -> Answer:
        """A call of the desk; the clerk is named where the dossier is begun, or where two are at
        work."""
        named = clerk or (CLERK if words[0] == "start" else None)
        operator = ["--operator", named] if named else []
        return self.call("desk", *words, *operator, stdin=stdin)

    def begin(self, *words: object, clerk: str = CLERK) -> Process:
        """A call of the desk that is under way."""
        return self._begun("desk", *words, "--operator", clerk)

    def begin_run(self, inbox: Path) -> Process:
        """A batch beside the counter."""
        return self._begun("run", inbox, "--operator", CLERK, "--workers", 1)

    def _begun(self, *words: object) -> Process:
        return subprocess.Popen(
            command(*words, "--archive", self.archive, "--json"),
            cwd=ROOT,
            env=environment(**self.variables),
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def service(self) -> int | None:
        """The service's process; None where there is none."""
        with closing(socket.socket(socket.AF_UNIX)) as connection:
            try:
                connection.connect(self._socket())
            except OSError:
                return None
            told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        return int(struct.unpack("3i", told)[0])

    def kill_service(self) -> None:
        """The service dies at once, as in a power cut."""
        process = self.service()
        if process is not None:
            os.kill(process, signal.SIGKILL)

    def cut_power(self, call: Process) -> None:
        """Service and caller die at once."""
        with suppress(ProcessLookupError):
            call.kill()
        self.kill_service()
        call.communicate()

    def cut_power_at_commit(self, *words: object, clerk: str) -> None:
        """The power goes while a call is about to change the record."""
        with (self.archive / ".write.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            call = self.begin(*words, clerk=clerk)
            wait_for_waiter(lock.fileno(), call)
            self.cut_power(call)
            fcntl.flock(lock, fcntl.LOCK_UN)

    @contextmanager
    def offline(self) -> Iterator[None]:
        """The archive's share is gone meanwhile."""
        away = self.archive.with_name("away")
        self.archive.rename(away)
        try:
            yield
        finally:
            away.rename(self.archive)

    def _socket(self) -> str:
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = self.variables["XDG_RUNTIME_DIR"]
        try:
            return socket_path(str(self.archive))
        finally:
            del os.environ["XDG_RUNTIME_DIR"]
            if before is not None:
                os.environ["XDG_RUNTIME_DIR"] = before
