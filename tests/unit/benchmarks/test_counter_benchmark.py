"""The counter's benchmark: its pages, its figures, and their table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from benchmarks import counter_beside
from benchmarks.counter_place import CounterPlace, make_pages, wall_figures
from benchmarks.measure import CommandRun
from benchmarks.tables import render
from tests.unit.benchmarks.results import document_of


def run_of(wall: float) -> CommandRun:
    return CommandRun(0, "", "", wall, wall / 2, 1.0)


def test_a_page_is_a_scan_of_200_dpi(tmp_path: Path) -> None:
    (page,) = make_pages(tmp_path, ("quyet_dinh",))
    with Image.open(page) as opened:
        assert opened.mode == "RGB"
        assert opened.info["dpi"] == (200, 200)


def test_what_callers_waited_is_the_median_and_the_worst() -> None:
    assert wall_figures([run_of(1.0), run_of(5.0), run_of(2.0)]) == {
        "pages": 3,
        "wall_s": 2.0,
        "worst_wall_s": 5.0,
    }


def test_each_paper_of_the_batch_is_another(tmp_path: Path) -> None:
    pages = list(make_pages(tmp_path, ("quyet_dinh",)))
    inbox = counter_beside._inbox(CounterPlace(tmp_path, tmp_path / "kho"), pages, 3)
    papers = [path.read_bytes() for path in inbox.glob("*/*.jpg")]
    assert len(set(papers)) == len(papers) == 3


def test_pages_after_the_end_of_the_batch_do_not_count(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as batch:
        batch.wait()
        place = CounterPlace(tmp_path, tmp_path / "kho")
        assert list(counter_beside._filed_meanwhile(place, [], 3, batch)) == []


@pytest.mark.parametrize("share", [0.21, None])
def test_the_figures_become_a_table(share: float | None) -> None:
    figures = {"pages": 3, "wall_s": 2.0, "worst_wall_s": 5.0}
    beside = {"skipped": "over"} if share is None else {**figures, "added_share": share}
    names = ("version", "day", "refused", "bare_python")
    client = {f"{name}_ms": 30 for name in names} | {f"{n}_cpu_ms": 25 for n in names}
    found = {
        "cold_first_call_s": 3.1,
        "page": figures,
        "long_paper": {
            "pages": 5,
            "done_s": 1.0,
            "worst_done_s": 1.5,
            "done_to_page": 0.5,
        },
        "client": client,
        "beside_batch": beside,
    }
    text = render(document_of(counter=found))["counter"]
    assert ("21.00 %" in text) is (share is not None)
    assert "| `desk day`: clock / CPU ms | 30 / 25 |" in text
