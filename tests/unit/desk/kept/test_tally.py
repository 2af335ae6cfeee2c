"""A day's figures: what is told twice counts once, a torn line says nothing."""

from datetime import date
from pathlib import Path

from pipeline.common.clock import now
from pipeline.desk.kept.tally import DayLine, DeskAct, clerks_of, note, total_of


def test_each_dossier_counts_once_and_each_clerk_has_a_line(tmp_path: Path) -> None:
    filed = DayLine(
        "s1", DeskAct.FILED, "An", papers=2, pages=3, results=1, reused=1, seconds=4.0
    )
    for line in (
        filed,
        filed,
        DayLine("s2", DeskAct.FILED, "Bình", papers=1, pages=1, seconds=2.0),
    ):
        note(tmp_path, line)
    for _ in range(2):
        note(tmp_path, DayLine("s1", DeskAct.RESCAN, "An", rescans=1))
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


def test_what_closes_a_session_counts_once_and_what_does_not_each_time(
    tmp_path: Path,
) -> None:
    for act in DeskAct:
        for _ in range(2):
            note(tmp_path, DayLine("s1", act, "An", papers=1, rescans=1, refused=1))
    (an,) = clerks_of(tmp_path, now().date())
    assert (an.dossiers, an.papers, an.deferred, an.cancelled) == (1, 1, 1, 1)
    # Three lines that close, and two each of the others.
    assert (an.rescans, an.refused) == (7, 7)


def test_a_desk_sees_its_own_and_the_archive_all(tmp_path: Path) -> None:
    for desk in ("Quầy 1", "Quầy 2", ""):
        note(tmp_path, DayLine(f"s{desk}", DeskAct.FILED, "An", papers=1, desk=desk))
    today = now().date()
    assert total_of(tmp_path, today, "Quầy 1").dossiers == 1
    assert total_of(tmp_path, today).dossiers == 3


def test_a_line_of_another_kind_says_nothing(tmp_path: Path) -> None:
    note(tmp_path, DayLine("s1", DeskAct.FILED, "An"))
    today = now().date()
    with (tmp_path / f"{today}.jsonl").open("a") as file:
        file.write('[]\n7\n{"session": "s2", "act": "sang", "operator": "An"}\n')
    assert total_of(tmp_path, today).dossiers == 1
