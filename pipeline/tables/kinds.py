"""What a table file is, by its content: names and endings are often wrong."""

from __future__ import annotations

import zipfile
import zlib
from enum import Enum
from pathlib import Path

from pipeline.tables.refusal import refuse

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What the user mends; a disk that fails is no matter of the table.
_OF_THE_PATH = (
    FileNotFoundError,
    PermissionError,
    IsADirectoryError,
    NotADirectoryError,
)
_TEXT_ENCODINGS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


DAMAGED_PACKAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)
"""What zipfile raises for a package that was cut short, changed or made up."""


class TableKind(Enum):
    """The kinds that are read."""

    TEXT = "text"
    WORKBOOK = "workbook"
    PARQUET = "parquet"


class OtherKind(Enum):
    """Kinds that are known and not read; the value names them in English."""

    XLS = "an old Excel workbook (.xls)"
    ENCRYPTED = "a workbook with a password"
    XLSB = "a binary Excel workbook (.xlsb)"
    ODS = "an OpenDocument spreadsheet (.ods)"
    DOCUMENT = "a text document or another package, not a workbook"
    HTML = "a web page, though it may open in Excel"
    XML = "an XML file, though it may open in Excel"
    PDF = "a PDF"
    BINARY = "no table"


def kind_of(path: Path) -> TableKind:
    """The kind of a table file.

    Raises:
        TableError: it can't be opened, or is of a kind that is not read: what it is and what to do
            is said.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except _OF_THE_PATH as error:
        refuse(
            path,
            "table_unreadable",
            f"the table can't be read ({error.strerror})",
            "check the path and its permissions",
        )
    found = _kind(path, head)
    if isinstance(found, OtherKind):
        refuse(
            path,
            f"table_is_{found.name.lower()}",
            f"this is {found.value}",
            "open it in Excel or LibreOffice and save it as XLSX, or as CSV UTF-8",
        )
    return found


def _kind(path: Path, head: bytes) -> TableKind | OtherKind:
    if head.startswith(b"PAR1"):
        return TableKind.PARQUET
    if head.startswith(b"PK\x03\x04"):
        return _package(path)
    if head.startswith(_OLE):
        return OtherKind.ENCRYPTED if _ENCRYPTED in path.read_bytes() else OtherKind.XLS
    if head.startswith(b"%PDF-"):
        return OtherKind.PDF
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<style")):
        return OtherKind.HTML
    if start.startswith(b"<?xml"):
        return OtherKind.XML
    # UTF-16 has zero bytes at every second place; other zeros stand in no text.
    zeros = [head[at::2].count(0) for at in (0, 1)]
    if (
        head.startswith(_TEXT_ENCODINGS)
        or max(zeros) == 0
        or (min(zeros) == 0 and max(zeros) > len(head) // 5)
    ):
        return TableKind.TEXT
    return OtherKind.BINARY if max(zeros) > 2 else TableKind.TEXT


def _package(path: Path) -> TableKind | OtherKind:
    try:
        with zipfile.ZipFile(path) as package:
            names = {name.replace("\\", "/") for name in package.namelist()}
            stated = package.read("mimetype")[:80] if "mimetype" in names else b""
    except DAMAGED_PACKAGE:
        refuse(
            path,
            "table_broken",
            "the workbook is damaged or cut short",
            "copy it again, or open it in Excel and save it again",
        )
    if b"opendocument" in stated:
        return OtherKind.ODS
    if "xl/workbook.bin" in names:
        return OtherKind.XLSB
    other = not any(name.lower().endswith("workbook.xml") for name in names)
    return OtherKind.DOCUMENT if other else TableKind.WORKBOOK
