"""Every parser of bytes from outside, on damaged samples: it reads them or refuses them in words,
never with an error that nobody foresaw, and never by blaming the machine for the file.

A longer hunt: `FUZZ_EXAMPLES=20000 python -m pytest tests/fuzz`.
"""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy
import pikepdf
import pyarrow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pyarrow import parquet

from pipeline.archive.verify.received import judge_received
from pipeline.config import load_settings
from pipeline.config.source import read_settings_file
from pipeline.desk.calls.wire import head_of, words_of
from pipeline.errors import DigitizationError, InputError
from pipeline.export.packages.checking import check_package
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.inbox.tables import read_batch_list
from pipeline.ingest.pages.page import open_page
from pipeline.review.table.reading import read_filled
from pipeline.tables.units import read_units
from tests.fuzz.mutation import damaged
from tests.support import signed_pdfs, workbooks

SETTINGS = load_settings(environ={})
LIMITS = SETTINGS.limits.model_copy(
    update={"max_megapixels": 4.0, "max_drawn_megapixels": 4.0}
)
PHONE = Path(__file__).parents[1] / "phone"
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "25"))
bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)


def picture(kind: str, mode: str = "RGB", **options: object) -> bytes:
    pixels = numpy.random.default_rng(5).integers(
        200, 256, (70, 50, 3), dtype=numpy.uint8
    )
    pixels[20:30, 5:40] = 20
    out = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(out, kind, **options)
    return out.getvalue()


def pdf(filter_name: str, content: bytes, **saving: object) -> bytes:
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(50, 70))
        image = made.make_stream(content)
        image.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=50,
            Height=70,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB,
            Filter=pikepdf.Name(filter_name),
        )
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
        page.obj.Contents = made.make_stream(b"q 50 0 0 70 0 0 cm /I Do Q")
        out = io.BytesIO()
        made.save(out, **saving)
    return out.getvalue()


@cache
def pictures() -> Sequence[bytes]:
    return (
        picture("JPEG"),
        picture("JPEG", progressive=True),
        picture("PNG"),
        picture("BMP"),
        picture("WEBP"),
        picture("JPEG2000"),
        picture("TIFF", compression="tiff_lzw"),
        picture("TIFF", "1", compression="group4"),
        picture("TIFF", compression="jpeg"),
        (PHONE / "page.heic").read_bytes(),
    )


