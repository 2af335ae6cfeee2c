"""What is said to standard error is heard, and goes on."""

import os

from pipeline.ingest.pictures.overhearing import overhear


def test_what_is_said_is_heard_and_goes_on(capfd):
    with overhear() as said:
        os.write(2, b"Corrupt JPEG data: bad Huffman code\nand more\n")
        assert said == []
    assert said == [b"Corrupt JPEG data: bad Huffman code", b"and more"]
    assert capfd.readouterr().err == "Corrupt JPEG data: bad Huffman code\nand more\n"


def test_an_error_inside_leaves_standard_error_as_it_was(capfd):
    try:
        with overhear():
            raise ValueError("broken")
    except ValueError:
        os.write(2, b"still here")
    assert capfd.readouterr().err == "still here"


def test_an_answer_that_was_asked_for_goes_nowhere_else(capfd):
    with overhear(pass_on=False) as said:
        os.write(2, b"so it is\n")
    assert list(said) == [b"so it is"] and said.heard
    assert capfd.readouterr().err == ""


def test_where_nothing_can_be_heard_silence_says_nothing(monkeypatch):
    def no_room(name):
        raise OSError("no memory files here")

    monkeypatch.setattr(os, "memfd_create", no_room)
    with overhear() as said:
        pass
    assert not said.heard
