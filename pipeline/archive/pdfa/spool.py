"""Image streams and kept pages on their way into a file, held out of memory.

pikepdf holds every new stream, and every page of another file, in memory until it saves. Streams of
the file that it has open it reads only when they are wanted: so images go first into a temporary
PDF without pages, which is opened and gets its pages then.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

import pikepdf

from pipeline.archive.pdfa.kept_objects import KeptObjects
from schemas.imaging import EncodedImage, KeptPage

_IN_MEMORY = 16 * 1024 * 1024
_CHANNELS = {"DeviceGray": 1, "DeviceRGB": 3, "Indexed": 1}


class ImageSpool:
    """A temporary PDF of image objects; a context manager."""

    def __init__(self, folder: Path) -> None:
        """`folder`: where the unnamed file lies once it has outgrown memory (16 MB)."""
        # Closed by __exit__.
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            _IN_MEMORY, "w+b", dir=str(folder)
        )
        self._offsets: list[int] = []
        self._pages = KeptObjects(self._object)
        self._file.write(b"%PDF-1.7\n")
        self._object(b"<< /Type /Catalog /Pages 2 0 R >>")
        self._object(b"<< /Type /Pages /Kids [] /Count 0 >>")

    def __enter__(self) -> ImageSpool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, content: EncodedImage | KeptPage) -> int:
        """Append an image, its stream unchanged, or what a kept page is made of; returns its object
        number in the opened PDF."""
        if isinstance(content, KeptPage):
            return self._pages.add(content)
        return self._add_image(content)

    def _add_image(self, image: EncodedImage) -> int:
        parms = " ".join(
            f"/{key} {_plain(value)}"
            for key, value in sorted(image.decode_parms.items())
        )
        if image.jbig2_globals is not None:
            length = f"<< /Length {len(image.jbig2_globals)} >>".encode()
            parms += f" /JBIG2Globals {self._object(length, image.jbig2_globals)} 0 R"
        entries = [
            f"/Type /XObject /Subtype /Image /Width {image.width} /Height {image.height}",
            f"/BitsPerComponent {image.bits} /ColorSpace {_colour_space(image)}",
            f"/Filter /{image.filter} /Length {len(image.data)}",
            f"/DecodeParms << {parms} >>" if parms else "",
            f"/Decode [{_inverse(image)}]" if image.inverted else "",
        ]
        return self._object(f"<< {' '.join(entries)} >>".encode("ascii"), image.data)

    def open(self) -> pikepdf.Pdf:
        """The PDF, without pages; its streams are read from the spool as long as that is open."""
        start = self._file.tell()
        count = len(self._offsets) + 1
        table = "".join(f"{offset:010d} 00000 n \n" for offset in self._offsets)
        trailer = (
            f"trailer\n<< /Root 1 0 R /Size {count} >>\nstartxref\n{start}\n%%EOF\n"
        )
        self._file.write(
            f"xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")
        )
        self._file.seek(0)
        return pikepdf.Pdf.open(
            cast(BinaryIO, self._file), access_mode=pikepdf.AccessMode.stream
        )

    def _object(self, dictionary: bytes, stream: bytes | None = None) -> int:
        self._offsets.append(self._file.tell())
        number = len(self._offsets)
        self._file.write(b"%d 0 obj\n%s\n" % (number, dictionary))
        if stream is not None:
            self._file.write(b"stream\n")
            self._file.write(stream)
            self._file.write(b"\nendstream\n")
        self._file.write(b"endobj\n")
        return number


def _plain(value: object) -> str:
    """A number or a boolean in PDF's spelling."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _colour_space(image: EncodedImage) -> str:
    if image.colorspace != "Indexed":
        return f"/{image.colorspace}"
    palette = image.palette or b""
    return f"[/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>]"


def _inverse(image: EncodedImage) -> str:
    top = (1 << image.bits) - 1 if image.colorspace == "Indexed" else 1
    return " ".join([f"{top} 0"] * _CHANNELS[image.colorspace])
