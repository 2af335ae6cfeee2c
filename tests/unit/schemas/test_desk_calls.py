"""Which words a counter may send, and how they travel."""

import pytest

from schemas.desk_calls import (
    SHAPES,
    BadWords,
    DeskHead,
    DeskWords,
    head_bytes,
    read_head,
    sort_words,
)


def test_options_files_and_other_words_are_told_apart():
    words = sort_words(
        ["desk", "add", "a.pdf", "--type", "to_khai", "--json", "--", "--b.pdf"]
    )
    assert words == DeskWords(
        "add", (("--type", "to_khai"),), ("--json",), (), ("a.pdf", "--b.pdf"), False
    )
    assert sort_words(["confirm", "1:number", "--because=x", "ok"]).plain == (
        "1:number",
        "ok",
    )


@pytest.mark.parametrize(
    "words", [["person"], ["person", "-"], ["sign-finish", "A.1", "-"]]
)
def test_a_dash_or_nothing_is_stdin(words):
    assert (sort_words(words).stdin, sort_words(words).files) == (True, ())


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ([], ""),
        (["desk"], ""),
        (["serve"], "serve"),
        (["scan"], "scan"),
        (["day", "--archive", "/"], "--archive"),
        (["add", "a.pdf", "--config=/etc/passwd"], "--config"),
        (["add", "a.pdf", "--register", "x"], "--register"),
        (["done", "--debug"], "--debug"),
        (["start", "--dossier"], "--dossier"),
        (["add"], "add"),
        (["confirm", "1:x"], "confirm"),
        (["done", "extra"], "done"),
        (["person", "a", "b"], "person"),
    ],
)
def test_what_no_counter_may_send(words, item):
    with pytest.raises(BadWords) as caught:
        sort_words(words)
    assert caught.value.item == item


def test_a_head_comes_back_as_it_was():
    words = sort_words(["add", "đơn.jpg", "--type", "đơn", "--json"])
    head = DeskHead(words, 0, (12,), 0.25)
    length, _, content = head_bytes(head).partition(b"\n")
    assert len(content) == int(length)
    assert read_head(content) == head


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"[]",
        b"[" * 100_000,
        b'{"command": "serve", "options": [], "flags": [], "plain": [], "files": [], '
        b'"stdin": null, "waited": 0}',
        b'{"command": "day", "options": [["--archive", "/"]], "flags": [], "plain": [], '
        b'"files": [], "stdin": null, "waited": 0}',
        b'{"command": "day", "options": [["--day", "a\\u0000--archive"]], "flags": [], '
        b'"plain": [], "files": [], "stdin": null, "waited": 0}',
        b'{"command": "add", "options": [], "flags": [], "plain": [], "files": [["a", -1]], '
        b'"stdin": null, "waited": 0}',
        b'{"command": "day", "options": [["--day", "\\ud800"]], "flags": [], "plain": [], '
        b'"files": [], "stdin": null, "waited": 0}',
    ],
)
def test_a_hostile_head_is_refused(content):
    with pytest.raises(BadWords):
        read_head(content)


def test_no_command_names_a_place_on_the_server():
    for shape in SHAPES.values():
        assert not shape.options & {
            "--archive",
            "--config",
            "--register",
            "--out",
            "--log-file",
        }
