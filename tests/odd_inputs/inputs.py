"""What an odd input is, and the paper that most of them show."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image

from tests.support.drawn_pages import Drawn, drawn_pixels


@dataclass(frozen=True, slots=True)
class OddInput:
    """A file as a stranger may send it. `group`: what is odd about it, as the table tells it."""

    group: str
    name: str
    ending: str
    make: Callable[[], bytes]


LINES = (
    "ỦY BAN NHÂN DÂN PHƯỜNG HẠ YÊN",
    "Số: 123/QĐ-UBND, ngày 05 tháng 11 năm 2024",
    "Cấp cho ông Nguyễn Văn Thuận bản sao trích lục",
)


@cache
def paper(mode: str = "L") -> Image.Image:
    """A slip of three lines, 200 dpi; in colour with a red square beside them."""
    rows = [Drawn(text, 60, 90 + 70 * n) for n, text in enumerate(LINES)]
    grey = Image.fromarray(drawn_pixels(rows, width=1100, height=340))
    if mode in {"L", "1", "LA", "I;16"}:
        return grey.convert(mode)
    colour = grey.convert("RGB")
    colour.paste((200, 30, 40), (960, 180, 1040, 260))
    return colour.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
