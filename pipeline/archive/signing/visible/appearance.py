"""The appearance of a visible signature as pyHanko wants it, with its own embedded font."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

from pyhanko.pdf_utils import content, generic

from pipeline.archive.pdfa.text_layer import number
from pipeline.archive.signing.visible.stamp import LEADING, Seal, StampLayout


class StampContent(content.PdfContent):
    """Draws a `StampLayout` into its box, scaled down where the box is smaller; its font is
    embedded."""

    def __init__(self, layout: StampLayout, size: tuple[float, float]) -> None:
        """`size`: (width, height) of the box in points."""
        super().__init__()
        self._layout = layout
        self._size = size

    def render(self) -> bytes:
        """The appearance's operators; registers font and picture with the writer."""
        layout, (width, height) = self._layout, self._layout.size_pt
        scale = min(1.0, self._size[0] / width, self._size[1] / height)
        shrunk, up = number(scale), number(self._size[1] - height * scale)
        parts = [f"q {shrunk} 0 0 {shrunk} 0 {up} cm"]
        kind = content.ResourceType.FONT
        self.set_resource(kind, generic.NameObject("/FS"), self._font())
        left = 0.0
        if layout.seal is not None:
            parts.append(self._draw_seal(layout.seal, height))
            left = layout.seal.width + layout.size / 2
        parts += self._draw_lines(left, height - layout.size * 0.95)
        return "\n".join([*parts, "ET Q"]).encode("ascii")

    def _draw_lines(self, left: float, base: float) -> Iterator[str]:
        """The operators that write the lines, but for their end."""
        layout = self._layout
        size, leading = number(layout.size), number(layout.size * LEADING)
        yield f"BT 0 g /FS {size} Tf {leading} TL"
        yield f"{number(left)} {number(base)} Td"
        for line in layout.lines:
            yield f"{layout.font.encode(line).decode()} Tj T*"

    def _draw_seal(self, seal: Seal, height: float) -> str:
        """The operators that draw the seal at the upper left; it is registered with the writer."""
        kind = content.ResourceType.XOBJECT
        self.set_resource(kind, generic.NameObject("/Seal"), self._seal(seal))
        across, down = number(seal.width), number(seal.height)
        return f"q {across} 0 0 {down} 0 {number(height - seal.height)} cm /Seal Do Q"

    def _stream(self, data: bytes, **entries: object) -> generic.IndirectObject:
        dictionary = _dictionary({**entries, "Filter": "/FlateDecode"})
        return self._add(
            generic.StreamObject(dictionary, encoded_data=zlib.compress(data, 9))
        )

    def _add(self, thing: generic.PdfObject) -> generic.IndirectObject:
        return self._ensure_writer.add_object(thing)

    def _seal(self, seal: Seal) -> generic.IndirectObject:
        return self._stream(
            seal.pixels,
            Type="/XObject",
            Subtype="/Image",
            ColorSpace="/DeviceRGB",
            Width=seal.width_px,
            Height=seal.height_px,
            BitsPerComponent=8,
        )

    def _font(self) -> generic.IndirectObject:
        font = self._layout.font
        name = "/SOHOAS+" + font.name
        descriptor = {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": 4,
            "FontBBox": font.box,
            "ItalicAngle": 0,
            "StemV": 80,
            "Ascent": font.ascent,
            "Descent": font.descent,
            "CapHeight": font.ascent,
            "FontFile2": self._stream(font.program, Length1=len(font.program)),
        }
        descendant = {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": name,
            "CIDToGIDMap": "/Identity",
            "CIDSystemInfo": {
                "Registry": b"Adobe",
                "Ordering": b"Identity",
                "Supplement": 0,
            },
            "FontDescriptor": self._add(_object(descriptor)),
            "DW": 0,
            "W": [0, font.widths],
        }
        whole = {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": [self._add(_object(descendant))],
            "ToUnicode": self._stream(font.to_unicode()),
        }
        return self._add(_object(whole))


def _object(value: object) -> generic.PdfObject:
    """A plain value as a PDF object: str with slash a name, bytes a string."""
    match value:
        case generic.PdfObject():
            return value
        case dict():
            return _dictionary(value)
        case list() | tuple():
            return generic.ArrayObject([_object(one) for one in value])
        case str():
            return generic.NameObject(value)
        case bytes():
            return generic.pdf_string(value.decode("ascii"))
        case int():
            return generic.NumberObject(value)
        case _:
            raise TypeError(f"nothing of PDF: {type(value).__name__}")


def _dictionary(entries: Mapping[str, object]) -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {generic.NameObject(f"/{key}"): _object(one) for key, one in entries.items()}
    )
