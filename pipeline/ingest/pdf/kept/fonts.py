"""Fonts of a page that is kept: embedded TrueType that says of every code what it means (ISO
19005-2, 6.2.11).

Each code that is shown is looked up: its glyph is there, is as wide as the PDF says, and has a
text.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

import pikepdf
from fontTools.ttLib import TTLibError
from pikepdf import Array, Dictionary, Name

from pipeline.ingest.pdf.kept.programs import TrueTypeProgram
from pipeline.ingest.pdf.kept.to_unicode import read_to_unicode
from pipeline.ingest.pdf.kept.why import NotKept, ask
from schemas.kept import WhyDrawn

_DESCRIBED = (
    *("/Type", "/FontName", "/Flags", "/FontBBox", "/ItalicAngle", "/Ascent"),
    *("/Descent", "/Leading", "/CapHeight", "/XHeight", "/StemV", "/StemH"),
    *("/AvgWidth", "/MaxWidth", "/MissingWidth"),
)
_SYMBOLIC, _LATIN = 4, 32
_MICROSOFT, _MICROSOFT_SYMBOLS, _MACINTOSH = (3, 1), (3, 0), (1, 0)
_SYMBOLS_FROM = 0xF000
_WIDTH_SLACK = 1.0  # in thousandths of the size
_FORBIDDEN = frozenset("\0\ufeff\ufffe")
_BROKEN = (
    *(pikepdf.PdfError, TTLibError, struct.error, AssertionError, AttributeError),
    *(ValueError, TypeError, LookupError, OverflowError),
)


class KeptFont:
    """A font on its way into another file. `copy` stands there; the codes that are shown are
    checked at the end, by `check`."""

    def __init__(self, holder: pikepdf.Pdf, source: pikepdf.Object) -> None:
        """Take a font over.

        Raises:
            NotKept: it is of a kind that is not known to fit.
        """
        self._codes: set[int] = set()
        self._glyph: Callable[[int], int]
        self._width: Callable[[int], float]
        try:
            self.copy = self._take(holder, source)
        except _BROKEN as error:
            raise NotKept(WhyDrawn.FONT) from error

    def show(self, text: bytes) -> None:
        """Codes that are shown in this font."""
        if not self._wide:
            self._codes.update(text)
            return
        ask(len(text) % 2 == 0, WhyDrawn.FONT)
        self._codes.update(struct.unpack(f">{len(text) // 2}H", text))

    def check(self) -> None:
        """Every code that is shown has a glyph, its width and its text.

        Raises:
            NotKept: one has not.
        """
        try:
            for code in self._codes:
                glyph, said = self._glyph(code), self._said.get(code, "")
                wide = self._program.width(glyph) if self._program.has(glyph) else -2.0
                fits = abs(wide - self._width(code)) <= _WIDTH_SLACK
                ask(fits and said and not _FORBIDDEN & {*said}, WhyDrawn.FONT)
        except _BROKEN as error:
            raise NotKept(WhyDrawn.FONT) from error

    def _take(self, holder: pikepdf.Pdf, source: pikepdf.Object) -> pikepdf.Object:
        self._wide = source.Subtype == Name.Type0
        said = source.ToUnicode.read_bytes()
        self._said = read_to_unicode(said)
        take = self._take_wide if self._wide else self._take_plain
        entries = {
            "/Type": Name.Font,
            "/Subtype": source.Subtype,
            "/BaseFont": _ascii(source.BaseFont),
            "/ToUnicode": _packed(holder, said),
            **take(holder, source),
        }
        return holder.make_indirect(Dictionary(entries))

    def _take_wide(
        self, holder: pikepdf.Pdf, source: pikepdf.Object
    ) -> dict[str, object]:
        """A font of two-byte codes that are numbers of glyphs, or are mapped to them."""
        (inner,) = source.DescendantFonts
        fits = source.Encoding == Name("/Identity-H")
        ask(fits and inner.Subtype == Name.CIDFontType2, WhyDrawn.FONT)
        descriptor = self._take_descriptor(holder, inner.FontDescriptor)
        self._glyph, mapping = _glyph_map(holder, inner.get("/CIDToGIDMap"))
        widths, usual = inner.get("/W", Array()), float(inner.get("/DW", 1000))
        known = _read_widths(widths)
        self._width = lambda code: known.get(code, usual)
        copy = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=_ascii(inner.BaseFont),
            CIDSystemInfo=Dictionary(
                Registry=b"Adobe", Ordering=b"Identity", Supplement=0
            ),
            FontDescriptor=descriptor,
            CIDToGIDMap=mapping,
            DW=_number(usual),
            W=_copy_widths(widths),
        )
        return {
            "/Encoding": source.Encoding,
            "/DescendantFonts": Array([holder.make_indirect(copy)]),
        }

    def _take_plain(
        self, holder: pikepdf.Pdf, source: pikepdf.Object
    ) -> dict[str, object]:
        """A font of one-byte codes."""
        ask(source.Subtype == Name.TrueType, WhyDrawn.FONT)
        descriptor = self._take_descriptor(holder, source.FontDescriptor)
        encoding = source.get("/Encoding")
        self._glyph = _plain_glyphs(self._program, int(descriptor.Flags), encoding)
        first, widths = int(source.FirstChar), [float(one) for one in source.Widths]
        missing = float(descriptor.get("/MissingWidth", 0))
        known = dict(enumerate(widths, start=first))
        self._width = lambda code: known.get(code, missing)
        entries = {
            "/FirstChar": first,
            "/LastChar": first + len(widths) - 1,
            "/Widths": Array([_number(one) for one in widths]),
            "/FontDescriptor": descriptor,
        }
        return entries if encoding is None else {**entries, "/Encoding": encoding}

    def _take_descriptor(
        self, holder: pikepdf.Pdf, source: pikepdf.Object
    ) -> pikepdf.Object:
        data = source.FontFile2.read_bytes()
        self._program = TrueTypeProgram(data)
        entries = {key: _plain(source[key]) for key in _DESCRIBED if key in source}
        _ascii(source.FontName)
        program = _packed(holder, data, Length1=len(data))
        return holder.make_indirect(Dictionary({**entries, "/FontFile2": program}))


def _packed(holder: pikepdf.Pdf, data: bytes, **entries: int) -> pikepdf.Object:
    return holder.make_stream(
        zlib.compress(data, 9), Filter=Name.FlateDecode, **entries
    )


def _plain(entry: object) -> object:
    """A number, name or array of numbers."""
    if isinstance(entry, Array):
        return Array([_number(float(value)) for value in entry])
    return entry if isinstance(entry, Name) else _number(float(entry))  # type: ignore[arg-type]


def _number(value: float) -> object:
    if value == int(value):
        return int(value)
    return pikepdf.Object.parse(f"{value:.5f}".rstrip("0").encode())


def _ascii(name: pikepdf.Object) -> pikepdf.Object:
    """A name that reads alike everywhere."""
    ask(str(name).isascii() and len(str(name)) <= 120, WhyDrawn.FONT)
    return name


def _glyph_map(
    holder: pikepdf.Pdf, entry: pikepdf.Object | None
) -> tuple[Callable[[int], int], pikepdf.Object]:
    if not isinstance(entry, pikepdf.Stream):
        ask(entry in (None, Name.Identity), WhyDrawn.FONT)
        return (lambda code: code), Name.Identity
    table = entry.read_bytes()

    def glyph(code: int) -> int:
        return int.from_bytes(table[2 * code : 2 * code + 2], "big")

    return glyph, _packed(holder, table)


def _read_widths(widths: pikepdf.Object) -> dict[int, float]:
    """/W: runs of single widths, and codes that share one."""
    found: dict[int, float] = {}
    entries = list(widths)
    while entries:
        first, following = int(entries.pop(0)), entries.pop(0)
        if isinstance(following, Array):
            found.update(enumerate(map(float, following), start=first))
        else:
            last = int(following)
            ask(0 <= first <= last <= 0xFFFF, WhyDrawn.FONT)
            found.update(dict.fromkeys(range(first, last + 1), float(entries.pop(0))))
    return found


def _copy_widths(widths: pikepdf.Object) -> Array:
    return Array(
        [
            _plain(one) if isinstance(one, Array) else _number(float(one))
            for one in widths
        ]
    )


def _plain_glyphs(
    program: TrueTypeProgram, flags: int, encoding: pikepdf.Object | None
) -> Callable[[int], int]:
    """Code → glyph as every reader finds it: by Windows' letters in a font of letters, by the
    font's own table in a font of signs."""
    maps = program.maps()
    if flags & _LATIN and not flags & _SYMBOLIC:
        ask(encoding == Name.WinAnsiEncoding, WhyDrawn.FONT)
        letters = maps.get(_MICROSOFT)
        ask(letters is not None, WhyDrawn.FONT)
        assert letters is not None
        return lambda code: letters.get(_windows_letter(code), 0)
    ask(flags & _SYMBOLIC and encoding is None, WhyDrawn.FONT)
    if _MICROSOFT_SYMBOLS in maps:
        signs = maps[_MICROSOFT_SYMBOLS]
        return lambda code: signs.get(_SYMBOLS_FROM + code, signs.get(code, 0))
    ask(list(maps) == [_MACINTOSH], WhyDrawn.FONT)
    return lambda code: maps[_MACINTOSH].get(code, 0)


def _windows_letter(code: int) -> int:
    """What WinAnsiEncoding has for a code; 0 where readers differ. The firm space is a space."""
    if code == 0xA0:
        return 0x20
    try:
        return 0 if code == 0xAD else ord(bytes([code]).decode("cp1252"))
    except UnicodeDecodeError:
        return 0
