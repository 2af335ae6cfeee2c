"""`status` after Ctrl-C, and after the second one: what is left, what waits for a person."""

from __future__ import annotations

from pathlib import Path

from pipeline.operations.status import batch_status
from pipeline.runner.progress import Progress, Silent
from tests.support.small_batches import make_inbox, quick_settings, run_quickly

CODES = [f"H26.27-240101-000{number}" for number in range(1, 6)]
ONE_A_COMMIT = {"commit_documents": 1}


class CtrlC(Silent):
    """Pressed once so many documents are settled by this call."""

    def __init__(self, after: int) -> None:
        self._after = after

    def tell(self, progress: Progress) -> None:
        if progress.settled - progress.skipped - progress.quarantined >= self._after:
            raise KeyboardInterrupt


def test_the_counts_are_those_of_the_inbox(archive: Path, tmp_path: Path) -> None:
    inbox = make_inbox(tmp_path / "inbox", CODES)
    (inbox / "empty").mkdir()
    options = {"signing": "none", "run": ONE_A_COMMIT}
    for done in (1, 3):
        night = run_quickly(inbox, archive, CtrlC(2 if done == 3 else 1), **options)
        assert night.interrupted
        said = batch_status(archive, quick_settings(archive))
        assert (said["state"], said["found"], said["done"], said["waiting"]) == (
            "interrupted",
            6,
            done,
            5 - done,
        )
        assert said["waiting_for_review"] == done, "their type is not known"
    assert run_quickly(inbox, archive, **options).answer["documents"]["done"] == 2
    said = batch_status(archive, quick_settings(archive))
    assert (said["state"], said["done"], said["waiting"]) == ("complete", 5, 0)
