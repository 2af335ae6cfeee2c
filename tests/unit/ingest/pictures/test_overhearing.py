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
