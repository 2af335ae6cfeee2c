"""What is no paper at all, or half of one: other types, cut and damaged files, bombs, polyglots."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf

from tests.faults.inputs.made import (
    JPEG,
    PICTURE,
    cut,
    flipped,
    picture,
    png_chunk,
    scan,
    tiff,
)

Inputs = dict[str, dict[str, bytes]]
_PDF, _PNG, _TIFF = scan(), picture("PNG"), tiff()
_FORMATS = {
    "PDF": _PDF,
    "JPEG": JPEG,
    "PNG": _PNG,
    "TIFF": _TIFF,
    "WebP": picture("WEBP", "RGB", lossless=True),
    "BMP": picture("BMP"),
    "JPEG 2000": picture("JPEG2000"),
}


def zipped(*names: str, content: bytes = b"x") -> bytes:
    """A ZIP file with these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, content)
    return out.getvalue()


def _png(width: int, height: int, data: bytes = b"\0" * 1000) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = png_chunk(b"IHDR", head) + png_chunk(b"IDAT", zlib.compress(data))
    return b"\x89PNG\r\n\x1a\n" + body + png_chunk(b"IEND", b"")


def _jpeg_of(width: int, height: int) -> bytes:
    at = JPEG.index(b"\xff\xc0")
    return JPEG[: at + 5] + struct.pack(">HH", height, width) + JPEG[at + 9 :]


def _bmp_of(width: int, height: int) -> bytes:
    data = _FORMATS["BMP"]
    return data[:18] + struct.pack("<ii", width, height) + data[26:]


def _locked(**options: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(_PDF)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(**options))  # type: ignore[arg-type]
    return out.getvalue()


def _gif(frames: int) -> bytes:
    out = io.BytesIO()
    more = [PICTURE.rotate(n) for n in range(1, frames)]
    PICTURE.save(out, "GIF", save_all=True, append_images=more)
    return out.getvalue()


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
INPUTS: Inputs = {
    "nothing": {
        "no byte": b"",
        "one zero": b"\0",
        "a page of zeros": bytes(4096),
        "line ends": b"\r\n" * 500,
    },
    "text under a paper's name": {
        "UTF-8": "Đây là văn bản\n".encode() * 50,
        "UTF-16": "Đây là văn bản\n".encode("utf-16") * 50,
        "CSV": b"a;b\n1;2\n",
        "JSON": b'{"a": [1, 2]}',
        "base64 of a PDF": b"JVBERi0xLjcKJeLjz9MK" * 20,
    },
    "office files": {
        "docx": zipped("[Content_Types].xml", "word/document.xml"),
        "xlsx": zipped("[Content_Types].xml", "xl/workbook.xml"),
        "odt": zipped("mimetype", "content.xml"),
        "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "rtf": b"{\\rtf1\\ansi xin chao}",
    },
    "packed files": {
        "zip": zipped("a.pdf", content=_PDF),
        "zip that climbs": zipped("../../etc/passwd", "/etc/passwd"),
        "gzip": b"\x1f\x8b\x08" + bytes(200),
        "7z": b"7z\xbc\xaf\x27\x1c" + bytes(200),
        "rar": b"Rar!\x1a\x07\x01\x00" + bytes(200),
    },
    "programs": {
        "ELF": b"\x7fELF\x02\x01\x01" + bytes(400),
        "PE": b"MZ" + bytes(400),
        "script": b"#!/bin/sh\nrm -rf /\n",
        "class": b"\xca\xfe\xba\xbe" + bytes(400),
    },
    "web pages": {
        "HTML": b"<!doctype html><script>alert(1)</script>",
        "SVG with a program": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        "XML that explodes": f'<!DOCTYPE a [<!ENTITY a0 "x">{_LAUGHS}]><a>&a8;</a>'.encode(),
        "XML that reads files": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    },
    "sound and film": {
        "mp4": b"\0\0\0\x18ftypmp42" + bytes(400),
        "wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(400),
        "avi": b"RIFF\x24\0\0\0AVI LIST" + bytes(400),
    },
    "moving pictures": {
        "GIF of a picture": _gif(1),
        "GIF of three": _gif(3),
        "WebP of two": picture(
            "WEBP",
            "RGB",
            save_all=True,
            append_images=[PICTURE.rotate(9).convert("RGB")],
        ),
        "PNG of two": picture("PNG", save_all=True, append_images=[PICTURE.rotate(9)]),
    },
    **{
        f"{name}, cut": {
            "its mark alone": data[:12],
            "a tenth": cut(data, 0.1),
            "a half": cut(data, 0.5),
            "nine tenths": cut(data, 0.9),
        }
        for name, data in _FORMATS.items()
    },
    "first bytes damaged": {
        name: flipped(data, 0, 1) for name, data in _FORMATS.items()
    },
    "bytes damaged in the middle": {
        name: flipped(data, *range(len(data) // 2, len(data) // 2 + 64))
        for name, data in _FORMATS.items()
    },
    "locked PDF": {
        "by RC4 of 40 bits": _locked(
            user="u", owner="o", R=2, aes=False, metadata=False
        ),
        "by RC4 of 128 bits": _locked(
            user="u", owner="o", R=3, aes=False, metadata=False
        ),
        "by AES of 128 bits": _locked(user="u", owner="o", R=4),
        "by AES of 256 bits": _locked(user="u", owner="o", R=6),
        "that only restricts": _locked(user="", owner="o", R=6),
    },
    "bombs": {
        "PNG": _png(60_000, 60_000),
        "JPEG": _jpeg_of(60_000, 60_000),
        "BMP": _bmp_of(60_000, 60_000),
        "picture in a PDF": scan(Width=60_000, Height=60_000),
        "content of a PDF": scan(
            lambda pdf: pdf.pages[0].obj.__setitem__(
                "/Contents", pdf.make_stream(b"q Q " * 30_000_000)
            )
        ),
    },
    "pictures of no size": {
        "PNG of one pixel": _png(1, 1),
        "PNG of none": _png(0, 0),
        "JPEG without height": _jpeg_of(700, 0),
        "BMP of one pixel": _bmp_of(1, 1),
        "BMP turned over": _bmp_of(PICTURE.width, -PICTURE.height),
        "a strip": _png(700, 3, b"\0" * (3 * 2101)),
    },
    "two files in one": {
        "PDF and ZIP": _PDF + zipped("a.txt"),
        "JPEG and ZIP": JPEG + zipped("a.txt"),
        "PNG and PDF": _PNG + _PDF,
        "web page and PDF": b"<html><script>alert(1)</script>\n" + _PDF,
        "program and PDF": b"#!/bin/sh\nexit\n" + _PDF,
    },
    "around a PDF": {
        "garbage behind": _PDF + b"\0garbage\n" * 5000,
        "zeros behind": _PDF + bytes(100_000),
        "a server's head before": b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n" + _PDF,
        "a PDF behind": _PDF + _PDF,
        "a mark far in": bytes(900) + _PDF,
    },
    "versions of PDF": {
        "1.0": _PDF.replace(_PDF[:8], b"%PDF-1.0", 1),
        "2.0": _PDF.replace(_PDF[:8], b"%PDF-2.0", 1),
        "9.9": _PDF.replace(_PDF[:8], b"%PDF-9.9", 1),
        "none": _PDF.replace(_PDF[:8], b"%PDF-x.y", 1),
    },
}
"""By kind, by name."""
