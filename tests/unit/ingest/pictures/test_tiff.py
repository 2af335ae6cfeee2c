"""TIFF files as careless programs write them: good where every row decodes, refused where something
is lost."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.config import load_settings
from pipeline.errors import InputError
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pictures.tiff import tiff_pages
from pipeline.ingest.pictures.tiff_data import page_strips, single_page
from schemas.imaging import PageImage
from schemas.received.source import MediaType

SETTINGS = load_settings(None, None, {})
PHOTOMETRIC, STRIP_BYTES, COMPRESSION = 262, 279, 259
CODINGS = (
    "raw",
    "group3",
    "group4",
    "tiff_ccitt",
    "tiff_lzw",
    "packbits",
    "tiff_adobe_deflate",
    "jpeg",
)


def picture(bilevel: bool) -> Image.Image:
    """Paper with strokes on it down to its last row."""
    rng = np.random.default_rng(5)
    page = np.full((400, 300), 255, np.uint8)
    for y, x in rng.integers(0, (395, 270), (80, 2)):
        page[y : y + 4, x : x + 25] = 0 if bilevel else 40
    page[396:, 100:180] = 0
    image = Image.fromarray(page)
    return image.convert("1") if bilevel else image


def tiff(coding: str, rows: int = 400) -> tuple[bytes, np.ndarray]:
    image = picture(coding in {"group3", "group4", "tiff_ccitt"})
    file = io.BytesIO()
    image.save(file, "TIFF", compression=coding, tiffinfo={278: rows}, dpi=(200, 200))
    with Image.open(io.BytesIO(file.getvalue())) as shown:
        return file.getvalue(), np.asarray(shown.convert("L"))


def entries(data: bytes) -> dict[int, int]:
    """Where the entry of each tag stands in the only directory."""
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    return {
        struct.unpack_from("<H", data, place)[0]: place
        for place in range(at + 2, at + 2 + 12 * count, 12)
    }


def with_value(data: bytes, tag: int, value: int) -> bytes:
    place = entries(data)[tag]
    return data[:place] + struct.pack("<HHII", tag, 4, 1, value) + data[place + 12 :]


def without(data: bytes, tag: int) -> bytes:
    """The tag under another number, which no program knows."""
    place = entries(data)[tag]
    return data[:place] + struct.pack("<H", 65_000) + data[place + 2 :]


def opened(folder: Path, data: bytes) -> PageImage:
    path = folder / "page.tif"
    path.write_bytes(data)
    return open_page(path, MediaType.TIFF, 0, SETTINGS.limits, SETTINGS.preprocess)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("stated", ["none", "zero", "beyond the file", "half"])
def test_wrong_lengths_of_strips_lose_nothing(
    tmp_path: Path, coding: str, stated: str
) -> None:
    data, shown = tiff(coding)
    (length,) = struct.unpack_from("<I", data, entries(data)[STRIP_BYTES] + 8)
    values = {"zero": 0, "beyond the file": len(data) + 9_000_000, "half": length // 2}
    wrong = (
        without(data, STRIP_BYTES)
        if stated == "none"
        else with_value(data, STRIP_BYTES, values[stated])
    )
    page = opened(tmp_path, wrong)
    assert np.array_equal(page.pixels, shown)
    # Bytes that hang on to the strip are not archived.
    assert page.encoded.filter == "DCTDecode" or not page.encoded.passthrough


def test_wrong_lengths_of_many_strips_lose_nothing(tmp_path: Path) -> None:
    data, shown = tiff("tiff_lzw", rows=50)
    assert np.array_equal(opened(tmp_path, without(data, STRIP_BYTES)).pixels, shown)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("rows", [400, 80])
@pytest.mark.parametrize("lost", [0.5, 0.02])
@pytest.mark.parametrize("told", [True, False])
def test_a_picture_that_is_cut_off_is_refused(
    tmp_path: Path, coding: str, rows: int, lost: float, told: bool
) -> None:
    path = tmp_path / "whole.tif"
    path.write_bytes(tiff(coding, rows)[0])
    (page,) = tiff_pages(path)
    strips = page_strips(path, page)
    # The directory in front, so that only the picture is cut.
    cut = single_page(page, strips)[: -max(8, int(lost * len(strips[-1])))]
    with pytest.raises(InputError) as caught:
        opened(tmp_path, cut if told else without(cut, STRIP_BYTES))
    assert caught.value.code == "broken_image"


@pytest.mark.parametrize("coding", ["raw", "tiff_lzw", "group4", "group3"])
def test_paper_is_white_where_the_file_names_no_colours(
    tmp_path: Path, coding: str
) -> None:
    data, shown = tiff(coding)
    page = opened(tmp_path, without(data, PHOTOMETRIC))
    assert np.array_equal(page.pixels, shown) and np.median(page.pixels) == 255


def old_jpeg(grey: bool, parts: str) -> tuple[bytes, np.ndarray]:
    """TIFF 6.0, section 22: the stream whole behind tag 513, or its head there and the scan in the
    strip."""
    image = picture(bilevel=False) if grey else picture(bilevel=False).convert("RGB")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    jpeg = file.getvalue()
    shown = np.asarray(Image.open(io.BytesIO(jpeg)))
    head = 8
    scan = jpeg.index(b"\xff\xda")
    length = {
        "whole": len(jpeg),
        "head and scan": scan,
        "no length": 0,
        "scattered": 0,
    }[parts]
    tags = [
        (256, 300),
        (257, 400),
        (258, 8),
        (259, 6),
        (262, 1 if grey else 6),
        (273, head + scan),
        (277, 1 if grey else 3),
        (278, 400),
        (279, len(jpeg) - scan),
        (513, 0 if parts == "scattered" else head),
        (514, length),
    ]
    table = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    directory = struct.pack("<H", len(tags)) + table + bytes(4)
    return b"II*\0" + struct.pack("<I", head + len(jpeg)) + jpeg + directory, shown


@pytest.mark.parametrize("grey", [True, False])
@pytest.mark.parametrize("parts", ["whole", "head and scan", "no length"])
def test_the_old_coding_of_jpeg_is_read(tmp_path: Path, grey: bool, parts: str) -> None:
    data, shown = old_jpeg(grey, parts)
    page = opened(tmp_path, data)
    assert (
        page.pixels.shape == shown.shape
        and abs(page.pixels.astype(int) - shown).max() <= 3
    )
    assert page.encoded.filter == "DCTDecode" and not page.encoded.passthrough


@pytest.mark.parametrize(
    "data",
    [old_jpeg(True, "scattered")[0], with_value(tiff("raw")[0], COMPRESSION, 34_661)],
)
def test_a_kind_that_is_not_read_is_called_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        opened(tmp_path, data)
    assert (caught.value.code, caught.value.page) == ("unsupported_image", 1)


def test_samples_of_an_unknown_kind_are_not_called_broken(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.fromarray(np.ones((40, 40), np.float32)).save(file, "TIFF")
    with pytest.raises(InputError) as caught:
        opened(tmp_path, file.getvalue())
    assert caught.value.code == "unsupported_image"


def test_a_note_of_some_program_that_leads_outside_is_no_loss(tmp_path: Path) -> None:
    data, shown = tiff("raw")
    place = entries(data)[282]  # horizontal resolution
    assert np.array_equal(
        opened(
            tmp_path, data[: place + 8] + b"\xff\xff\xff\x7f" + data[place + 12 :]
        ).pixels,
        shown,
    )


@pytest.mark.parametrize(
    ("dpi", "shape"),
    [((204, 98), (800, 300)), ((204, 391), (400, 600)), ((200, 200), (400, 300))],
)
def test_pixels_of_a_fax_are_made_square(
    tmp_path: Path, dpi: tuple[int, int], shape: tuple[int, int]
) -> None:
    file = io.BytesIO()
    picture(bilevel=True).save(file, "TIFF", compression="group4", dpi=dpi)
    page = opened(tmp_path, file.getvalue())
    assert page.pixels.shape == shape == (page.encoded.height, page.encoded.width)
