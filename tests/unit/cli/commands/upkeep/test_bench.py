"""Benchmarks by name: what there is not is told before anything is measured."""

from __future__ import annotations

import json

import pytest

from benchmarks import catalogue
from cli.commands.upkeep.bench import add_to
from tests.unit.cli.one_module import run_module


def test_an_unknown_benchmark_is_told_with_those_that_there_are(capsys):
    assert run_module(add_to, "bench", "nothing", "--json") == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["item"]) == ("unknown_bench", "nothing")


def test_a_known_name_does_not_make_up_for_an_unknown_one(capsys):
    (first, *_) = catalogue.BENCHMARKS
    assert run_module(add_to, "bench", first, "nothing", "--lang", "en") == 2
    told = capsys.readouterr().err
    assert all(name in told for name in catalogue.BENCHMARKS)


@pytest.mark.parametrize("name", ["result.csv", "nowhere/result.json"])
def test_where_the_result_can_not_be_written_nothing_is_measured(
    tmp_path, capsys, name
):
    (first, *_) = catalogue.BENCHMARKS
    out = str(tmp_path / name)
    assert run_module(add_to, "bench", first, "--small", "--out", out, "--json") == 2
    assert "error" in json.loads(capsys.readouterr().out)
