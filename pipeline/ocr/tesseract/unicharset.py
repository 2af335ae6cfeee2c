"""The characters that a Tesseract model can write."""

from __future__ import annotations

import struct
from pathlib import Path

from pipeline.errors import MissingToolError

# Parts of a traineddata file by Tesseract's enumeration (ccutil/tessdatamanager.h).
_LSTM_UNICHARSET = 21
_UNICHARSET = 1
_MOST_PARTS = 100


def read_alphabet(traineddata: Path) -> tuple[str, ...]:
    """The symbols of a Tesseract model, as its LSTM's unicharset lists them.

    A traineddata file starts with the number of its parts (int32) and their offsets (int64; -1: not
    there), little endian; a unicharset is text with a count and then one symbol a line, before the
    first space.

    Raises:
        MissingToolError: the file can't be read or is no traineddata file (`model_damaged`).
    """
    try:
        data = traineddata.read_bytes()
        (count,) = struct.unpack_from("<i", data)
        if not 0 < count <= _MOST_PARTS:
            raise ValueError("not a traineddata file")
        offsets = struct.unpack_from(f"<{count}q", data, 4)
        part = (
            _LSTM_UNICHARSET
            if count > _LSTM_UNICHARSET and offsets[_LSTM_UNICHARSET] >= 0
            else _UNICHARSET
        )
        begin = offsets[part]
        if begin < 0:
            raise ValueError("no unicharset")
        end = min((offset for offset in offsets if offset > begin), default=len(data))
        lines = data[begin:end].decode("utf-8").splitlines()
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise MissingToolError(
            "model_damaged",
            f"not a model of Tesseract: {error}",
            item=traineddata.name,
            remedy="apt-get install --reinstall tesseract-ocr-vie",
        ) from error
    return tuple(line.split(" ", 1)[0] for line in lines[1:] if line)
