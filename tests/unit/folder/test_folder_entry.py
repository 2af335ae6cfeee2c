"""A quarantine entry holds all bytes that can be had, and the reason."""

import hashlib
import json

import pytest

from pipeline.folder.entry import read_reason, write_entry


@pytest.fixture
def place(tmp_path):
    return tmp_path / "quarantine" / "D.1"


def content(place):
    return {
        one.name: one.read_bytes()
        for one in place.iterdir()
        if one.name != "reason.json"
    }


def reason(place):
    return json.loads((place / "reason.json").read_bytes())


@pytest.mark.parametrize(
    ("received", "kept"),
    [
        ("01.pdf", "01.pdf"),
        ("folder/01.pdf", "01.pdf"),
        ("reason.json", "received-reason.json"),
        ("listing.txt", "received-listing.txt"),
        ("..", "received-"),
        ("", "received-"),
    ],
)
def test_received_names_stay_but_never_take_the_place_of_ours(
    tmp_path, place, received, kept
):
    (tmp_path / "x").write_bytes(b"bytes")
    write_entry(place, [(received, tmp_path / "x")], {"code": "broken_pdf"})
    assert content(place) == {kept: b"bytes"}
    assert reason(place) == {"code": "broken_pdf"}


def test_an_entry_takes_the_place_of_the_one_before(tmp_path, place):
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode())
        write_entry(place, [(name, tmp_path / name)], {"code": name})
    assert content(place) == {"b": b"b"} and reason(place) == {"code": "b"}
    assert [one.name for one in place.parent.iterdir()] == ["D.1"]


def test_bytes_that_can_not_be_had_are_listed_after_what_was_seen(tmp_path, place):
    (tmp_path / "a").write_bytes(b"a")
    files = [("a", tmp_path / "a"), ("b", tmp_path / "gone")]
    write_entry(place, files, {"code": "c", "sha256": None}, "seen\n")
    listing = b"seen\nb: unreadable\n"
    assert content(place) == {"a": b"a", "listing.txt": listing}
    assert reason(place) == {"code": "c", "sha256": hashlib.sha256(listing).hexdigest()}


def test_a_hash_that_is_known_is_not_that_of_the_listing(place):
    write_entry(place, [], {"sha256": "abc"}, "seen\n")
    assert reason(place) == {"sha256": "abc"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b'{"code": "broken_pdf", "at": "2026-03-02"}',
            {"code": "broken_pdf", "at": "2026-03-02"},
        ),
        (b"[]", {}),
        (b"null", {}),
        (b'"code"', {}),
        (b'{"code": ', {}),
        (b"\xff", {}),
        (None, {}),
    ],
)
def test_a_reason_is_told_or_nothing_is(tmp_path, content, told):
    if content is not None:
        (tmp_path / "reason.json").write_bytes(content)
    assert read_reason(tmp_path) == told
