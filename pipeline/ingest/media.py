"""The type of a file, told by its first bytes and never by its name."""

from __future__ import annotations

import struct

from schemas.source import MediaType

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
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}


def sniff(head: bytes) -> MediaType | None:
    """The type that the first bytes show, None where it is none of the accepted ones.

    Args:
        head: the beginning of the file; 1,024 bytes are enough. `%PDF-` may stand anywhere in them, as readers allow.
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if head[:2] == b"BM" and len(head) >= 18 and struct.unpack_from("<I", head, 14)[0] in _BMP_HEADERS:
        return MediaType.BMP
    if b"%PDF-" in head[:HEAD_BYTES]:
        return MediaType.PDF
    return None
