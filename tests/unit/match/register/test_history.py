"""The history counts as far as the manifest says."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.match.register.history import Step, add_step, read_history, was_applied

BUILT, CHANGED = Step("build", "aa", {"rows": 2}), Step("update", "bb", {"rows": 1})


def put(register: Path, step: Step, digest: str) -> None:
    steps = add_step(register, step, digest)
    (register / "manifest.json").write_text(json.dumps({"steps": steps}))


def test_steps_follow_one_another(tmp_path: Path) -> None:
    assert read_history(tmp_path) == []
    put(tmp_path, BUILT, "d1")
    put(tmp_path, CHANGED, "d2")
    built, updated = read_history(tmp_path)
    assert (built["did"], built["digest"], built["counts"]) == (
        "build",
        "d1",
        {"rows": 2},
    )
    assert (updated["did"], updated["source_sha256"]) == ("update", "bb")
    assert len({built["version"], updated["version"]}) == 2


def test_a_step_that_was_not_put_in_force_did_not_happen(tmp_path: Path) -> None:
    put(tmp_path, BUILT, "d1")
    add_step(tmp_path, CHANGED, "d2")
    assert not was_applied(tmp_path, "bb")
    assert len(read_history(tmp_path)) == 1
    put(tmp_path, CHANGED, "d3")
    assert [one["digest"] for one in read_history(tmp_path)] == ["d1", "d3"]
    assert was_applied(tmp_path, "bb")


def test_a_build_forgets_what_was_applied(tmp_path: Path) -> None:
    for step in (BUILT, CHANGED, BUILT):
        put(tmp_path, step, "d")
    assert not was_applied(tmp_path, "bb")
    assert not was_applied(tmp_path, "aa")


def test_a_manifest_that_can_not_be_read_counts_nothing(tmp_path: Path) -> None:
    put(tmp_path, BUILT, "d1")
    (tmp_path / "manifest.json").write_text("[")
    assert read_history(tmp_path) == []
