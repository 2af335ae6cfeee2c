"""Answers that are kept until the record changes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.config import load_settings
from pipeline.open_archive import open_archive
from pipeline.operations.kept import KeptAnswers, state_of
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange


def test_what_was_asked_is_worked_out_once_for_each_state():
    kept: KeptAnswers[int] = KeptAnswers()
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [kept.get(1, "a", make), kept.get(1, "a", make)] == [0, 0]
    assert [kept.get(1, "b", make), kept.get(2, "a", make)] == [1, 2]
    assert kept.get(1, "a", make) == 0


def test_those_asked_for_last_are_kept():
    kept: KeptAnswers[str] = KeptAnswers(most=2)
    for asked in ("a", "b", "a", "c"):
        kept.get(0, asked, lambda asked=asked: f"first {asked}")
    again = [kept.get(0, asked, lambda: "again") for asked in ("a", "c", "b")]
    assert again == ["first a", "first c", "again"]


def test_an_error_is_not_kept():
    kept: KeptAnswers[float] = KeptAnswers()
    with pytest.raises(ZeroDivisionError):
        kept.get(0, "a", lambda: 1 / 0)
    assert kept.get(0, "a", lambda: 2.0) == 2.0


def test_of_many_who_ask_at_once_one_works_and_the_others_wait_for_it():
    kept: KeptAnswers[int] = KeptAnswers()
    asked, made = threading.Barrier(4), []

    def make() -> int:
        made.append(1)
        return len(made)

    def ask(_: int) -> int:
        asked.wait(timeout=60)
        return kept.get(0, "a", make)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [1, 1, 1, 1]
    assert made == [1]


def test_a_state_ends_with_a_commit_and_with_other_units(tmp_path):
    folder = create_archive(tmp_path / "kho", development_keys=False)
    settings = load_settings(folder.root, environ={})

    def state() -> object:
        with open_archive(folder.root, settings) as opened:
            return state_of(opened)

    before = state()
    assert state() == before
    row = {"dossier_code": "K1", "agency_code": "H1", "level": "commune"}
    change = StoreChange(append={"past_results": [{**row, "still_valid": True}]})
    ParquetStore(folder.store).commit(change)
    committed = state()
    assert committed != before
    (folder.root / "units.csv").write_text("", "utf-8")
    assert state() != committed
