"""A dossier that is being copied while the run is on is filed once, whole, by the next run."""

from __future__ import annotations

from pathlib import Path

from pipeline.runner.progress import Silent
from tests.support.small_batches import make_inbox, run_quickly, slip
from tests.support.whole_commands import table


class Copying(Silent):
    """Somebody puts another page into a dossier as soon as the run says its first word."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def log(self, line: str) -> None:
        if not self._place.exists():
            self._place.write_bytes(slip("Trang sau"))


def test_half_a_dossier_is_not_filed(archive: Path, tmp_path: Path) -> None:
    inbox = make_inbox(tmp_path / "inbox", ["H26.27-240101-0001"])
    half = inbox / "H26.27-240101-0002"
    half.mkdir()
    (half / "1.png").write_bytes(slip("Trang một"))
    (inbox / "batch.csv").write_text("dossier_code\nH26.27-240101-0002\n")
    options = {"signing": "none", "inbox": {"settle_seconds": 0}}
    first = run_quickly(inbox, archive, Copying(half / "2.png"), **options)
    answer = first.answer
    assert first.all_well and answer["complete"], "left for later is not amiss"
    assert (answer["growing"], answer["growing_names"]) == (1, [half.name])
    assert answer["missing"] == [], "it is there, and it is on its way"
    assert answer["documents"]["found"] == answer["documents"]["done"] == 1
    second = run_quickly(inbox, archive, **options).answer
    assert (
        second["growing"],
        second["documents"]["done"],
        second["documents"]["skipped"],
    ) == (
        0,
        1,
        1,
    )
    pages = {
        row["dossier_code"]: row["page_count"] for row in table(archive, "documents")
    }
    assert pages == {"H26.27-240101-0001": 1, half.name: 2}
