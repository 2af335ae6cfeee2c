"""Separator sheets to print: one A4 page a code, with a large QR, a small one in reserve, and the
code in letters."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pikepdf
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from pipeline.errors import MissingToolError
from pipeline.ingest.pictures.fax_stream import fax_stream
from pipeline.ingest.pictures.raster import g4_encode
from schemas.received.codes import SeparatorCode, format_separator
from schemas.received.naming import normal_code

_DPI = 300
_WIDTH, _HEIGHT = 2480, 3508  # A4
_LARGE, _SMALL = 1300, 520
_TITLE = "TỜ PHÂN CÁCH"
_NOTE = "không phải trang hồ sơ"
_FONTS = (
    "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf",
    "/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyretermes-bold.otf",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/tex-gyre/texgyretermes-bold.otf",
)


def make_separators(codes: Sequence[SeparatorCode], mark: str) -> bytes:
    """A printable PDF, one A4 page for each code in order.

    Raises:
        ValueError: a dossier code that is not allowed, or a text with the dividing `|` in it.
        MissingToolError: no font with Vietnamese letters is installed.
    """
    with pikepdf.new() as pdf:
        for code in codes:
            _add_page(pdf, g4_encode(np.asarray(_sheet(code, mark))))
        file = io.BytesIO()
        pdf.save(file, deterministic_id=True)
    return file.getvalue()


def _sheet(code: SeparatorCode, mark: str) -> Image.Image:
    if "|" in code.dossier_code + (code.procedure_code or "") + mark:
        raise ValueError("'|' divides the parts of a separator")
    normal_code(code.dossier_code)
    sheet = Image.new("1", (_WIDTH, _HEIGHT), 1)
    draw = ImageDraw.Draw(sheet)
    _write_centred(draw, 200, _TITLE, 150)
    _write_centred(draw, 400, f"– {_NOTE} –", 80)
    text = format_separator(code, mark)
    top = _paste_qr(sheet, text, 560, _LARGE) + 60
    _write_centred(draw, top, code.dossier_code, 130)
    lines = [f"Thủ tục: {code.procedure_code}"] if code.procedure_code else []
    lines += [f"Giấy tờ số: {code.document_number}"] if code.document_number else []
    for number, line in enumerate(lines):
        _write_centred(draw, top + 190 + 120 * number, line, 90)
    _paste_qr(sheet, text, _HEIGHT - _SMALL - 200, _SMALL)
    return sheet


def _paste_qr(sheet: Image.Image, text: str, top: int, room: int) -> int:
    """Draw the QR in the middle, as large as `room` allows in whole modules; the y below it."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="H")
    modules = np.asarray(zxingcpp.write_barcode_to_image(code, scale=1)).reshape(-1)
    side = round(len(modules) ** 0.5)
    scale = max(room // side, 1)
    picture = np.kron(modules.reshape(side, side), np.ones((scale, scale), np.uint8))
    sheet.paste(Image.fromarray(picture > 127), ((_WIDTH - side * scale) // 2, top))
    return top + side * scale


def _write_centred(draw: ImageDraw.ImageDraw, top: int, text: str, size: int) -> None:
    """Write a line in the middle of the sheet, smaller where it would be too wide."""
    font = _font(size)
    while draw.textlength(text, font=font) > _WIDTH - 300 and size > 30:
        size -= 10
        font = _font(size)
    draw.text((_WIDTH / 2, top), text, font=font, fill=0, anchor="mt")


def _font(size: int) -> ImageFont.FreeTypeFont:
    for path in _FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size)
    raise MissingToolError(
        "missing_font",
        "no font with Vietnamese letters is installed",
        remedy="apt-get install fonts-noto-core",
    )


def _add_page(pdf: pikepdf.Pdf, fax: bytes) -> None:
    image = fax_stream(pdf, fax, (_WIDTH, _HEIGHT), {"K": -1})
    size = _WIDTH * 72 / _DPI, _HEIGHT * 72 / _DPI
    page = pdf.add_blank_page(page_size=size)
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    page.obj.Contents = pdf.make_stream(
        f"q {size[0]} 0 0 {size[1]} 0 0 cm /Im Do Q".encode()
    )
