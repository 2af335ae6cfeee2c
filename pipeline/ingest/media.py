"""The type of a file, told by its first bytes and never by its name."""

from __future__ import annotations

import struct

from schemas.received.source import MediaType

HEAD_BYTES = 1024
_MAGIC: tuple[tuple[bytes, MediaType], ...] = (
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"II*\0", MediaType.TIFF),
    (b"MM\0*", MediaType.TIFF),
    (b"II+\0", MediaType.TIFF),  # BigTIFF
    (b"MM\0+", MediaType.TIFF),
    (b"\0\0\0\x0cjP  \r\n\x87\n", MediaType.JP2),
    (b"\xff\x4f\xff\x51", MediaType.JP2),  # a bare code stream
)
# Pictures that are not accepted, beside those of the ISO base media format (HEIF's family).
_OTHER_PICTURES = (
    b"GIF87a",
    b"GIF89a",
    b"8BPS",
    b"\xff\x0a",
    b"\0\0\0\x0cJXL \r\n\x87\n",
    b"II\xbc",
    b"BM",
    b"qoif",
    b"IIRO",
    b"IIRS",
    b"MMOR",
    b"IIU\0",
    b"FUJIFILMCCD-RAW",
    b"P1\n",
    b"P2\n",
    b"P3\n",
    b"P4\n",
    b"P5\n",
    b"P6\n",
)
# They may hold several papers; the first PDF in one must not stand for all.
_CONTAINERS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis"}
_AVIF_BRANDS = {b"avif"}
# Any picture, moving ones and raw ones of cameras too.
_PICTURE_BRANDS = {
    *_HEIC_BRANDS,
    *_AVIF_BRANDS,
    b"mif1",
    b"mif2",
    b"msf1",
    b"hevc",
    b"hevx",
    b"hevm",
    b"hevs",
    b"avis",
    b"jxl ",
    b"crx ",
}
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}


def sniff(head: bytes) -> MediaType | None:
    """The type that the first bytes show, None where it is none of the accepted ones.

    Args:
        head: the beginning of the file; 1,024 bytes are enough. `%PDF-` may stand anywhere in them,
            as readers allow, but not in a container.
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if (
        head[:2] == b"BM"
        and len(head) >= 18
        and struct.unpack_from("<I", head, 14)[0] in _BMP_HEADERS
    ):
        return MediaType.BMP
    brand, others = _brands(head)
    if brand in _HEIC_BRANDS or (brand == b"mif1" and others & _HEIC_BRANDS):
        return MediaType.HEIC
    if brand in _AVIF_BRANDS or (brand == b"mif1" and others & _AVIF_BRANDS):
        return MediaType.AVIF
    if not head.startswith(_CONTAINERS) and b"%PDF-" in head[:HEAD_BYTES]:
        return MediaType.PDF
    return None


def is_other_picture(head: bytes) -> bool:
    """Whether the first bytes are those of a picture of a type that is not accepted."""
    brand, others = _brands(head)
    return head.startswith(_OTHER_PICTURES) or bool({brand, *others} & _PICTURE_BRANDS)


def _brands(head: bytes) -> tuple[bytes, set[bytes]]:
    """Major and compatible brands of a file in the ISO base media format (ISO/IEC 14496-12,
    4.3)."""
    if head[4:8] != b"ftyp":
        return b"", set()
    end = min(struct.unpack_from(">I", head)[0], len(head))
    return head[8:12], {head[at : at + 4] for at in range(16, end - 3, 4)}
