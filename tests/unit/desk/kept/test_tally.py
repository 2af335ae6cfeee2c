"""A day's figures: what is told twice counts once, a torn line says nothing."""

from datetime import date
from pathlib import Path

from pipeline.common.clock import now
from pipeline.desk.kept.tally import FILED, RESCAN, DayLine, clerks_of, note, total_of


def test_each_dossier_counts_once_and_each_clerk_has_a_line(tmp_path: Path) -> None:
    filed = DayLine(
        "s1", FILED, "An", papers=2, pages=3, results=1, reused=1, seconds=4.0
    )
    for line in (
        filed,
        filed,
        DayLine("s2", FILED, "Bình", papers=1, pages=1, seconds=2.0),
    ):
        note(tmp_path, line)
    for _ in range(2):
        note(tmp_path, DayLine("s1", RESCAN, "An", rescans=1))
    today = now().date()
    with (tmp_path / f"{today}.jsonl").open("a") as file:
        file.write('{"session":"s3"\n')
    an, binh = clerks_of(tmp_path, today)
    assert (an.operator, an.dossiers, an.papers, an.pages, an.rescans) == (
        "An",
        1,
        2,
        3,
        2,
    )
    assert (binh.dossiers, binh.mean_seconds) == (1, 2.0)
    total = total_of(tmp_path, today)
    assert (total.dossiers, total.papers, total.results, total.mean_seconds) == (
        2,
        3,
        1,
        3.0,
    )


def test_a_day_without_work(tmp_path: Path) -> None:
    assert clerks_of(tmp_path, date(2026, 1, 1)) == []
    assert total_of(tmp_path, date(2026, 1, 1)).mean_seconds is None
