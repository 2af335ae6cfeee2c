"""Two processes on one register and on two."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.matching import sides
from benchmarks.matching.together import compare_ways
from benchmarks.matching.worlds import Trial, write_people


def test_both_ways_are_measured(tmp_path: Path) -> None:
    source, place = tmp_path / "people.parquet", tmp_path / "R"
    (cases,) = write_people(Trial(1_500, 60, 3, ("natural",)), source).values()
    sides.build(source, place)
    other = Path(shutil.copytree(place, tmp_path / "other"))
    told = compare_ways(place, other, [case.query for case in cases], 1)
    assert told["shared"] > 0 < told["apart"]
    assert abs(told["ratio"] - told["shared"] / told["apart"]) < 0.01
