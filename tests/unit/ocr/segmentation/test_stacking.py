"""Columns stacked and boxes moved back; reading order; Tesseract's TSV."""

import cv2
import numpy as np

from pipeline.ocr.segmentation.stacking import stack_columns
from schemas.geometry import Affine, BoundingBox, PageGeometry
from schemas.imaging import CleanPage

GEOMETRY = PageGeometry(1654, 2339, 200.0)


def clean(pixels: np.ndarray, scale: float = 1.0) -> CleanPage:
    return CleanPage(pixels, 200.0, Affine(a=scale, d=scale), GEOMETRY, False, ())


def drawn(*texts: tuple[int, int, str]) -> np.ndarray:
    page = np.full((2339, 1654), 255, np.uint8)
    for x, y, text in texts:
        cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
    return page


HEAD = [
    (200, 180, "UBND HUYEN"),
    (220, 240, "XA TAN LAP"),
    (250, 310, "So: 12/QD"),
    (800, 180, "CONG HOA XA HOI CHU NGHIA"),
    (900, 240, "Doc lap - Tu do"),
    (850, 340, "Ha Noi, ngay 5 thang 11"),
]


BODY = [
    (
        200,
        600 + 60 * n,
        "Can cu Luat To chuc chinh quyen dia phuong nam 2015 cua Quoc hoi",
    )
    for n in range(8)
]


def test_no_ink_is_lost_by_stacking_and_boxes_come_back():
    page = clean(drawn(*HEAD, *BODY))
    stacked = stack_columns(page)
    assert (stacked.pixels < 128).sum() == (page.pixels < 128).sum()
    for piece in stacked.strips:
        box = BoundingBox(
            piece.x0, piece.top, piece.x1, piece.top + piece.y1 - piece.y0
        )
        back, found = stacked.to_page(box)
        assert found == piece
        assert (back.x0, back.y0, back.x1, back.y1) == (
            piece.x0,
            piece.y0,
            piece.x1,
            piece.y1,
        )
