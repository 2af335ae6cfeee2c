"""The citizen register made, queries matched with it, and weights fitted: what is told, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cli.commands.finding.register import add_to
from pipeline.operations.upkeep.create import create_archive
from tests.unit.cli.one_module import run_module
from tests.unit.review.papers import HOA, LAN, REGISTER

Shown = pytest.CaptureFixture[str]


def call(*words: str | Path) -> int:
    return run_module(add_to, *map(str, words))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


@pytest.fixture
def register(people: Path, tmp_path: Path, capsys: Shown) -> Path:
    assert call("register", "build", people, "--out", tmp_path / "so") == 0
    capsys.readouterr()
    return tmp_path / "so"


def test_a_register_is_built_and_counted(people, tmp_path, capsys):
    assert call("register", "build", people, "--out", tmp_path / "so", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["register"], said["accepted"]) == (str(tmp_path / "so"), 3)
    assert said["rejected"] == 0


def test_rows_that_can_not_be_taken_end_it_with_1(people, tmp_path, capsys):
    with people.open("a", encoding="utf-8") as file:
        file.write("12,,Không Có Số,2009-01-01,F,001,00004,Phường Trúc Bạch,Hà Nội\n")
    assert call("register", "build", people, "--out", tmp_path / "so", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["accepted"], said["rejected"]) == (3, 1)


def test_a_far_smaller_register_does_not_replace_one_unasked(
    people, register, tmp_path, capsys
):
    head, first, *_ = REGISTER.splitlines()
    people.write_text(f"{head}\n{first}\n", encoding="utf-8")
    build = ("register", "build", people, "--out", register, "--json")
    assert call(*build) == 2
    assert "error" in json.loads(capsys.readouterr().out)
    assert call(*build, "--replace-smaller") == 0
    assert json.loads(capsys.readouterr().out)["accepted"] == 1


def queries(place: Path, *rows: str) -> Path:
    path = place / "asked.csv"
    head = "query_id,full_name,birth_date,gender"
    path.write_text("\n".join((head, *rows, "")), encoding="utf-8")
    return path


def test_queries_are_matched_and_counted_by_outcome(register, tmp_path, capsys):
    asked = queries(
        tmp_path,
        "1,Nguyễn Thị Lan,2009-05-17,F",
        "2,Phan Văn Chẳng Ai,1950-01-01,M",
    )
    out = tmp_path / "found.parquet"
    assert call("match", asked, "--register", register, "--out", out, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["queries"] == 2
    assert said["matched"] + said["review"] + said["none"] == 2
    rows = {one["query_id"]: one for one in pq.read_table(out).to_pylist()}
    assert LAN in (rows["1"]["candidate_ids"] or []) or rows["1"]["citizen_id"] == LAN
    assert rows["2"]["outcome"] == "none"
    assert rows["1"]["citizen_id"] != HOA


def test_no_queries_are_no_fault(register, tmp_path, capsys):
    out = tmp_path / "found.parquet"
    asked = queries(tmp_path)
    assert call("match", asked, "--register", register, "--out", out, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["queries"], said["none"]) == (0, 0)
    assert pq.read_table(out).num_rows == 0


@pytest.mark.parametrize("name", ["found.csv", "nowhere/found.parquet"])
def test_where_nothing_can_be_written_nothing_is_matched(
    register, tmp_path, capsys, name
):
    asked = queries(tmp_path, "1,Nguyễn Thị Lan,2009-05-17,F")
    out = tmp_path / name
    assert call("match", asked, "--register", register, "--out", out, "--json") == 2
    assert "error" in json.loads(capsys.readouterr().out)
    assert not out.exists()


def test_labels_are_counted_and_few_of_them_calibrate_nothing(
    register, tmp_path, capsys
):
    labels = tmp_path / "labels.csv"
    head, row = "query_id,full_name,true_citizen_id", f"1,Nguyễn Thị Lan,{LAN}"
    labels.write_text(f"{head}\n{row}\n", encoding="utf-8")
    assert call("register", "train", labels, "--register", register, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["labels"], said["registered"], said["calibrated"]) == (1, 1, False)


@pytest.fixture
def changes(tmp_path: Path) -> Path:
    path = tmp_path / "changes.csv"
    rows = f"sửa,{LAN},Nguyễn Thị Lan Anh,\nmất,{HOA},,2024-03-01\n"
    head = "change,citizen_id,full_name,death_date\n"
    path.write_text(head + rows, encoding="utf-8")
    return path


def test_a_register_is_updated_once(register, changes, capsys):
    update = ("register", "update", changes, "--register", register)
    assert call(*update, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["changed"], said["died"], said["people"]) == (1, 1, 3)
    assert call(*update, "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["already_applied"], again["version"]) == (True, said["version"])
    assert call(*update) == 0
    assert "không có gì bị thay đổi" in capsys.readouterr().out


def test_a_build_tells_what_its_table_does_not_know(register, people, changes, capsys):
    assert call("register", "update", changes, "--register", register) == 0
    build = ("register", "build", people, "--out", register)
    assert call(*build) == 0
    assert "1 số cũ và ngày mất" in capsys.readouterr().err
    assert call(*build, "--json") == 0
    assert json.loads(capsys.readouterr().out)["forgotten"] == 0


def test_rows_that_can_not_be_applied_end_it_with_1(register, changes, capsys):
    with changes.open("a", encoding="utf-8") as file:
        file.write("sửa,001075999999,Ai Đó,\n")
    assert call("register", "update", changes, "--register", register) == 1
    said = capsys.readouterr()
    assert "sửa 1" in said.out
    assert str(register / "rejected-changes.csv") in said.err


def test_an_update_stands_in_the_archives_trail(register, changes, tmp_path, capsys):
    archive = create_archive(tmp_path / "archive", development_keys=False).root
    update = ("register", "update", changes, "--register", register)
    named = ("--archive", archive, "--operator", "Lê Thị Kiểm", "--json")
    assert call(*update, *named) == 0
    version = json.loads(capsys.readouterr().out)["version"]
    *_, last = map(json.loads, (archive / "audit.jsonl").read_text().splitlines())
    assert (last["action"], last["actor"]) == ("register updated", "Lê Thị Kiểm")
    assert version in last["detail"]
    assert LAN not in json.dumps(last)


def test_no_register_no_update(changes, tmp_path, capsys):
    update = ("register", "update", changes, "--register", tmp_path / "none", "--json")
    assert call(*update) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "register_missing"


ASKED = ("1,Nguyễn Thị Lan,2009-05-17,F", "2,Trần Văn Nam,02/01/2009,M")


def test_weights_without_labels_and_what_has_changed_since(register, tmp_path, capsys):
    asked = queries(tmp_path, *ASKED)
    drift = ("register", "drift", asked, "--register", register)
    assert call(*drift, "--json") == 2
    said = json.loads(capsys.readouterr().out)
    assert said["error"]["code"] == "match_patterns_missing"
    train = ("register", "train", asked, "--register", register, "--unlabelled")
    assert call(*train, "--json") == 0
    assert json.loads(capsys.readouterr().out)["queries"] == 2
    assert call(*drift, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["warns"], said["few"], said["fitted_on"]) == (False, True, 2)
    config = tmp_path / "more.toml"
    config.write_text("[matching]\ndrift_least = 1\n", encoding="utf-8")
    queries(tmp_path, "1,Nguyễn Thị Lan,,F", "2,Trần Văn Nam,,M")
    assert call(*drift, "--config", config) == 1
    shown = capsys.readouterr()
    assert "ngày sinh" in shown.out and "học lại" in shown.err


def test_papers_to_compare_stand_in_a_table_or_an_archive(register, capsys):
    assert call("register", "drift", "--register", register, "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "no_archive_named"
