"""Pages that are no plain Vietnamese print: other languages, handwriting, photographs, tables, odd
sizes of letters."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

SERIF = "FreeSerif.ttf"
CHORUS = (
    "/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyrechorus-mediumitalic.otf"
)
A4 = (1654, 2339)  # at 200 dpi

VIETNAMESE = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "THÔNG BÁO",
    "Ủy ban nhân dân phường Hạ Yên thông báo về việc tiếp nhận hồ sơ đăng ký khai sinh",
    "và cấp bản sao trích lục hộ tịch tại bộ phận một cửa kể từ ngày 05 tháng 11 năm 2024.",
    "Đề nghị các tổ dân phố phổ biến đến nhân dân được biết và thực hiện theo quy định.",
    "Số điện thoại liên hệ: 0243 825 7416, trong giờ hành chính các ngày làm việc.",
)
ENGLISH = (
    "CERTIFICATE OF REGISTRATION OF BIRTH",
    "The undersigned registrar hereby certifies that the following",
    "information has been taken from the original record of birth which is",
    "on file in the office of the local authority of the district.",
    "Full name of the child: William Henry Thompson",
    "Date and place of birth: 14 February 2011, Birmingham",
    "The parents declared before the registrar that they are the lawful",
    "father and mother of the child and requested the registration.",
    "This certificate is issued for the purpose of school enrolment abroad",
    "and shall remain valid until revoked by the competent authority.",
)


def text_page(
    lines: Sequence[str],
    size: int = 44,
    font: str = SERIF,
    dpi: int = 200,
    gap: float = 1.8,
) -> NDArray[np.uint8]:
    """Black lines on white A4, letters of `size` pixels an em."""
    width, height = round(A4[0] * dpi / 200), round(A4[1] * dpi / 200)
    page = Image.new("L", (width, height), 250)
    draw = ImageDraw.Draw(page)
    face = ImageFont.truetype(font, size)
    for number, line in enumerate(lines):
        draw.text(
            (0.1 * width, 0.08 * height + number * gap * size), line, fill=20, font=face
        )
    return np.asarray(page)


def handwriting(seed: int = 3) -> NDArray[np.uint8]:
    """Lines of joined pen strokes that resemble cursive and spell nothing."""
    rng = np.random.default_rng(seed)
    page = np.full(A4[::-1], 248, np.uint8)
    for top in range(260, 1500, 95):
        x = 180.0
        while x < 1400:
            points = [(x, float(top))]
            for _ in range(int(rng.integers(5, 14))):
                x += float(rng.uniform(8, 20))
                points.append(
                    (
                        x,
                        top
                        + float(rng.choice([-26, -14, 0, 4, 16]))
                        + float(rng.normal(0, 4)),
                    )
                )
            curve = _smooth(np.array(points))
            cv2.polylines(page, [curve], False, 60, 3, cv2.LINE_AA)
            x += float(rng.uniform(22, 45))
    return page


def _smooth(points: NDArray[np.float64]) -> NDArray[np.int32]:
    steps = np.linspace(0, len(points) - 1, 12 * len(points))
    whole = np.arange(len(points))
    path = np.stack(
        [np.interp(steps, whole, points[:, axis]) for axis in (0, 1)], axis=1
    )
    kernel = np.ones(9) / 9
    smooth = np.stack(
        [
            np.convolve(np.pad(path[:, axis], 4, mode="edge"), kernel, "valid")
            for axis in (0, 1)
        ],
        axis=1,
    )
    return smooth.round().astype(np.int32)


def photograph(seed: int = 4) -> NDArray[np.uint8]:
    """Soft shapes of many brightnesses from edge to edge, as in a picture of a place."""
    rng = np.random.default_rng(seed)
    width, height = A4[0] // 2, A4[1] // 2
    soft = cv2.resize(
        rng.normal(128, 60, (12, 8)).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    fine = cv2.resize(
        rng.normal(0, 24, (120, 85)).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    return np.clip(soft + fine + rng.normal(0, 4, (height, width)), 0, 255).astype(
        np.uint8
    )


def square_script(seed: int = 5) -> NDArray[np.uint8]:
    """Lines of square signs of many strokes, as Chinese ones look; drawn, since no such font may be
    installed."""
    rng = np.random.default_rng(seed)
    page = np.full(A4[::-1], 250, np.uint8)
    signs = [
        [
            (rng.integers(0, 40, 2), rng.integers(0, 40, 2), rng.random() < 0.8)
            for _ in range(7)
        ]
        for _ in range(60)
    ]
    for top in range(250, 1700, 80):
        for left in range(180, 1450, 52):
            for start, end, straight in signs[int(rng.integers(60))]:
                a, b = start.copy(), end.copy()
                if straight:  # most strokes are level or upright
                    axis = int(abs(b[0] - a[0]) > abs(b[1] - a[1]))
                    b[axis] = a[axis]
                shift = np.array([left, top])
                cv2.line(
                    page,
                    tuple((a + shift).tolist()),
                    tuple((b + shift).tolist()),
                    25,
                    3,
                    cv2.LINE_AA,
                )
    return page


def table(numbers: bool = True, seed: int = 6) -> NDArray[np.uint8]:
    """A ruled table and nothing else: figures, under Vietnamese heads or none."""
    rng = np.random.default_rng(seed)
    page = Image.new("L", A4, 250)
    draw = ImageDraw.Draw(page)
    face = ImageFont.truetype(SERIF, 38)
    heads = ("Số thứ tự", "Diện tích", "Năm cấp", "Số tiền")
    for row in range(18):
        for column in range(4):
            x, y = 150 + 340 * column, 250 + 90 * row
            draw.rectangle((x, y, x + 340, y + 90), outline=30, width=3)
            text = (
                heads[column]
                if row == 0 and not numbers
                else str(int(rng.integers(10, 99999)))
            )
            draw.text((x + 30, y + 20), text, fill=20, font=face)
    return np.asarray(page)


def noise(seed: int = 7) -> NDArray[np.uint8]:
    """Salt and pepper from edge to edge."""
    return np.random.default_rng(seed).integers(0, 256, A4[::-1], dtype=np.uint8)


def small(page: NDArray[np.uint8], dpi: int) -> NDArray[np.uint8]:
    """The page as scanned at fewer dots per inch."""
    size = round(page.shape[1] * dpi / 200), round(page.shape[0] * dpi / 200)
    return cv2.resize(page, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def half_in_shadow(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page with its lower half darkened."""
    light = np.where(np.arange(page.shape[0]) < page.shape[0] // 5, 1.0, 0.45)
    return (page * light[:, None]).astype(np.uint8)


def two_on_one(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Two pages side by side in one picture."""
    return np.ascontiguousarray(np.hstack([page, page]))


@functools.cache
def print_page() -> NDArray[np.uint8]:
    """A plain page of Vietnamese print."""
    return text_page(VIETNAMESE, 40)


ODD: dict[str, Callable[[], NDArray[np.uint8]]] = {
    "print": print_page,
    "english": lambda: text_page(ENGLISH),
    "square_script": square_script,
    "handwriting": handwriting,
    "photograph": photograph,
    "table_of_numbers": table,
    "table_with_heads": lambda: table(numbers=False),
    "noise": noise,
    "negative": lambda: 255 - print_page(),
    "upside_down": lambda: np.ascontiguousarray(print_page()[::-1, ::-1]),
    "mirrored": lambda: np.ascontiguousarray(print_page()[:, ::-1]),
    "dpi_30": lambda: small(print_page(), 30),
    "letters_2_mm": lambda: text_page(VIETNAMESE, 22),
    "letters_40_mm": lambda: text_page(("SỐ 15", "TỔ 3"), 440, gap=1.3),
    "half_in_shadow": lambda: half_in_shadow(print_page()),
    "two_on_one": lambda: two_on_one(print_page()),
    "black": lambda: np.zeros(A4[::-1], np.uint8),
    "white": lambda: np.full(A4[::-1], 255, np.uint8),
}
