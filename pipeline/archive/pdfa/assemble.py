"""One archival file (PDF/A) from image streams and text, by pikepdf.

Image streams go in as they are: turning and levelling is the page's matrix, never a new picture.
The same input gives the same bytes; times come with the description.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import ImageCms

from pipeline.archive.pdfa.layout import image_matrix, page_matrix, page_size
from pipeline.archive.pdfa.mark import MARK_FONT, ConversionText, conversion_text
from pipeline.archive.pdfa.spool import ImageSpool
from pipeline.archive.pdfa.text_layer import (
    NO_TEXT,
    Heights,
    InvisibleFonts,
    font_name,
    number,
    text_layer,
)
from pipeline.archive.pdfa.xmp import software, title_of, xmp_packet
from pipeline.common.rules import load_rules
from pipeline.common.steady import steady_file
from pipeline.errors import InputError
from schemas.archive import ArchivalPdf, FileDescription, PageContent
from schemas.geometry import Affine
from schemas.imaging import KeptPage


def write_archival_pdf(
    pages: Iterable[PageContent], description: FileDescription, out: Path
) -> ArchivalPdf:
    """Write and sync one PDF/A file of the kind that its rules edition names.

    Args:
        pages: consumed one at a time; at most about 16 MB of image data stay in memory.
        description: what the XMP says; with an operator, page 1 carries the mark of conversion in
            letters.
        out: overwritten; putting a finished file into place is the caller's part.

    Raises:
        InputError: `no_pages`.
        MissingToolError: `no_stamp_font`, only where there is an operator.
    """
    rules = load_rules(description.rules_edition)
    part, conformance = rules.file.pdfa
    mark = conversion_text(rules.conversion_mark, description)
    sheets: list[_Sheet] = []
    with ImageSpool(out.parent) as spool:
        for page in pages:
            sheets.append(_sheet(page, spool.add(page.image), None if sheets else mark))
        if not sheets:
            raise InputError(
                "no_pages", "the document has no pages", item=description.dossier_code
            )
        with spool.open() as book:
            _bind(book, sheets, mark)
            _describe(book, description, part, conformance)
            _save(book, out)
    return ArchivalPdf(
        str(out),
        part + conformance.lower(),
        len(sheets),
        tuple(sheet.image_sha256 for sheet in sheets),
        tuple(sheet.image_sha256 is None or bool(sheet.heights) for sheet in sheets),
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is kept of a page until the file is bound: all but its picture or its own content.

    `parts`: content, compressed; what a kept page brings stands between the two of it. `heights`,
    `codes`: those of the hidden words.
    """

    drawn_number: int
    image_sha256: str | None
    parts: tuple[bytes, ...]
    box: tuple[float, ...]
    heights: frozenset[Heights]
    codes: frozenset[int]


def _sheet(page: PageContent, drawn_number: int, mark: ConversionText | None) -> _Sheet:
    text, digest = NO_TEXT, None
    parts: tuple[bytes, ...]
    place = None if mark is None else mark.find_place(page)
    marked = b"" if mark is None or place is None else b"\n" + mark.operators(place)
    if isinstance(page.image, KeptPage):
        placed = _place(page_matrix(page.image, page.geometry))
        parts = placed + b"\n", b"\nQ" + marked
    else:
        text = text_layer(page.ocr)
        placed = _place(image_matrix(page.geometry))
        digest = hashlib.sha256(page.image.data).hexdigest()
        parts = (placed + b" /Im Do Q\n" + text.operators + marked,)
    packed = tuple(zlib.compress(part, 9) for part in parts)
    box = 0.0, -place.strip if place else 0.0, *page_size(page.geometry)
    return _Sheet(drawn_number, digest, packed, box, text.heights, text.codes)


def _place(matrix: Affine) -> bytes:
    entries = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
    return f"q {' '.join(map(number, entries))} cm".encode()


def _bind(book: Pdf, sheets: list[_Sheet], mark: ConversionText | None) -> None:
    """Give the book its pages; the mark's font only to the first."""
    hidden = InvisibleFonts(book, {code for sheet in sheets for code in sheet.codes})
    for index, sheet in enumerate(sheets):
        page = Dictionary(Type=Name.Page, MediaBox=[*map(_short, sheet.box)])
        drawn = book.get_object(sheet.drawn_number, 0)
        parts = [
            book.make_stream(part, Filter=Name.FlateDecode) for part in sheet.parts
        ]
        if isinstance(drawn, pikepdf.Stream):
            fonts = Dictionary(
                {
                    f"/{font_name(one)}": hidden.find(one)
                    for one in sorted(sheet.heights)
                }
            )
            page.Resources = Dictionary(XObject=Dictionary(Im=drawn), Font=fonts)
            (page.Contents,) = parts
        else:
            _fill_in(page, drawn, parts)
        if index == 0 and mark is not None:
            page.Resources.Font[MARK_FONT] = mark.font_object(book)
        book.pages.append(pikepdf.Page(page))


def _fill_in(
    page: Dictionary, kept: pikepdf.Object, around: list[pikepdf.Stream]
) -> None:
    """A kept page's own content between what places it and what comes behind it."""
    before, behind = around
    page.Contents = Array([before, kept.Contents, behind])
    named = dict(kept.Resources.items())
    fonts = named.get("/Font", Dictionary())
    own_fonts = Dictionary(dict(fonts.items()))
    page.Resources = Dictionary({**named, "/Font": own_fonts})
    if "/Group" in kept:
        page.Group = kept.Group


def _short(value: float) -> pikepdf.Object:
    return pikepdf.Object.parse(number(round(value, 3)).encode())


def _describe(
    book: Pdf, description: FileDescription, part: str, conformance: str
) -> None:
    packet = xmp_packet(description, part, conformance)
    book.Root.Metadata = book.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
    book.Root.OutputIntents = Array([_srgb_intent(book)])
    book.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))  # 1, 2, …
    book.Root.Lang = pikepdf.String("vi")
    book.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    when = description.created_at
    offset = when.strftime("%z") or "+0000"
    stamp = f"D:{when:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"
    facts = {
        "Title": title_of(description),
        "Creator": software(),
        "Producer": software(),
        "CreationDate": stamp,
        "ModDate": stamp,
    }
    info = {f"/{name}": pikepdf.String(text) for name, text in facts.items()}
    book.trailer.Info = book.make_indirect(Dictionary(info))


def _srgb_intent(book: Pdf) -> Dictionary:
    """That all colours are sRGB."""
    packed = zlib.compress(_srgb_profile(), 9)
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=b"sRGB",
        RegistryName=b"http://www.color.org",
        Info=b"sRGB IEC61966-2.1",
        DestOutputProfile=book.make_stream(packed, Filter=Name.FlateDecode, N=3),
    )


@lru_cache(maxsize=1)
def _srgb_profile() -> bytes:
    """LittleCMS's sRGB profile with a fixed date, marked as ICC 4.2 (the newest that PDF 1.7
    names)."""
    profile = bytearray(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    profile[8:12] = b"\x04\x20\0\0"
    profile[24:36] = b"\x07\xd0\0\1\0\1" + b"\0" * 6
    return bytes(profile)


def _save(book: Pdf, out: Path) -> None:
    with steady_file(out) as file:
        book.save(
            file,
            min_version="1.7",
            compress_streams=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
