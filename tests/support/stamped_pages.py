"""Pages as they were read, with stamps drawn on their pictures."""

from __future__ import annotations

import cv2
import numpy as np

from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

HEIGHT = 30
GEOMETRY = PageGeometry(1654, 2339, 200.0)
BODY = (
    ("UBND TỈNH LAM SƠN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 150, 120),
    ("Số: 12/UBND-VX", 200, 200),
    ("Căn cứ Nghị định của Chính phủ về công tác văn thư", 300, 800),
    ("Thực hiện kế hoạch đến năm 2030, đơn vị báo cáo như sau", 200, 860),
    ("CHỦ TỊCH", 1000, 1500),
)


def line(text: str, x: float, y: float, height: float = HEIGHT) -> OcrLine:
    words = []
    for word in text.split():
        box = BoundingBox(x, y, x + 15 * len(word), y + height)
        words.append(OcrWord(word, box, 0.97))
        x += 15 * len(word) + 10
    return OcrLine.around(words)


def page(*lines: tuple[str, float, float]) -> OcrPage:
    return OcrPage(tuple(line(*one) for one in (*BODY, *lines)), GEOMETRY, "made")


def paper() -> np.ndarray:
    return np.full((2339, 1654, 3), 250, np.uint8)


def framed(x0: int, y0: int, x1: int, y1: int, tilt: int = 0) -> np.ndarray:
    """White paper with a frame, its right side lower by `tilt` pixels."""
    pixels = paper()
    corners = [(x0, y0), (x1, y0 + tilt), (x1, y1 + tilt), (x0, y1)]
    cv2.polylines(pixels, [np.array(corners, np.int32)], True, (30, 30, 30), 3)
    return pixels
