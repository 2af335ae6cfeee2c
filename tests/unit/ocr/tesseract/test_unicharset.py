"""The characters of a Tesseract model."""

import struct

import pytest

from pipeline.errors import MissingToolError
from pipeline.ocr.tesseract.unicharset import read_alphabet


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 3, b"\xff" * 400, b"\x01\0\0\0" + b"\xff" * 8, b"\x18\0\0\0"]
)
def test_broken_traineddata_is_refused(tmp_path, data):
    broken = tmp_path / "vie.traineddata"
    broken.write_bytes(data)
    with pytest.raises(MissingToolError) as caught:
        read_alphabet(broken)
    assert caught.value.code == "model_damaged"


def made_model(parts: dict[int, bytes], count: int = 24) -> bytes:
    """A traineddata file with these parts."""
    offsets, body = [-1] * count, b""
    for number, data in sorted(parts.items()):
        offsets[number] = 4 + 8 * count + len(body)
        body += data
    return struct.pack(f"<i{count}q", count, *offsets) + body


LSTM = "3\nNULL 0\nế 3 0\nffi 3 0\n".encode()
OLDER = b"1\na 3 0\n"


@pytest.mark.parametrize(
    ("parts", "symbols"),
    [
        ({1: OLDER, 21: LSTM, 22: b"more"}, ("NULL", "ế", "ffi")),
        ({1: OLDER, 5: b"more"}, ("a",)),
    ],
    ids=["lstm", "older"],
)
def test_symbols_are_those_of_the_lstm_where_there_is_one(tmp_path, parts, symbols):
    model = tmp_path / "vie.traineddata"
    model.write_bytes(made_model(parts))
    assert read_alphabet(model) == symbols
