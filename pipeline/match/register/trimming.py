"""Text columns in one form: NFC, without blanks around and double ones, nothing for the empty."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_BLANK, _DELETE = 0x20, 0x7F


def trimmed(column: pa.Array) -> pa.Array:
    """NFC, without outer and double spaces; empty is null."""
    return coded_words(column).dictionary_decode()


def trimmed_numbers(column: pa.Array) -> pa.Array:
    """The same for a column of which nearly every row has a number of its own."""
    return column if _is_plain(column) else trimmed(column)


def _is_plain(column: pa.Array) -> bool:
    """Whether there are but digits, letters and signs of ASCII, and no empty text."""
    if column.null_count == len(column):
        return True
    shortest = pc.min(pc.binary_length(column)).as_py()
    _, ends, text = column.buffers()
    limits = np.frombuffer(ends, np.int32)[column.offset :][: len(column) + 1]
    read = np.frombuffer(text, np.uint8)[limits[0] : limits[-1]]
    return bool(shortest and read.min() > _BLANK and read.max() < _DELETE)


def coded_words(column: pa.Array) -> pa.DictionaryArray:
    """NFC, without outer and double spaces, empty is null; coded by distinct words, for there are
    few."""
    coded = column.dictionary_encode()
    words = pc.utf8_normalize(coded.dictionary, "NFC")
    words = pc.utf8_trim_whitespace(
        pc.replace_substring_regex(words, r"[\s\x{00A0}]+", " ")
    )
    words = pc.if_else(pc.equal(words, ""), None, words)
    if words.equals(coded.dictionary):
        return coded
    return words.take(coded.indices).dictionary_encode()
