"""Delimited text: which encoding, divider and names a file has, and its rows.

Read are UTF-8, UTF-16 and UTF-32 (Excel's "Unicode text") and Windows-1258 where the bytes make
nothing but Vietnamese. Other old encodings (TCVN3, VNI, Windows-1252) can't be told apart with
certainty: they are refused with the line.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NoReturn

from pipeline.tables.refusal import refuse

DIVIDERS = ",;\t|"
_SEP_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
_BLOCK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The tones that Windows-1258 writes as signs of their own, behind the vowel.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NOT_VIETNAMESE = re.compile(
    r"[^\x00-\x7f\u00a0–—‘’“”…«»ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]"
)


@dataclass(frozen=True, slots=True)
class TextLayout:
    """How a text table is written.

    `header`: its names as they stand; `lines`: physical lines up to the header's end; `first_row`:
    the header's number as a spreadsheet shows it, `sep=` not counted; `only_header`: nothing stands
    below.
    """

    encoding: str
    divider: str
    header: tuple[str, ...]
    lines: int
    first_row: int
    only_header: bool


def read_layout(path: Path) -> TextLayout:
    """Find the layout; reads the whole file once, to be sure of the encoding.

    Raises:
        TableError: an encoding that can't be told, or a text without a header.
    """
    encoding = _guess_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        lines = iter(file)
        first, used = "", 0
        for first in lines:
            used += 1
            divider = _SEP_LINE.fullmatch(first.strip())
            if divider is None and first.strip("\ufeff \t\r\n,;|"):
                break
        else:
            refuse(
                path,
                "table_empty",
                "the table has no header",
                "name the columns in the first row",
                1,
            )
        stated = _read_divider(path, encoding)
        chosen = stated or max(DIVIDERS, key=_outside_quotes(first).count)
        # A heading may go on over lines, as in a spreadsheet's cell.
        whole = chain([first.lstrip("\ufeff")], lines)
        header = csv.reader(whole, delimiter=chosen, skipinitialspace=True)
        try:
            names = next(header)
        except csv.Error as error:
            _refuse_quotes(path, error, used - bool(stated))
        used += header.line_num - 1
        only_header = next(lines, None) is None
    first_row = used - (header.line_num - 1) - bool(stated)
    return TextLayout(encoding, chosen, tuple(names), used, first_row, only_header)


def read_rows(path: Path, layout: TextLayout) -> Iterator[tuple[int, Sequence[str]]]:
    """Number and cells of each row below the header; a `sep=` line is not counted, as no
    spreadsheet shows it.

    Raises:
        TableError: quotes that do not fit.
    """
    with path.open(encoding=layout.encoding, newline="") as file:
        for _ in range(layout.lines):
            next(file)
        reader = csv.reader(file, delimiter=layout.divider, strict=True)
        number = layout.first_row
        compose = layout.encoding == "cp1258"
        while True:
            number += 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                _refuse_quotes(path, error, number)
            yield (
                number,
                [unicodedata.normalize("NFC", cell) for cell in row]
                if compose
                else row,
            )


def _refuse_quotes(path: Path, error: csv.Error, row: int) -> NoReturn:
    refuse(
        path,
        "table_wrong_quotes",
        f"not valid CSV: {error}",
        "check the quotes of this row",
        row,
    )


def _read_divider(path: Path, encoding: str) -> str | None:
    with path.open(encoding=encoding, newline="") as file:
        match = _SEP_LINE.fullmatch(file.readline().strip("\ufeff \r\n"))
    return match[1] if match else None


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _guess_encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    named = next(
        (name for bom, name in _BOMS if head.startswith(bom)), None
    ) or _without_mark(head)
    bad = _first_bad_byte(path, named)
    if bad is None:
        return named
    if named == "utf-8" and _is_vietnamese_1258(path):
        return "cp1258"
    with path.open("rb") as file:
        line = file.read(bad).count(b"\n") + 1
    refuse(
        path,
        "table_not_utf8",
        f"line {line} is not {named.upper().removesuffix('-SIG')}: the table is in an old encoding "
        "such as TCVN3, VNI "
        "or Windows-1252, or its bytes are damaged",
        "open it in the program that made it and save it as CSV UTF-8, or as XLSX",
        line=line,
        encoding=named.upper().removesuffix("-SIG"),
    )


def _without_mark(head: bytes) -> str:
    """UTF-8 unless every second byte of much of the text is zero."""
    zeros = [head[at::2].count(0) for at in (0, 1)]
    if min(zeros) == 0 and max(zeros) > len(head) // 5:
        return "utf-16-be" if zeros[0] else "utf-16-le"
    return "utf-8"


def _first_bad_byte(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            waiting = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return max(done - waiting + error.start, 0)
            if not block:
                return None
            done += len(block)


def _is_vietnamese_1258(path: Path) -> bool:
    """Whether the bytes, read as Windows-1258, hold tones on vowels and no letter that Vietnamese
    lacks."""
    try:
        text = path.read_bytes().decode("cp1258")
    except UnicodeDecodeError:
        return False
    composed = unicodedata.normalize("NFC", text)
    return any(tone in text for tone in _TONES) and not _NOT_VIETNAMESE.search(composed)
