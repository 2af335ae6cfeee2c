"""The audit trail as a chain: what follows from what, and which line does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import audit
from pipeline.errors import StorageError

# Lines that somebody else wrote, or a crash tore.
STRANGE = [
    b"[]",
    b"[1, 2]",
    b"7",
    b"null",
    b'"hash"',
    b"{}",
    b'{"hash": null}',
    b'{"hash": 7, "previous": 8}',
    b'{"at": "2026-01-0',
    b"\xff\xfe",
]


def written(path: Path, count: int) -> list[dict[str, str]]:
    for number in range(count):
        audit.append(path, actor="Lê Thị Mẫu", action="look", item=f"H26-{number}")
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_each_line_names_the_hash_of_the_one_before_it(tmp_path: Path) -> None:
    lines = written(tmp_path / "audit.jsonl", 3)
    assert lines[0]["previous"] == "0" * 64
    assert [one["previous"] for one in lines[1:]] == [one["hash"] for one in lines[:-1]]
    assert [one["item"] for one in lines] == ["H26-0", "H26-1", "H26-2"]
    assert audit.broken_line(tmp_path / "audit.jsonl") is None


def test_the_first_hash_tells_an_archive_from_others(tmp_path: Path) -> None:
    path, other = tmp_path / "audit.jsonl", tmp_path / "other.jsonl"
    first = written(path, 1)[0]["hash"]
    assert audit.first_hash(path) == first
    audit.append(path, actor="a", action="later", item="c")
    assert audit.first_hash(path) == first
    audit.append(other, actor="a", action="b", item="c")
    assert audit.first_hash(other) != first
    with pytest.raises(StorageError):
        audit.first_hash(tmp_path / "none.jsonl")


@pytest.mark.parametrize("strange", STRANGE)
def test_a_line_of_another_kind_is_named_and_stops_nobody(
    tmp_path: Path, strange: bytes
) -> None:
    path = tmp_path / "audit.jsonl"
    written(path, 2)
    with path.open("ab") as file:
        file.write(strange + b"\n")
    assert audit.broken_line(path) == 3
    audit.append(path, actor="Lê Thị Mẫu", action="look", item="after")
    last = json.loads(path.read_bytes().splitlines()[-1])
    assert last["item"] == "after"
    assert audit.broken_line(path) == 3


@pytest.mark.parametrize("strange", STRANGE)
def test_a_trail_may_not_begin_with_such_a_line(tmp_path: Path, strange: bytes) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_bytes(strange + b"\n")
    assert audit.broken_line(path) == 1


@given(place=st.integers(0, 3), act=st.sampled_from(["drop", "swap", "change"]))
@settings(deadline=None, max_examples=20)
def test_no_line_is_dropped_moved_or_changed_unseen(
    tmp_path_factory: pytest.TempPathFactory, place: int, act: str
) -> None:
    path = tmp_path_factory.mktemp("trail") / "audit.jsonl"
    written(path, 5)
    lines = path.read_bytes().splitlines(keepends=True)
    if act == "drop":
        del lines[place]
    elif act == "swap":
        lines[place : place + 2] = reversed(lines[place : place + 2])
    else:
        lines[place] = lines[place].replace(b"look", b"took")
    path.write_bytes(b"".join(lines))
    assert audit.broken_line(path) == place + 1
