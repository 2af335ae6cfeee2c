"""Delimited text as offices save it, and files that are something else than their name says."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import TableError
from pipeline.tables.columns import TableSource
from pipeline.tables.delimited import read_layout
from pipeline.tables.grid import read_grid
from pipeline.tables.kinds import TableKind, kind_of
from tests.support.workbooks import save_rows

TEXT = "code,name\r\nH1,Trần Thị Bình\r\nH2,Nguyễn Văn Thử\r\n"


def names(path: Path) -> list[tuple[int, object]]:
    return [
        (row.number, row.cells["name"])
        for row in read_grid(path, ("code", "name"), ("code",))
    ]


def write(folder: Path, data: bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "|").encode(),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.replace("\r\n", "\n").encode(),
        ("sep=;\r\n" + TEXT.replace(",", ";")).encode(),
        ("\ufeffsep=,\r\n" + TEXT).encode(),
        TEXT.replace("code,name", 'CODE ,"Name\u00a0"').encode(),
        TEXT.replace("code,name", '"name;x",code,name')
        .replace("\r\nH", "\r\ny,H")
        .encode(),
        (TEXT + "\r\n,,\r\n\r\n").encode(),
    ],
)
def test_forms_of_one_table(tmp_path: Path, data: bytes) -> None:
    assert names(write(tmp_path, data)) == [(2, "Trần Thị Bình"), (3, "Nguyễn Văn Thử")]


def test_windows_1258_where_it_is_certain(tmp_path: Path) -> None:
    # Base letters as the code page has them, tones as signs behind them.
    marked = "".join(
        letter if letter in "ăâêôơưđ" else unicodedata.normalize("NFD", letter)
        for letter in "code,name\nH1,Trâ\u0300n Thi\u0323 Bi\u0300nh\n"
    )
    assert names(write(tmp_path, marked.encode("cp1258"))) == [(2, "Trần Thị Bình")]


@pytest.mark.parametrize(
    "line",
    [
        "TrÇn ThÞ".encode("latin-1"),
        "Hélène".encode("cp1252"),
        b"Tr\xc3n",
        b"\xff\xfe\xfa",
    ],
)
def test_other_encodings_are_named_with_their_line(tmp_path: Path, line: bytes) -> None:
    with pytest.raises(TableError) as caught:
        names(write(tmp_path, b"code,name\nH1,An\nH2," + line + b"\n"))
    assert caught.value.code == "table_not_utf8"
    assert (caught.value.values["line"], caught.value.values["encoding"]) == (
        "3",
        "UTF-8",
    )


def test_a_bad_byte_beyond_the_first_block(tmp_path: Path) -> None:
    many = b"code,name\n" + b"H1,Nguy\xe1\xbb\x85n\n" * 120_000
    with pytest.raises(TableError) as caught:
        read_layout(write(tmp_path, many + b"H2,\xe1\x41\n"))
    assert caught.value.values["line"] == "120002"


def test_numbers_of_rows_count_quoted_lines_once(tmp_path: Path) -> None:
    assert names(write(tmp_path, b'\n\ncode,name\nH1,"a\nb"\nH2,c\n')) == [
        (4, "a\nb"),
        (5, "c"),
    ]


def test_a_heading_may_go_on_over_lines(tmp_path: Path) -> None:
    data = b'code,"notes\nof people",name\nH1,,a\nH2,,b\n'
    assert names(write(tmp_path, data)) == [(2, "a"), (3, "b")]
    assert names(write(tmp_path, b"sep=,\n" + data)) == [(2, "a"), (3, "b")]
    (chunk,) = TableSource(write(tmp_path, data), []).chunks(
        ("code", "name"), ("code",)
    )
    assert (list(chunk.numbers), chunk.columns["name"].to_pylist()) == (
        [2, 3],
        ["a", "b"],
    )
    with pytest.raises(TableError) as caught:
        names(write(tmp_path, b'code,"name\n' + b"H1,a\n" * 40_000))
    assert caught.value.code == "table_wrong_quotes"


@pytest.mark.parametrize("data", [b"", b"\n\n", b" , ,\n", b"\xef\xbb\xbf", b"sep=,\n"])
def test_tables_without_names(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(TableError) as caught:
        names(write(tmp_path, data))
    assert caught.value.code == "table_empty"


def test_content_goes_before_the_name(tmp_path: Path) -> None:
    assert kind_of(write(tmp_path, TEXT.encode(), "t.xlsx")) is TableKind.TEXT
    save_rows(tmp_path / "t.xlsx", [["code", "name"], ["H1", "An"]]).rename(
        tmp_path / "book.csv"
    )
    assert names(tmp_path / "book.csv") == [(2, "An")]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (OLE, "table_is_xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "table_is_encrypted"),
        (b"\n <html><table><tr><td>code", "table_is_html"),
        (b"\xef\xbb\xbf<table>", "table_is_html"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "table_is_xml",
        ),
        (b"%PDF-1.7\n", "table_is_pdf"),
        (b"PAR1 and more", "table_is_parquet"),
        (b"\x7fELF\0\0\0\1\2\3\0\0\0\0\0\0\1", "table_is_binary"),
    ],
)
def test_other_kinds_are_named(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(TableError) as caught:
        names(write(tmp_path, data, "t.xlsx"))
    assert (
        caught.value.code == code
        and caught.value.exit_code == 2
        and caught.value.remedy
    )


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": "<x/>",
            },
            "table_is_ods",
        ),
        ({"xl/workbook.bin": "x"}, "table_is_xlsb"),
        ({"word/document.xml": "<x/>"}, "table_is_document"),
    ],
)
def test_other_packages_are_named(
    tmp_path: Path, parts: dict[str, str], code: str
) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with pytest.raises(TableError) as caught:
        names(tmp_path / "t.xlsx")
    assert caught.value.code == code
