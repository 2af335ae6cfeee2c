"""Pictures of phones: HEIC and AVIF."""

import io
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.config import load_settings
from pipeline.errors import InputError
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.media import sniff
from pipeline.ingest.pages.page import open_page
from schemas.imaging import PageImage, Pixels
from schemas.received.source import MediaType

SETTINGS = load_settings(environ={})
PHONE = Path(__file__).parents[3] / "phone"
HEIC = (PHONE / "page.heic").read_bytes()


def avif(**options: Any) -> bytes:
    image = Image.new("RGB", (240, 320), (245, 243, 238))
    draw = ImageDraw.Draw(image)
    for top in range(30, 300, 18):
        draw.text((20, top), f"Don de nghi {top} xa Tan An", fill=(20, 20, 60))
    draw.rectangle((0, 0, 60, 20), fill=(200, 20, 30))
    file = io.BytesIO()
    image.save(file, "AVIF", **{"quality": 80, **options})
    return file.getvalue()


def opened(folder: Path, data: bytes) -> PageImage:
    path = folder / "page"
    path.write_bytes(data)
    look = inspect_file(path, SETTINGS.limits)
    assert (look.page_count, look.signed) == (1, False)
    return open_page(path, look.media_type, 0, SETTINGS.limits, SETTINGS.preprocess)


def unpredicted(data: bytes, width: int, channels: int) -> Pixels:
    """The samples of a Flate stream whose rows are all of PNG's type 2 (Up)."""
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(
        -1, width * channels + 1
    )
    assert (rows[:, 0] == 2).all()
    return np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8).reshape(-1, width, channels)


@pytest.mark.parametrize("data", [HEIC, avif()], ids=["heic", "avif"])
def test_a_phone_picture_is_kept_without_loss_and_said_to_be_converted(
    tmp_path: Path, data: bytes
) -> None:
    page = opened(tmp_path, data)
    assert page.pixels.shape == (320, 240, 3) and page.rotation_hint == 0
    # The red corner, the paper, some ink.
    assert np.abs(page.pixels[5:15, 5:50].mean((0, 1)) - (200, 20, 30)).max() < 12
    assert page.pixels[300:, 100:].mean() > 230 and page.pixels[:, :, 1].min() < 60
    assert (page.encoded.filter, page.encoded.passthrough, page.encoded.bits) == (
        "FlateDecode",
        False,
        8,
    )
    assert (unpredicted(page.encoded.data, 240, 3) == page.pixels).all()


def test_an_avif_says_how_it_is_to_be_turned(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    page = opened(tmp_path, avif(exif=exif))
    assert (page.rotation_hint, page.pixels.shape) == (90, (320, 240, 3))


@pytest.mark.parametrize(
    ("major", "others", "kind"),
    [
        (b"heic", b"mif1heic", MediaType.HEIC),
        (b"heix", b"", MediaType.HEIC),
        (b"mif1", b"heic", MediaType.HEIC),
        (b"avif", b"", MediaType.AVIF),
        (b"mif1", b"miafavif", MediaType.AVIF),
        (b"mif1", b"", None),
        (b"avis", b"avif", None),
        (b"hevc", b"heic", None),
        (b"qt  ", b"", None),
    ],
)
def test_types_are_told_by_their_brands(
    major: bytes, others: bytes, kind: MediaType | None
) -> None:
    head = (16 + len(others)).to_bytes(4, "big") + b"ftyp" + major + bytes(4) + others
    assert sniff(head + b"heicavif") is kind


@pytest.mark.parametrize("data", [HEIC, avif(quality=100)], ids=["heic", "avif"])
@pytest.mark.parametrize("damage", ["cut", "cut early", "a hole", "zeros to the end"])
def test_a_damaged_phone_picture_is_broken(
    tmp_path: Path, data: bytes, damage: str
) -> None:
    half = len(data) // 2
    made = {
        "cut": data[:-500],
        "cut early": data[:600],
        "a hole": data[:half] + bytes(4096) + data[half + 4096 :],
        "zeros to the end": data[:half] + bytes(len(data) - half),
    }[damage]
    with pytest.raises(InputError) as caught:
        opened(tmp_path, made)
    assert caught.value.code == "broken_image"


def test_several_pictures_in_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        opened(tmp_path, (PHONE / "two_pages.heic").read_bytes())
    assert caught.value.code == "unsupported_type"


def test_a_small_file_that_declares_a_huge_picture_is_not_decoded(
    tmp_path: Path,
) -> None:
    size = (320).to_bytes(4, "big")
    huge = HEIC.replace(
        (240).to_bytes(4, "big") + size,
        (60_000).to_bytes(4, "big") + (60_000).to_bytes(4, "big"),
    )
    assert huge != HEIC
    with pytest.raises(InputError) as caught:
        opened(tmp_path, huge)
    assert caught.value.code in {"too_many_pixels", "broken_image"}
