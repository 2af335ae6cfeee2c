"""Tesseract's TSV as lines of words."""

import numpy as np
import pytest

from pipeline.ocr.segmentation.stacking import StackedPage, Strip
from pipeline.ocr.tesseract.tsv import parse_lines
from schemas.geometry import Affine, PageGeometry
from schemas.imaging import CleanPage

GEOMETRY = PageGeometry(1654, 2339, 200.0)


def clean(pixels: np.ndarray, scale: float = 1.0) -> CleanPage:
    return CleanPage(pixels, 200.0, Affine(a=scale, d=scale), GEOMETRY, False, ())


def strip(band: int, column: int) -> Strip:
    return Strip(0, 0, 1654, 2339, 0, band, column)


def test_tsv_is_composed_split_at_spaces_and_clipped():
    rows = [
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
        "5\t1\t1\t1\t1\t1\t-4\t10\t104\t20\t95.5\tNguye\u0302\u0303n An",
        "5\t1\t1\t1\t1\t2\t120\t10\t40\t20\t-1\t \t",
        "4\t1\t1\t1\t2\t0\t0\t0\t9\t9\t-1\t",
    ]
    page = clean(np.full((100, 200), 255, np.uint8), scale=1.5)
    ((read, _),) = parse_lines(
        "\n".join(rows), page, StackedPage(page.pixels, (strip(0, 0),))
    )
    assert [word.text for word in read.words] == ["Nguyễn", "An"]
    first, second = read.words
    assert (
        first.box.x0 == 0
        and first.box.x1 < second.box.x0
        and second.box.x1 == pytest.approx(150)
    )
    assert first.confidence == pytest.approx(0.955)