@cache
def documents() -> Sequence[bytes]:
    jpeg = picture("JPEG")
    return (
        pdf("/DCTDecode", jpeg),
        pdf("/DCTDecode", jpeg, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        pdf("/JPXDecode", picture("JPEG2000")),
        signed_pdfs.plain_pdf(),
    )


def read_all(data: bytes) -> None:
    """As a batch reads a received file: look at it, then open each of its first pages."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "paper")
        path.write_bytes(data)
        try:
            look = inspect_file(path, LIMITS)
            for index in range(min(look.page_count, 2)):
                open_page(path, look.media_type, index, LIMITS, SETTINGS.preprocess)
        except InputError as error:
            assert not error.transient, f"the machine is blamed: {error.code}"
            assert error.remedy


@bounded
@given(st.data())
def test_pictures(data: st.DataObject) -> None:
    read_all(data.draw(damaged(pictures())))


@bounded
@given(st.data())
def test_documents(data: st.DataObject) -> None:
    read_all(data.draw(damaged(documents())))


@bounded
@given(st.binary(max_size=200))
def test_files_of_no_kind(data: bytes) -> None:
    read_all(data)
    read_all(b"%PDF-1.7\n" + data)
    read_all(b"II*\0" + data)


@cache
def signed() -> Sequence[bytes]:
    person = signed_pdfs.made_person("Lê Thử")
    return (signed_pdfs.signed_pdf(person),)


@settings(bounded, max_examples=max(5, EXAMPLES // 3))
@given(st.data())
def test_signatures(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "signed.pdf")
        path.write_bytes(data.draw(damaged(signed())))
        keys = Path(place, "keys")
        (keys / "trust").mkdir(parents=True)
        with_words(lambda: judge_received(path, keys))


ROWS = [
    ["dossier_code", "agency_code", "issued_year", "sheet_count"],
    ["H26.27-240101-0001", "H26.27", 2024, 3],
    ["H26.27-240101-0002", "H26.27", 2024, 1],
]


def table_of(columns: Sequence[str]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pyarrow.table({one: ["a", "b"] for one in columns}), out)
    return out.getvalue()


@cache
def tables() -> Sequence[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as place:
        workbook = workbooks.save_rows(Path(place, "t.xlsx"), ROWS).read_bytes()
    text = "\r\n".join(";".join(str(cell) for cell in row) for row in ROWS)
    return (
        ("t.csv", text.encode("utf-8-sig")),
        ("t.csv", text.encode("utf-16")),
        ("t.xlsx", workbook),
        ("t.parquet", table_of(ROWS[0])),
    )


def with_words(read: Callable[[], object]) -> None:
    """It gives a result, or an error of ours that says what to do."""
    try:
        read()
    except DigitizationError as error:
        assert error.code != "internal_error" and not error.transient


def read_as_tables(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, name)
        path.write_bytes(data)
        with_words(lambda: read_batch_list(path))
        with_words(lambda: read_units(path))
        with_words(lambda: read_filled(path, {}))


@bounded
@given(st.data())
def test_tables(data: st.DataObject) -> None:
    name, sample = data.draw(st.sampled_from(list(tables())))
    read_as_tables(name, data.draw(damaged([sample])))


@cache
def workbook_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(dict(tables())["t.xlsx"])) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


@bounded
@given(st.data())
def test_parts_of_workbooks(data: st.DataObject) -> None:
    parts = workbook_parts()
    name = data.draw(st.sampled_from(sorted(parts)))
    spoilt = data.draw(damaged([parts[name]]))
    read_as_tables("t.xlsx", zipped({**parts, name: spoilt}))


METS = (
    b'<?xml version="1.0" encoding="UTF-8"?><mets xmlns="http://www.loc.gov/METS/" '
    b'xmlns:xlink="http://www.w3.org/1999/xlink" OBJID="A"><metsHdr CREATEDATE="2026-01-01"/>'
    b'<fileSec><fileGrp USE="representations"><file ID="F1" SIZE="3" CHECKSUMTYPE="SHA-256" '
    b'CHECKSUM="00"><FLocat LOCTYPE="URL" xlink:href="representations/rep1/data/a.pdf"/></file>'
    b"</fileGrp></fileSec><structMap/></mets>"
)


@bounded
@given(st.data())
def test_packages(data: st.DataObject) -> None:
    whole = zipped({"A/METS.xml": METS, "A/representations/rep1/data/a.pdf": b"abc"})
    inside = {"A/METS.xml": data.draw(damaged([METS])), "A/a.pdf": b"abc"}
    for content in (data.draw(damaged([whole])), zipped(inside)):
        with tempfile.TemporaryDirectory() as place:
            path = Path(place, "A.zip")
            path.write_bytes(content)
            with_words(lambda path=path: check_package(path))


@bounded
@given(st.data())
def test_settings(data: st.DataObject) -> None:
    sample = (Path(__file__).parents[2] / "configs" / "default.toml").read_bytes()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "sohoa.toml")
        path.write_bytes(data.draw(damaged([sample])))
        with_words(lambda: read_settings_file(path))
        with_words(lambda: load_settings(config=path, environ={}))


@bounded
@given(st.binary(max_size=60), st.integers(1, 4))
def test_calls_to_the_service(line: bytes, numbers: int) -> None:
    head = head_of(line, numbers)
    assert head is None or len(head) == numbers
    words_of(line)


def test_samples_are_read_before_they_are_damaged(tmp_path: Path) -> None:
    for name, content in tables():
        path = tmp_path / name
        path.write_bytes(content)
        if path.suffix != ".parquet":
            assert len(read_batch_list(path)) == 2
    path = tmp_path / "paper"
    for content in (*pictures(), *documents(), *signed()):
        path.write_bytes(content)
        assert inspect_file(path, LIMITS).page_count == 1
