"""A Dask scheduler and workers as an operator starts them: processes of their own, which a test may
freeze or kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def double(number: int) -> int:
    """A call."""
    return number * 2


def held(fifo: str) -> str:
    """A call that lasts until somebody writes into a FIFO and closes it."""
    return Path(fifo).read_text()


class OwnCluster:
    """Processes started by a test; all are gone after it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.keys: Path | None = None
        """With it they speak over TLS."""
        self._started: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def scheduler(self, port: int = 0, **environment: str) -> subprocess.Popen[bytes]:
        """Start one and wait until it listens."""
        said = self._folder / f"scheduler-{len(self._started)}.json"
        process = self._start(
            "scheduler",
            "--host",
            "127.0.0.1" if self.keys is None else "tls://127.0.0.1",
            "--port",
            str(port),
            "--no-dashboard",
            "--no-jupyter",
            "--scheduler-file",
            str(said),
            **environment,
        )
        while not said.exists() or not (text := said.read_text()).rstrip().endswith(
            "}"
        ):
            assert process.poll() is None, "the scheduler ended"
        self.address = json.loads(text)["address"]
        return process

    def worker(self, cwd: Path = ROOT, **environment: str) -> subprocess.Popen[bytes]:
        """Start one with a thread of its own; it need not be there yet."""
        return self._start(
            "worker",
            self.address,
            "--nworkers",
            "1",
            "--nthreads",
            "1",
            "--no-nanny",
            "--no-dashboard",
            "--local-directory",
            str(self._folder),
            cwd=cwd,
            **environment,
        )

    def _start(
        self, *words: str, cwd: Path = ROOT, **environment: str
    ) -> subprocess.Popen[bytes]:
        more = environment.pop("PYTHONPATH", "")
        paths = os.pathsep.join(filter(None, [more, str(ROOT)]))
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words, *self._tls()],
            cwd=cwd,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": paths,
                "OMP_THREAD_LIMIT": "1",
                **environment,
            },
        )
        self._started.append(process)
        return process

    def _tls(self) -> tuple[str, ...]:
        if self.keys is None:
            return ()
        node = str(self.keys / "node.pem")
        authority = str(self.keys / "ca.pem")
        return ("--tls-ca-file", authority, "--tls-cert", node, "--tls-key", node)

    def close(self) -> None:
        """Kill what is left, frozen ones too."""
        for process in self._started:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()


@pytest.fixture
def own_cluster(tmp_path):
    made = OwnCluster(tmp_path)
    yield made
    made.close()
