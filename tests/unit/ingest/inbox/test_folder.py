"""A folder as it is listed: kinds of entries, what they hold, and why they are refused."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from pipeline.ingest.inbox.folder import (
    Listed,
    content_of,
    hindrance_of,
    is_page,
    list_contents,
    refusal,
    whole_files,
)
from schemas.received.source import MediaType

JPEG = b"\xff\xd8\xff\xe0" + bytes(60)


def test_kinds_are_told_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(JPEG)
    (tmp_path / "b").mkdir()
    (tmp_path / "c").symlink_to(tmp_path / "a.jpg")
    os.mkfifo(tmp_path / "d")
    kinds = {name: Listed.of(tmp_path / name).kind for name in "bcd"}
    assert kinds == {"b": "folder", "c": "symlink", "d": "unsupported_type"}
    assert Listed.of(tmp_path / "a.jpg").kind == "file"
    assert Listed.of(tmp_path / "gone").kind == "unreadable"


def test_names_are_nfc_in_natural_order(tmp_path: Path) -> None:
    for name in ("tờ 10.jpg", "tờ 9.jpg"):
        (tmp_path / unicodedata.normalize("NFD", name)).write_bytes(JPEG)
    names = [one.name for one in list_contents(tmp_path).entries]
    assert names == ["tờ 9.jpg", "tờ 10.jpg"]


def test_an_archive_of_ours_is_known(tmp_path: Path) -> None:
    assert not list_contents(tmp_path).is_archive
    for name in ("sohoa.toml", "ledger.sqlite"):
        (tmp_path / name).write_bytes(b"")
    assert list_contents(tmp_path).is_archive


@pytest.mark.parametrize(
    ("content", "found", "page"),
    [
        (JPEG, MediaType.JPEG, True),
        (b"%PDF-1.7", MediaType.PDF, False),
        (b"hi", None, False),
    ],
)
def test_the_first_bytes_tell_what_it_is(
    tmp_path: Path, content: bytes, found: MediaType | None, page: bool
) -> None:
    path = tmp_path / "x.dat"
    path.write_bytes(content)
    entry = Listed.of(path)
    assert content_of(entry) == found
    assert is_page(entry, content_of(entry)) is page
    assert hindrance_of(entry, content_of(entry)) is None


def test_a_link_is_hindered_and_its_bytes_are_not_taken(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(JPEG)
    (tmp_path / "b.jpg").symlink_to(tmp_path / "a.jpg")
    entries = [Listed.of(tmp_path / name) for name in ("a.jpg", "b.jpg")]
    assert hindrance_of(entries[1], content_of(entries[1])) == "symlink"
    assert whole_files(entries) == (str(tmp_path / "a.jpg"),)


def test_a_refusal_says_what_to_do_and_whether_to_try_again() -> None:
    one = refusal("unfinished_transfer", "A-1", (), "A-1")
    assert one.transient and "again" in one.remedy
    assert not refusal("symlink", "A-1", (), "A-1").transient
