"""Where a page stands in two columns."""

import cv2
import numpy as np

from pipeline.ocr.segmentation.columns.column_bands import find_column_bands


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


def test_a_head_in_two_columns_is_found_and_running_text_is_not():
    ((y0, y1, cut),) = find_column_bands(drawn(*HEAD, *BODY), 200.0)
    assert y0 <= 160 and 340 <= y1 < 580
    assert 480 < cut < 800
    assert find_column_bands(drawn(*BODY), 200.0) == []


def test_an_empty_page_has_no_columns():
    assert find_column_bands(drawn(), 200.0) == []


def test_a_table_is_left_in_one_piece():
    cells = [
        (x, 600 + 60 * n, "Nguyen") for n in range(12) for x in (150, 520, 900, 1300)
    ]
    assert find_column_bands(drawn(*BODY[:1], *cells), 200.0) == []


def test_persons_side_by_side_are_two_columns():
    row = "Ngay sinh 14/03/1982 tai Ha"
    sides = [(x, 700 + 60 * n, row[n % 3 :]) for n in range(8) for x in (120, 860)]
    ((y0, y1, cut),) = find_column_bands(drawn(*BODY[:1], *sides), 200.0)
    assert y0 > 600 and y1 >= 1100
    assert 740 < cut < 860
