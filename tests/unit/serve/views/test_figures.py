"""Everybody's pace, and the newest lines of the audit trail."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pipeline.serve.items.keyings import Work
from pipeline.serve.views.figures import Pace, last_lines, paces
from tests.unit.serve.conftest import Kept, csrf_of

Visit = Callable[..., TestClient]


def work(login: str, decisions: int, seconds: float, keyed: int = 0, agreed: int = 0):
    return Work(
        login, login.title(), "field", "2026-11-28", decisions, seconds, keyed, agreed
    )


def test_days_and_kinds_of_one_person_count_together():
    found = paces(
        [
            work("an", 10, 100.0, 4, 3),
            work("binh", 50, 900.0),
            work("an", 20, 500.0, 4, 4),
        ]
    )
    assert found == [
        Pace("Binh", 50, 200.0, 0, None),
        Pace("An", 30, 180.0, 8, 0.875),
    ]


def test_no_pace_is_told_of_no_time():
    assert paces([work("an", 3, 0.4)])[0].per_hour is None
    assert paces([]) == []


def trail(place: Path, *lines: bytes) -> Path:
    path = place / "audit.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def entry(number: int, **more: object) -> bytes:
    return json.dumps({"number": number, **more}).encode()


def test_the_newest_line_comes_first_and_what_is_no_entry_is_passed_over(tmp_path):
    path = trail(tmp_path, entry(1), b"{half", b"[]", b"\xff", b"", entry(2))
    assert [one["number"] for one in last_lines(path)] == [2, 1]
    assert last_lines(trail(tmp_path)) == []


@pytest.mark.parametrize("count", [1000, 20_000])
def test_of_a_long_trail_the_end_is_read_by_whole_lines(tmp_path, count):
    filler = "x" * 100
    path = trail(tmp_path, *(entry(n, text=filler) for n in range(count)))
    numbers = [one["number"] for one in last_lines(path)]
    assert numbers == list(range(count - 1, count - 1 - len(numbers), -1))
    assert (len(numbers) == count) == (path.stat().st_size <= 1 << 20)


def test_each_sees_their_own_figures_and_an_auditor_everybodys(
    kept: Kept, visit: Visit
) -> None:
    kept.site.keyings.count("reviewer", "Phạm Thị Reviewer", "field", decisions=3)
    kept.site.keyings.count("clerk", "Phạm Thị Clerk", "field", decisions=2)
    own = visit("clerk").get("/figures").text
    assert "Phạm Thị Clerk" in own and "Phạm Thị Reviewer" not in own
    all_of_them = visit("auditor").get("/figures").text
    assert "Phạm Thị Clerk" in all_of_them and "Phạm Thị Reviewer" in all_of_them


def test_the_trail_is_searched_by_who_and_what(kept: Kept, visit: Visit) -> None:
    reviewer = visit()
    reviewer.get("/dossier?code=H26.27-241101-0012")
    reviewer.post("/sign-out", data={"csrf": csrf_of(kept, reviewer)})
    client = visit("auditor")

    def shown(**query: str) -> str:
        return client.get("/audit", params=query).text

    assert "H26.27-241101-0012" in shown(who="phạm thị reviewer", item="241101")
    assert "H26.27-241101-0012" not in shown(item="241102")
    assert "H26.27-241101-0012" not in shown(who="nobody")
