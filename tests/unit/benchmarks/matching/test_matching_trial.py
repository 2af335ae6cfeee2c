"""A trial of matching from people to tables, with few people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from benchmarks.matching import worlds
from benchmarks.matching.table import false_lines, read_trials, trial_lines
from benchmarks.matching.trial import run_mixes
from benchmarks.matching.worlds import (
    Trial,
    other_bearers,
    renumbered,
    write_people,
)
from synthetic.people.register import make_register

TRIAL = Trial(rows=1_500, queries=120, seed=4, mixes=("offices", "natural"))


@pytest.fixture(scope="module")
def results() -> Iterator[list[dict[str, Any]]]:
    yield list(run_mixes(TRIAL, peer=False))


def test_each_world_is_counted_and_the_cost_told(results: list[dict[str, Any]]) -> None:
    assert [one["mix"] for one in results] == ["offices", "natural"]
    for one in results:
        assert one["register"]["accepted"] == 1_500
        assert sum(one["outcomes"].values()) == 120
        assert one["links"] > 40 and one["recall"] > 0.5
        assert one["truth_among_candidates"] > 0.95
        speed = one["speed"]
        assert speed["lookup_cpu_p50_ms"] <= speed["lookup_cpu_p99_ms"]
        # The index and the libraries are mapped, and counted for what they are.
        assert speed["mapped_mb"] > 10 and speed["peak_mb"] >= speed["own_mb"]


def test_results_are_read_back_and_shown(
    results: list[dict[str, Any]], tmp_path: Path
) -> None:
    kept = tmp_path / "trial.json"
    kept.write_text("\n".join(json.dumps(one, indent=1) for one in results) + "\n")
    trials = read_trials(kept)
    assert trials == results
    head, _, offices, natural = trial_lines(trials)
    assert head.startswith("| world | links | false |")
    assert offices.startswith(f"| offices | {results[0]['links']} |")
    assert natural.startswith("| natural |")


def test_a_false_link_is_shown_with_paper_and_citizen() -> None:
    link = {
        "sort": "namesake",
        "kind": "no_number",
        "truth": None,
        "paper": {"full_name": "Lê Văn Tám", "birth_date": "1950"},
        "linked": {"citizen_id": "001050000001", "full_name": "Lê Văn Tám"},
        "explanation": "họ tên: khớp hoàn toàn",
    }
    *_, row = false_lines([{"mix": "offices", "false": [link]}])
    assert row == (
        "| offices | namesake, no_number | –; –; Lê Văn Tám; 1950; –; –; – "
        "| 001050000001; –; Lê Văn Tám; –; –; –; – | họ tên: khớp hoàn toàn |"
    )


def test_people_in_parts_are_all_written_and_asked_for_in_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worlds, "_PART", 400)
    source = tmp_path / "people.parquet"
    trial = Trial(rows=1_000, queries=200, seed=9, mixes=("natural",))
    (cases,) = write_people(trial, source).values()
    ids = pq.read_table(source).column("citizen_id").to_pylist()
    assert len(ids) == len(set(ids)) == 1_000
    first = set(ids[:400])
    known = [case.citizen_id for case in cases if case.citizen_id]
    assert known and first.issuperset(known)
    assert not set(ids) & {c.query.citizen_id for c in cases if c.sort == "stranger"}


def test_no_two_parts_share_a_number_and_what_numbers_tell_stays() -> None:
    people = make_register(3_000, 5).table
    parts = [renumbered(people, part, 4) for part in range(4)]
    before, *dealt = (one.column("citizen_id").to_pylist() for one in (people, *parts))
    assert len({number for one in dealt for number in one}) == 4 * 3_000
    for one in dealt:
        assert [n[:6] for n in one] == [n[:6] for n in before]
        assert {len(n) for n in one} == {12}
    others = [name for name in people.column_names if name != "citizen_id"]
    assert parts[3].select(others).equals(people.select(others))


def test_more_people_than_serial_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="serial"):
        renumbered(make_register(3_000, 5).table, 0, 1_000_000)


def test_other_bearers_of_the_same_names() -> None:
    people = make_register(3_000, 5).table
    others = other_bearers(people, 1)
    assert others.schema == people.schema
    for sex in ("M", "F"):
        before, after = (
            one.filter(pc.equal(one["gender"], sex))["full_name"].to_pylist()
            for one in (people, others)
        )
        assert sorted(before) == sorted(after) and before != after
    olds = [set(one["old_id"].drop_null().to_pylist()) for one in (people, others)]
    assert len(olds[0]) == len(olds[1]) and not olds[0] & olds[1]
    assert {len(number) for number in olds[1]} == {9}
    assert others["old_id"].null_count == people["old_id"].null_count
    same = ["birth_date", "gender", "commune_name", "citizen_id"]
    assert others.select(same).equals(people.select(same))
