"""An inbox is watched: what has come is filed once it rests, and nothing is done twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import registry
from pipeline.errors import UsageError
from pipeline.executor import SerialExecutor
from pipeline.folder import ArchiveFolder
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner import watching
from pipeline.runner.batch import RunRequest
from pipeline.runner.ending import RunResult
from pipeline.runner.progress import Silent
from pipeline.runner.watching import watch_inbox
from tests.support.small_batches import make_inbox, quick_settings, slip
from tests.support.whole_commands import table

FIRST, SECOND = "H26.27-240101-0001", "H26.27-240101-0002"


class Heard(Silent):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def log(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunRequest:
    monkeypatch.setattr(watching, "_LEAST_SETTLE", 0.0)
    monkeypatch.setattr(registry, "open_executor", lambda *_: SerialExecutor())
    archive = create_archive(tmp_path / "kho", development_keys=False).root
    options = {"signing": "none", "inbox": {"settle_seconds": 0}}
    inbox = make_inbox(tmp_path / "inbox", [FIRST])
    return RunRequest(inbox, archive, quick_settings(archive, **options))


def test_what_comes_is_filed_and_a_resting_inbox_costs_no_run(
    request_: RunRequest,
) -> None:
    told: list[RunResult] = []
    heard, looks = Heard(), 0

    def rest(seconds: float) -> None:
        nonlocal looks
        looks += 1
        assert seconds == 7
        folder = ArchiveFolder(request_.archive)
        if looks == 2:  # nothing had changed at the second look
            assert len(told) == 1
            (request_.inbox / f"{SECOND}.png").write_bytes(slip("Giấy đến sau"))
            rest.lock = folder.run_lock()  # type: ignore[attr-defined]
            rest.lock.__enter__()  # type: ignore[attr-defined]
        elif looks == 3:  # another run was at work at the third one
            assert [line for line in heard.lines if "next look" in line]
            rest.lock.__exit__(None, None, None)  # type: ignore[attr-defined]
        elif looks == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch_inbox(request_, heard, 7, told=told.append, rest=rest)
    assert [one.answer["documents"]["done"] for one in told] == [1, 1]
    assert [row["dossier_code"] for row in table(request_.archive, "documents")] == [
        FIRST,
        SECOND,
    ]


def test_what_is_wrong_from_the_start_is_said_at_once(request_: RunRequest) -> None:
    request_.archive.joinpath("sohoa.toml").unlink()
    with pytest.raises(UsageError):
        watch_inbox(
            request_, Silent(), 1, rest=lambda _: pytest.fail("it must not wait")
        )
