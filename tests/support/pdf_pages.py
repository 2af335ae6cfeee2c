"""PDF files of one page, made of pictures and content as office machines, telephones and printers
write them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageDraw, ImageFont


def scan(mode: str = "L", size: tuple[int, int] = (1240, 1754)) -> Image.Image:
    """A page with lines of ink and a red ring; A4 at 150 dpi."""
    image = Image.new(
        "RGB", size, (250, 248, 240) if mode == "RGB" else (255, 255, 255)
    )
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size[0] // 40)
    for line, top in enumerate(
        range(size[1] // 12, size[1] - size[1] // 12, size[1] // 24)
    ):
        draw.text(
            (size[0] // 10, top),
            f"Dong thu {line} cua to giay mau so {line * 37}",
            fill=(20, 20, 60),
            font=font,
        )
    if mode == "RGB":
        draw.ellipse(
            (size[0] // 2, size[1] // 2, size[0] * 3 // 4, size[1] * 2 // 3),
            outline=(200, 20, 30),
            width=9,
        )
    if mode == "1":
        return image.convert("L").point(lambda value: 255 * (value > 128)).convert("1")
    return image.convert(mode)


def jpeg(image: Image.Image, **options: Any) -> bytes:
    """The picture as JPEG, with the tables that libjpeg names standard."""
    file = io.BytesIO()
    image.save(file, "JPEG", **{"quality": 80, **options})
    return file.getvalue()


def fax(image: Image.Image) -> bytes:
    """A bilevel picture as CCITT T.6; white is 1 when decoded with BlackIs1 false."""
    file = io.BytesIO()
    turned = image.point(lambda value: 255 - value)
    turned.save(file, "TIFF", compression="group4", tiffinfo={278: image.height})
    with Image.open(io.BytesIO(file.getvalue())) as tiff:
        (at,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]
    return file.getvalue()[at : at + length]


def picture(
    pdf: pikepdf.Pdf, image: Image.Image, data: bytes | None = None, **entries: Any
) -> pikepdf.Stream:
    """An image XObject: JPEG, or T.6 for bilevel ones. Entries of None are left out."""
    bilevel = image.mode == "1"
    parms = Dictionary(K=-1, Columns=image.width, Rows=image.height, BlackIs1=False)
    stream = pdf.make_stream(data or (fax(image) if bilevel else jpeg(image)))
    known = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": image.width,
        "Height": image.height,
        "BitsPerComponent": 1 if bilevel else 8,
        "ColorSpace": Name.DeviceRGB if image.mode == "RGB" else Name.DeviceGray,
        "Filter": Name.CCITTFaxDecode if bilevel else Name.DCTDecode,
        "DecodeParms": parms if bilevel else None,
        **entries,
    }
    stream.stream_dict = Dictionary(
        {f"/{key}": value for key, value in known.items() if value is not None}
    )
    return stream


class OnePage:
    """A PDF of one page that is being made: `size` in points."""

    def __init__(self, size: tuple[float, float] = (595.2, 841.92)) -> None:
        self.pdf = pikepdf.new()
        self.pdf.add_blank_page(page_size=size)
        self.page = self.pdf.pages[0]
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
        self.page.obj.Resources = Dictionary(
            XObject=Dictionary(), Font=Dictionary(F=self.pdf.make_indirect(font))
        )
        self.content: list[bytes] = []

    def draw(
        self, image: pikepdf.Stream, matrix: tuple[float, ...], before: str = ""
    ) -> None:
        """Draw a picture by a matrix, with other operators before it."""
        name = f"/I{len(self.page.obj.Resources.XObject)}"
        self.page.obj.Resources.XObject[name] = image
        numbers = " ".join(f"{value:.4f}" for value in matrix)
        self.content.append(f"q {before} {numbers} cm {name} Do Q".encode())

    def strips(
        self,
        image: Image.Image,
        heights: list[int],
        points_a_pixel: float,
        **entries: Any,
    ) -> None:
        """Draw the picture in strips from the top, as its makers cut it."""
        top = 0
        for height in heights:
            part = image.crop((0, top, image.width, top + height))
            low = (image.height - top - height) * points_a_pixel
            place = (
                image.width * points_a_pixel,
                0,
                0,
                height * points_a_pixel,
                0,
                low,
            )
            self.draw(picture(self.pdf, part, **entries), place)
            top += height

    def write(self, content: str) -> None:
        """Other operators."""
        self.content.append(content.encode("latin-1"))

    def save(self, path: Path) -> Path:
        """Write the file."""
        self.page.obj.Contents = self.pdf.make_stream(b"\n".join(self.content))
        self.pdf.save(path)
        return path
