"""Pictures of a page joined to one, where nothing else is on it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pikepdf
import pytest

from pipeline.ingest.pdf.join import (
    finest_resolution,
    join_pictures,
    resolution,
    union_of,
)
from pipeline.ingest.pdf.marks import DrawnImage, PageContent
from pipeline.ingest.pictures.raster import lossless
from schemas.geometry import Affine, BoundingBox

SHEET = BoundingBox(0, 0, 200, 100)
MOST = (1e6, 1e6)


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.new() as made:
        yield made


def drawn(pdf: pikepdf.Pdf, level: int, x: float, width: float = 100) -> DrawnImage:
    """A grey picture of 50 x 50 pixels, 100 points high."""
    stream = pikepdf.Stream(
        pdf,
        zlib.compress(bytes([level]) * 2_500),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Filter=pikepdf.Name.FlateDecode,
        Width=50,
        Height=50,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray,
    )
    return DrawnImage(stream, Affine(width, 0, 0, 100, x, 0))


def test_two_halves_make_a_page(pdf: pikepdf.Pdf) -> None:
    content = PageContent([drawn(pdf, 10, 0), drawn(pdf, 90, 100)])
    joined = join_pictures(pdf, content, SHEET, MOST, bare=False)
    assert joined is not None
    assert joined.pixels.shape[:2] == (50, 100)
    assert (joined.pixels[25, 10], joined.pixels[25, 90]) == (10, 90)
    assert (joined.box, joined.resolution, joined.lossy) == (SHEET, 0.5, False)
    assert joined.encoded == lossless(joined.pixels, bilevel=False)


def test_what_is_more_than_pictures_is_not_joined(pdf: pikepdf.Pdf) -> None:
    halves = [drawn(pdf, 10, 0), drawn(pdf, 90, 100)]
    marked = PageContent(halves, marked=True)
    assert join_pictures(pdf, marked, SHEET, MOST, bare=False) is None
    unclear = PageContent(halves, unclear=True)
    assert join_pictures(pdf, unclear, SHEET, MOST, bare=False) is None
    assert join_pictures(pdf, PageContent(), SHEET, MOST, bare=False) is None


def test_a_larger_picture_than_is_made_is_left_to_poppler(pdf: pikepdf.Pdf) -> None:
    content = PageContent([drawn(pdf, 10, 0), drawn(pdf, 90, 100)])
    assert join_pictures(pdf, content, SHEET, (4_999, 1e6), bare=False) is None
    assert join_pictures(pdf, content, SHEET, (5_000, 1e6), bare=False) is not None


def test_the_finest_of_what_covers_the_sheet_counts(pdf: pikepdf.Pdf) -> None:
    coarse, speck = drawn(pdf, 10, 0, 200), drawn(pdf, 90, 0, 1)
    assert resolution(coarse) == 0.5 and resolution(speck) == 50
    assert finest_resolution([coarse, speck], SHEET) == 0.5
    assert finest_resolution([], SHEET) == 0


def test_the_union_holds_all(pdf: pikepdf.Pdf) -> None:
    assert union_of([drawn(pdf, 1, 0), drawn(pdf, 1, 100)]) == SHEET
