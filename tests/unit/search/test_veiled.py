"""An embedded index with a veil over persons' numbers: they are found, and are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import IndexSettings
from pipeline.errors import UsageError
from pipeline.search.choose import open_index
from pipeline.search.engine import IndexEntry, SearchIndex
from pipeline.search.request import SearchRequest

NUMBER, OLD = "001075000123", "123456789"
ENTRY = IndexEntry(
    "A-1.1",
    "A-1",
    1,
    "a.pdf",
    "quyet_dinh",
    f"Quyết định về {NUMBER}",
    "12/QĐ",
    None,
    ("Nguyễn Văn An",),
    ((1, f"Ông Nguyễn Văn An, số 001 075 000 123, CMND {OLD}, sinh năm 1975"),),
    identifiers=(OLD,),
    citizens=(NUMBER,),
)


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    key = tmp_path / "key"
    key.write_bytes(b"7" * 64)
    settings = IndexSettings(
        kind="embedded",
        url="",
        name="",
        timeout_seconds=1,
        number_key=str(key),
    )
    made = open_index(settings, tmp_path / "index")
    made.put([ENTRY], 1)
    return made


@pytest.mark.parametrize("words", [NUMBER, "001.075.000.123", OLD, f"An {OLD}"])
def test_a_number_finds_its_papers(index: SearchIndex, words: str) -> None:
    found = index.search(SearchRequest(words))
    assert [hit.document_id for hit in found.hits] == ["A-1.1"]
    assert NUMBER not in found.hits[0].snippet and OLD not in found.hits[0].snippet
    assert index.search(SearchRequest("001075000124")).total == 0


@pytest.mark.parametrize("number", [NUMBER, OLD, "123 456 789"])
def test_a_filter_by_number_works_as_ever(index: SearchIndex, number: str) -> None:
    assert index.search(SearchRequest("", filters={"citizen_id": number})).total == 1
    assert (
        index.search(SearchRequest("", filters={"citizen_id": "001075000124"})).total
        == 0
    )
    with pytest.raises(UsageError):
        index.search(SearchRequest("", filters={"citizen_id": "12"}))


def test_nothing_in_the_index_holds_the_number(
    index: SearchIndex, tmp_path: Path
) -> None:
    index.close()
    kept = b"".join(
        p.read_bytes() for p in (tmp_path / "index").rglob("*") if p.is_file()
    )
    assert b"1975" in kept, "other numbers are there"
    for number in (NUMBER, OLD):
        assert number.encode() not in kept
