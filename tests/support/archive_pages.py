"""Made pages for the archive tests: a drawn scan, its stream and the words that were drawn."""

from __future__ import annotations

import io
import random
import zlib
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from schemas.archive import FileDescription, PageContent
from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import EncodedImage
from schemas.ocr import OcrLine, OcrPage, OcrWord

VN = timezone(timedelta(hours=7))
WHEN = datetime(2026, 7, 1, 8, 30, tzinfo=VN)
TEXT = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập - Tự do - Hạnh phúc Số: 123/QĐ-UBND, ngày 05 tháng 11 năm 2024 "
    "Ủy ban nhân dân phường Hàng Bạc cấp giấy chứng nhận quyền sử dụng đất a I 1 079203001234 Nguyễn Ngọc Ánh"
)
WORDS = TEXT.split()


def description(**changes: object) -> FileDescription:
    """A file's description; keyword arguments replace fields."""
    values: dict[str, object] = {
        "dossier_code": "H26.27-241105-0012",
        "ordinal": 1,
        "title": "Quyết định <cấp> & giấy",
        "document_type": "quyet_dinh",
        "number": "123/QĐ-UBND",
        "issued_date": date(2024, 11, 5),
        "issuer": "UBND phường Hàng Bạc",
        "rules_edition": "2025-07",
        "operator": None,
        "created_at": WHEN,
        "development": True,
    }
    return FileDescription(**(values | changes))  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype("FreeSerif.ttf", 36)


def drawn_page(
    kind: str = "jpeg",
    *,
    width: int = 1240,
    height: int = 1754,
    dpi: float = 150.0,
    rotation: int = 0,
    skew: float = 0.0,
    lines: int = 20,
    seed: int = 1,
) -> PageContent:
    """A page of random words; `width` and `height` are the scan's, which is turned and skewed as
    asked."""
    geometry = PageGeometry(width, height, dpi, rotation, skew)
    across, down = geometry.upright_size
    picture = Image.new("RGB", (across, down), "white")
    ocr = OcrPage(
        tuple(_draw_lines(ImageDraw.Draw(picture), across, down, lines, seed)),
        geometry,
        "drawn",
    )
    scan = picture.rotate(
        skew, resample=Image.Resampling.BICUBIC, fillcolor="white"
    ).rotate(rotation, expand=True)
    return PageContent(encoded(scan, kind), geometry, ocr)


def _draw_lines(
    draw: ImageDraw.ImageDraw, across: int, down: int, count: int, seed: int
) -> list[OcrLine]:
    rnd, found = random.Random(seed), []
    for number in range(count):
        x, y = 120.0, 130.0 + 58 * number
        words: list[OcrWord] = []
        for _ in range(rnd.randint(1, 12)):
            text = rnd.choice(WORDS)
            box = draw.textbbox((x, y), text, font=_font())
            if box[2] > across - 100 or box[3] > down - 100:
                break
            draw.text((x, y), text, font=_font(), fill="black")
            words.append(
                OcrWord(text, BoundingBox(*map(float, box)), round(rnd.random(), 3))
            )
            x = box[2] + rnd.choice((9, 12, 60))
        if words:
            whole = words[0].box
            for word in words:
                whole = whole.union(word.box)
            found.append(OcrLine(tuple(words), whole, number // 5))
    return found


def blank_page(kind: str = "grey") -> PageContent:
    """An empty sheet without words."""
    geometry = PageGeometry(400, 566, 50.0)
    return PageContent(
        encoded(Image.new("RGB", (400, 566), "white"), kind),
        geometry,
        OcrPage((), geometry, "drawn"),
    )


def encoded(picture: Image.Image, kind: str) -> EncodedImage:
    """The picture as a PDF stream: jpeg, grey, jpx, ccitt, inverted, indexed or flate."""
    w, h = picture.size
    if kind in {"jpeg", "grey"}:
        target, file = picture.convert("RGB" if kind == "jpeg" else "L"), io.BytesIO()
        target.save(file, "JPEG", quality=60)
        return EncodedImage(
            file.getvalue(),
            "DCTDecode",
            w,
            h,
            8,
            "DeviceRGB" if kind == "jpeg" else "DeviceGray",
            True,
        )
    if kind == "jpx":
        file = io.BytesIO()
        picture.convert("RGB").save(
            file, "JPEG2000", quality_mode="rates", quality_layers=[20]
        )
        return EncodedImage(file.getvalue(), "JPXDecode", w, h, 8, "DeviceRGB", True)
    if kind in {"ccitt", "inverted"}:
        return _ccitt(picture, inverted=kind == "inverted")
    if kind == "indexed":
        few = picture.quantize(16)
        palette = bytes((few.getpalette() or [])[:48])
        data = few.tobytes()
        return EncodedImage(
            zlib.compress(data),
            "FlateDecode",
            w,
            h,
            8,
            "Indexed",
            False,
            palette=palette + bytes(48 - len(palette)),
        )
    return EncodedImage(
        zlib.compress(picture.tobytes()), "FlateDecode", w, h, 8, "DeviceRGB", False
    )


def _ccitt(picture: Image.Image, *, inverted: bool) -> EncodedImage:
    w, h = picture.size
    file = io.BytesIO()
    bitmap = (
        picture.convert("L")
        .point(lambda value: 255 * ((value > 128) != inverted))
        .convert("1")
    )
    bitmap.save(file, "TIFF", compression="group4", tiffinfo={278: h})
    with Image.open(io.BytesIO(file.getvalue())) as tiff:
        offset, size = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
        black_is_one = tiff.tag_v2[262] == 1
    parms = {"K": -1, "Columns": w, "Rows": h, "BlackIs1": black_is_one}
    data = file.getvalue()[offset : offset + size]
    return EncodedImage(
        data, "CCITTFaxDecode", w, h, 1, "DeviceGray", True, parms, inverted=inverted
    )
