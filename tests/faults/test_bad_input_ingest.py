"""Bad input made byte by byte: every kind ends as an InputError with its code, before it can do
harm."""

import io
import os
import pickle
import re
import resource
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image

from pipeline.config import LimitSettings, load_settings
from pipeline.errors import InputError, TransientInputError
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from schemas.received.source import MediaType

SETTINGS = load_settings(environ={})
LIMITS = SETTINGS.limits
INGEST = Path(__file__).parents[2] / "pipeline" / "ingest"


def page_image(size: tuple[int, int] = (400, 560), mode: str = "RGB") -> Image.Image:
    pixels = np.random.default_rng(5).integers(
        200, 256, (size[1], size[0], 3), dtype=np.uint8
    )
    pixels[60:90, 40:300] = 20
    return Image.fromarray(pixels).convert(mode)


def encoded(kind: str, mode: str = "RGB", **options: Any) -> bytes:
    file = io.BytesIO()
    page_image(mode=mode).save(file, kind, **options)
    return file.getvalue()


def scan_pdf(pages: int = 1, jpeg: bytes | None = None, **declared: Any) -> bytes:
    """A scanner's PDF; `declared` overrides entries of the image dictionary."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=(144, 201.6))
            image = pdf.make_stream(jpeg or encoded("JPEG"))
            image.stream_dict = pikepdf.Dictionary(
                {
                    "/Type": pikepdf.Name.XObject,
                    "/Subtype": pikepdf.Name.Image,
                    "/Width": 400,
                    "/Height": 560,
                    "/BitsPerComponent": 8,
                    "/ColorSpace": pikepdf.Name.DeviceRGB,
                    "/Filter": pikepdf.Name.DCTDecode,
                    **{f"/{key}": value for key, value in declared.items()},
                }
            )
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
            page.obj.Contents = pdf.make_stream(b"q 144 0 0 201.6 0 0 cm /I Do Q")
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


def locked_pdf(**passwords: str) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(scan_pdf())) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(**passwords))
    return file.getvalue()


def changed_pdf(change: Any) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(scan_pdf())) as pdf:
        change(pdf)
        pdf.save(file)
    return file.getvalue()


def no_pages() -> bytes:
    file = io.BytesIO()
    pikepdf.new().save(file)
    return file.getvalue()


def tiff(*pages: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], **options)
    return file.getvalue()


def directories(data: bytes) -> list[int]:
    """Offsets of the directories of a little-endian TIFF."""
    found, at = [], struct.unpack_from("<I", data, 4)[0]
    while at:
        found.append(at)
        (count,) = struct.unpack_from("<H", data, at)
        (at,) = struct.unpack_from("<I", data, at + 2 + 12 * count)
    return found


def next_directory(data: bytes, page: int, to: int) -> bytes:
    """The TIFF with the link behind a directory changed."""
    at = directories(data)[page]
    (count,) = struct.unpack_from("<H", data, at)
    place = at + 2 + 12 * count
    return data[:place] + struct.pack("<I", to) + data[place + 4 :]


def with_tag(data: bytes, page: int, tag: int, value: int) -> bytes:
    at = directories(data)[page]
    (count,) = struct.unpack_from("<H", data, at)
    for place in range(at + 2, at + 2 + 12 * count, 12):
        if struct.unpack_from("<H", data, place)[0] == tag:
            return data[: place + 8] + struct.pack("<I", value) + data[place + 12 :]
    raise LookupError(tag)


def png_bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body))
            + kind
            + body
            + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def jpeg_bomb() -> bytes:
    data = encoded("JPEG")
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", 60_000, 60_000) + data[at + 9 :]


def refused(folder: Path, data: bytes, limits: LimitSettings = LIMITS) -> InputError:
    path = folder / "giấy tờ.pdf"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        kind = inspect_file(path, limits)
        for index in range(kind.page_count):
            open_page(path, kind.media_type, index, limits, SETTINGS.preprocess)
    assert path.read_bytes() == data
    assert caught.value.item == path.name and caught.value.remedy
    return caught.value


PDF, JPEG, BMP = scan_pdf(), encoded("JPEG"), encoded("BMP")
TWO = tiff(page_image(), page_image())
CASES: dict[str, tuple[bytes, str, int | None]] = {
    "empty file": (b"", "empty_file", None),
    "text named .pdf": ("Đây là văn bản\n".encode() * 50, "unsupported_type", None),
    "zip": (b"PK\x03\x04" + bytes(100), "unsupported_type", None),
    "truncated pdf": (PDF[: len(PDF) // 2], "broken_pdf", None),
    "pdf without its last bytes": (PDF[:-30], "broken_pdf", None),
    "pdf header alone": (b"%PDF-1.7\n", "broken_pdf", None),
    "pdf with a truncated jpeg": (scan_pdf(2, JPEG[: len(JPEG) // 2]), "broken_pdf", 1),
    "pdf with a broken flate picture": (
        scan_pdf(
            1,
            zlib.compress(bytes(400 * 560 * 3))[:200],
            Filter=pikepdf.Name.FlateDecode,
        ),
        "broken_pdf",
        1,
    ),
    "pdf with too little flate": (
        scan_pdf(
            1, zlib.compress(bytes(400 * 100 * 3)), Filter=pikepdf.Name.FlateDecode
        ),
        "broken_pdf",
        1,
    ),
    "pdf with jbig2 of noise": (
        scan_pdf(
            1,
            b"no jbig2",
            Filter=pikepdf.Name.JBIG2Decode,
            BitsPerComponent=1,
            ColorSpace=pikepdf.Name.DeviceGray,
        ),
        "broken_pdf",
        1,
    ),
    "pdf with fax of noise": (
        scan_pdf(
            1,
            bytes(range(256)) * 9,
            Filter=pikepdf.Name.CCITTFaxDecode,
            BitsPerComponent=1,
            ColorSpace=pikepdf.Name.DeviceGray,
            DecodeParms=pikepdf.Dictionary(K=-1, Columns=400, Rows=560),
        ),
        "broken_pdf",
        1,
    ),
    "encrypted pdf": (locked_pdf(user="u", owner="o"), "encrypted_pdf", None),
    "pdf that only restricts": (locked_pdf(user="", owner="o"), "encrypted_pdf", None),
    "pdf without pages": (no_pages(), "no_pages", None),
    "pdf portfolio": (
        changed_pdf(
            lambda pdf: pdf.Root.__setitem__("/Collection", pikepdf.Dictionary())
        ),
        "unsupported_pdf",
        None,
    ),
    "pdf with a picture of no width": (
        changed_pdf(
            lambda pdf: pdf.pages[0].obj.Resources.XObject.I.__delitem__("/Width")
        ),
        "broken_pdf",
        1,
    ),
    "pdf with a bomb of a picture": (
        scan_pdf(1, Width=60_000, Height=60_000),
        "too_many_pixels",
        None,
    ),
    "truncated jpeg": (JPEG[: len(JPEG) // 2], "broken_image", 1),
    "jpeg without its last bytes": (JPEG[:-2], "broken_image", 1),
    "jpeg header alone": (JPEG[:100], "broken_image", None),
    "truncated png": (encoded("PNG")[:3000], "broken_image", 1),
    "truncated webp": (encoded("WEBP", lossless=True)[:3000], "broken_image", None),
    "truncated bmp": (encoded("BMP")[:3000], "broken_image", 1),
    "truncated jp2": (encoded("JPEG2000")[:3000], "broken_image", 1),
    "truncated tiff": (TWO[: directories(TWO)[1] + 5], "broken_image", None),
    "tiff with a loop": (
        next_directory(TWO, 1, directories(TWO)[0]),
        "broken_image",
        None,
    ),
    "tiff that leads outside": (next_directory(TWO, 1, 1 << 30), "broken_image", None),
    "tiff with its second page outside": (
        with_tag(TWO, 1, 273, len(TWO) - 100),
        "broken_image",
        2,
    ),
    "tiff without pages": (b"II*\0\0\0\0\0", "no_pages", None),
    "tiff bomb": (
        with_tag(with_tag(TWO, 1, 256, 60_000), 1, 257, 60_000),
        "too_many_pixels",
        2,
    ),
    "bmp of 1 x 1": (BMP[:18] + struct.pack("<ii", 1, 1) + BMP[26:], "too_small", None),
    "png bomb": (png_bomb(60_000, 60_000), "too_many_pixels", None),
    "jpeg bomb": (jpeg_bomb(), "too_many_pixels", None),
    "png of 1 x 1": (png_bomb(1, 1), "too_small", None),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_files(tmp_path: Path, name: str) -> None:
    data, code, page = CASES[name]
    error = refused(tmp_path, data)
    assert (error.code, error.page) == (code, page)
    assert not error.transient and error.exit_code == 1
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, again.page, again.item) == (error.code, error.page, error.item)


def test_bombs_cost_no_memory(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("png bomb", "jpeg bomb", "tiff bomb", "pdf with a bomb of a picture"):
        refused(tmp_path, CASES[name][0])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KB


def test_content_that_unpacks_without_end_is_not_parsed(tmp_path: Path) -> None:
    def bomb(pdf: pikepdf.Pdf) -> None:
        stream = pdf.make_stream(b"")
        stream.write(
            zlib.compress(b"q Q " * 1_500_000), filter=pikepdf.Name.FlateDecode
        )
        pdf.pages[0].obj.Contents = stream

    path = tmp_path / "bomb.pdf"
    path.write_bytes(changed_pdf(bomb))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page = open_page(path, MediaType.PDF, 0, LIMITS, SETTINGS.preprocess)
    assert page.rendered and page.pixels.min() == 255
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_the_page_before_a_broken_one_opens(tmp_path: Path) -> None:
    path = tmp_path / "two.tif"
    for data, bilevel in (
        (CASES["tiff with its second page outside"][0], False),
        (broken_fax(), True),
    ):
        path.write_bytes(data)
        assert inspect_file(path, LIMITS).page_count == 2
        first = open_page(path, MediaType.TIFF, 0, LIMITS, SETTINGS.preprocess)
        assert first.encoded.bits == (1 if bilevel else 8)
        with pytest.raises(InputError) as caught:
            open_page(path, MediaType.TIFF, 1, LIMITS, SETTINGS.preprocess)
        assert (caught.value.code, caught.value.page) == ("broken_image", 2)


def broken_fax() -> bytes:
    """Two fax pages; the middle of the second one's strip is zeros, which libtiff alone would
    accept."""
    page = Image.fromarray(
        np.kron(np.random.default_rng(3).integers(0, 2, (56, 40)), np.ones((10, 10)))
        > 0
    )
    data = tiff(page, page, compression="group4", tiffinfo={278: 560})
    strips = {}
    for at in directories(data):
        (count,) = struct.unpack_from("<H", data, at)
        tags = {
            struct.unpack_from("<H", data, place)[0]: struct.unpack_from(
                "<I", data, place + 8
            )[0]
            for place in range(at + 2, at + 2 + 12 * count, 12)
        }
        strips[at] = tags[273], tags[279]
    offset, length = strips[directories(data)[1]]
    middle = offset + length // 2
    return data[:middle] + bytes(40) + data[middle + 40 :]


def test_limits_are_the_settings(tmp_path: Path) -> None:
    few = LIMITS.model_copy(update={"max_pages": 2})
    assert refused(tmp_path, scan_pdf(3), few).code == "too_many_pages"
    assert refused(tmp_path, tiff(*[page_image()] * 3), few).code == "too_many_pages"
    small = LIMITS.model_copy(update={"max_file_mb": 1})
    assert refused(tmp_path, JPEG + bytes(1_000_000), small).code == "file_too_large"
    assert (
        refused(tmp_path, JPEG, LIMITS.model_copy(update={"max_megapixels": 0.2})).code
        == "too_many_pixels"
    )


def sign(pdf: pikepdf.Pdf, *, action: str | None = None) -> None:
    """A signature field as a reader finds it (its contents are not looked at here)."""
    value = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig,
        Filter=pikepdf.Name("/Adobe.PPKLite"),
        ByteRange=[0, 1, 2, 3],
        Contents=b"\0" * 16,
    )
    kid = pdf.make_indirect(pikepdf.Dictionary(V=value, T="Signature1"))
    parent = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, Kids=[kid]))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[parent], SigFlags=3)
    if action:
        pdf.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name(f"/{action}"), JS="app.alert(1)"
        )


def test_signed_pdfs_are_seen_and_must_not_run_programs(tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(changed_pdf(sign))
    found = inspect_file(path, LIMITS)
    assert (found.media_type, found.page_count, found.signed) == (
        MediaType.PDF,
        1,
        True,
    )
    path.write_bytes(PDF)
    assert not inspect_file(path, LIMITS).signed
    for action in ("JavaScript", "Launch"):
        assert (
            refused(tmp_path, changed_pdf(lambda pdf: sign(pdf, action=action))).code
            == "dangerous_pdf"
        )
    # Unsigned, only its picture is taken: the script stays behind.
    path.write_bytes(
        changed_pdf(
            lambda pdf: setattr(
                pdf.Root, "OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript)
            )
        )
    )
    assert (
        open_page(
            path, inspect_file(path, LIMITS).media_type, 0, LIMITS, SETTINGS.preprocess
        ).encoded.data
        == JPEG
    )


def test_wrong_cross_references_are_forgiven_where_nothing_is_missing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "shifted.pdf"
    path.write_bytes(re.sub(rb"startxref\s+\d+", b"startxref\n7", PDF))
    assert (
        open_page(path, MediaType.PDF, 0, LIMITS, SETTINGS.preprocess).encoded.data
        == JPEG
    )


def test_unreadable_files_may_pass_by_themselves() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        path = root / "locked.jpg"
        path.write_bytes(JPEG)
        path.chmod(0)
        was_root = os.geteuid() == 0
        if was_root:
            os.seteuid(65534)
        try:
            with pytest.raises(TransientInputError) as inspected:
                inspect_file(path, LIMITS)
            with pytest.raises(TransientInputError) as opened:
                open_page(path, MediaType.JPEG, 0, LIMITS, SETTINGS.preprocess)
        finally:
            if was_root:
                os.seteuid(0)
        assert (
            inspected.value.code == opened.value.code == "unreadable"
            and opened.value.page == 1
        )
        with pytest.raises(TransientInputError):
            inspect_file(root / "gone.jpg", LIMITS)
