"""The search benchmark on a few hundred documents: what it counts, not how fast it was."""

from __future__ import annotations

from pathlib import Path

from benchmarks.search import (
    made_entries,
    name_of,
    questions,
    scan,
    search,
    write_texts,
)


def test_the_same_documents_for_the_same_seed() -> None:
    first, again = list(made_entries(3)), list(made_entries(3))
    assert first == again
    assert [one.number for one in first] == ["0/QĐ-UBND", "1/QĐ-UBND", "2/QĐ-UBND"]
    assert name_of(2) in first[2].pages[0][1]


def test_a_scan_counts_the_texts_that_hold_all_words(tmp_path: Path) -> None:
    write_texts(tmp_path / "texts.parquet", 50)
    assert scan(tmp_path / "texts.parquet", ["quyết định"]) == 50
    assert scan(tmp_path / "texts.parquet", ["7/qđ-ubnd", "quyết định"]) == 5
    assert scan(tmp_path / "texts.parquet", ["nothing of that kind"]) == 0


def test_every_kind_of_question_finds_something(tmp_path: Path) -> None:
    told: list[str] = []
    result = search(tmp_path / "made", 120, told.append)
    asked = {one["kind"]: one["hits"] for one in result["asked"]}
    assert set(asked) == {one.kind for one in questions(120)}
    assert asked["number and notation"] == 1 and asked["citizen's number"] == 1
    assert asked["name, with accents"] > 0
    rates = set(result["documents_a_cpu_second"])
    assert rates == {"plain", "same_fields", "ours", "ours_all"}
    assert len(told) == 4
