"""What poppler complains of is judged by what is lost, and what the machine does to it is not the
paper's fault."""

import os
import stat
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.config import load_settings
from pipeline.errors import InputError, TransientInputError
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pages.text_layer import read_text_layer
from pipeline.ingest.pdf.poppler import load_complaints
from schemas.received.source import MediaType
from tests.support.pdf_pages import OnePage, picture, scan

SETTINGS = load_settings(environ={})
SEEN = "BT /F 14 Tf 60 500 Td (Seen text) Tj ET "


def drawn(path: Path) -> Any:
    return open_page(path, MediaType.PDF, 0, SETTINGS.limits, SETTINGS.preprocess)


def broken_profile(one: OnePage) -> None:
    junk = one.pdf.make_stream(b"junk")
    junk.N = 1
    image = picture(
        one.pdf, scan("L", (600, 300)), ColorSpace=Array([Name.ICCBased, junk])
    )
    one.draw(image, (300, 0, 0, 150, 100, 100))


def widget(one: OnePage, **entries: Any) -> None:
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        Rect=Array([0, 0, 9, 9]),
        **entries,
    )
    one.page.obj.Annots = Array([one.pdf.make_indirect(note)])
    one.pdf.Root.AcroForm = Dictionary(Fields=Array([7, *one.page.obj.Annots]))


def document_level(one: OnePage) -> None:
    one.pdf.Root.Outlines = Dictionary(
        Type=Name.Outlines, First=pikepdf.String("x"), Count=1
    )
    one.pdf.Root.Names = Dictionary(Dests=pikepdf.String("?"))
    one.pdf.Root.Metadata = one.pdf.make_stream(b"\xff\xfe not xml")
    one.pdf.Root.StructTreeRoot = Array([])
    one.pdf.Root.OCProperties = Dictionary(OCGs=Array([]))
    one.pdf.Root.PageLabels = Dictionary(Nums=Array([Name.X]))


def odd_picture(**entries: Any) -> Any:
    """A JPEG whose dictionary says less than it should, or something else than the JPEG."""
    return lambda one: one.draw(
        picture(one.pdf, scan("L", (600, 300)), **entries), (300, 0, 0, 150, 100, 100)
    )


def null_among_the_parts(one: OnePage) -> None:
    content = one.pdf.make_stream(one.content.pop())
    one.save = lambda path: _saved(one, content, path)  # type: ignore[method-assign]


def _saved(one: OnePage, content: Any, path: Path) -> Path:
    one.page.obj.Contents = Array([content, pikepdf.Object.parse(b"null")])
    one.pdf.save(path)
    return path


def state(one: OnePage, **entries: Any) -> None:
    one.page.obj.Resources.ExtGState = Dictionary(G=Dictionary(**entries))
    one.write("/G gs " + SEEN)


def circles(one: OnePage) -> None:
    first, second = (one.pdf.make_indirect(Dictionary(Title=title)) for title in "ab")
    first.Next, second.Next, first.First, first.Last = second, first, second, second
    one.pdf.Root.Outlines = one.pdf.make_indirect(
        Dictionary(Type=Name.Outlines, First=first, Last=second, Count=2)
    )


HARMLESS: dict[str, Any] = {
    "Q without q": lambda one: one.write("Q Q"),
    "unknown operator": lambda one: one.write("xyz"),
    "graphics state that is missing": lambda one: one.write("/GS9 gs"),
    "operands too many": lambda one: one.write("1 2 3 w"),
    "operand of the wrong kind": lambda one: one.write("(a) w"),
    "mark that was not begun": lambda one: one.write("EMC EMC"),
    "properties that are missing": lambda one: one.write("/OC /L9 BDC EMC"),
    "closed path that was not begun": lambda one: one.write("h n"),
    "odd characters": lambda one: one.write("} ]"),
    "hidden text without a font": lambda one: one.write("BT 3 Tr /F9 9 Tf (x) Tj ET"),
    "link without a goal": lambda one: setattr(
        one.page.obj,
        "Annots",
        Array(
            [
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=Array([0, 0, 9, 9]),
                    Dest=Array([]),
                )
            ]
        ),
    ),
    "notes that are none": lambda one: setattr(
        one.page.obj,
        "Annots",
        Array([Dictionary(Type=Name.Annot), pikepdf.String("x")]),
    ),
    "form field that is none": lambda one: widget(one, T="a"),
    "what hangs on the document": document_level,
    "outline in circles": circles,
    "broken colour profile": broken_profile,
    "colour space that is missing": lambda one: one.write(
        "/CS9 cs 0.5 sc 10 10 50 50 re f"
    ),
    "font of a graphics state": lambda one: state(one, Font=Array([1])),
    "soft mask without its group": lambda one: state(
        one, SMask=Dictionary(S=Name.Luminosity)
    ),
    "operand that is missing": lambda one: one.write("1 2 re"),
    "a part of the content that is null": null_among_the_parts,
    "note without a place": lambda one: setattr(
        one.page.obj,
        "Annots",
        Array([Dictionary(Type=Name.Annot, Subtype=Name.Square)]),
    ),
    "encoding with an odd entry": lambda one: setattr(
        one.page.obj.Resources.Font.F,
        "Encoding",
        Dictionary(Differences=Array([65, Name.A, pikepdf.String("x")])),
    ),
    "picture without depth": odd_picture(BitsPerComponent=None),
    "picture without colour space": odd_picture(ColorSpace=None),
    "picture of another colour space": odd_picture(ColorSpace=Name.DeviceRGB),
    "picture with the short name of its filter": odd_picture(Filter=Name.DCT),
    "picture with odd entries": odd_picture(
        Mask=Name.X, SMask=Name.X, Intent=Name.X, Decode=Array([0, 1, 0, 1])
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_every_reader_passes_over_stops_no_page(tmp_path: Path, name: str) -> None:
    one = OnePage()
    one.write(SEEN)
    HARMLESS[name](one)
    page = drawn(one.save(tmp_path / "page.pdf"))
    assert page.rendered and page.redrawn and page.pixels[900:1000, 150:500].min() < 90


def truncated(one: OnePage) -> None:
    one.write(SEEN + "BT /F 14 Tf 60 300 Td (never closed")


def lost_font(one: OnePage) -> None:
    one.write(SEEN + "BT /F9 14 Tf 60 300 Td (lost) Tj ET")


def damaged_font(one: OnePage) -> None:
    described = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/ABCDEF+Arial"),
        Flags=32,
        FontBBox=Array([0, 0, 1000, 1000]),
        ItalicAngle=0,
        Ascent=900,
        Descent=-200,
        CapHeight=700,
        StemV=80,
        FontFile2=one.pdf.make_stream(b"\0\1\0\0" + bytes(40)),
    )
    one.page.obj.Resources.Font.D = one.pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name("/ABCDEF+Arial"),
            FirstChar=65,
            LastChar=66,
            Widths=Array([600, 600]),
            Encoding=Name.WinAnsiEncoding,
            FontDescriptor=one.pdf.make_indirect(described),
        )
    )
    one.write(SEEN + "BT /D 14 Tf 60 300 Td (AB) Tj ET")


def picture_that_is_missing(one: OnePage) -> None:
    one.write(SEEN + "/I9 Do")


def value_that_no_font_is_named_for(one: OnePage) -> None:
    one.write(SEEN)
    widget(one, T="a", V=pikepdf.String("A value"), F=4)
    one.page.obj.Annots[0].Rect = Array([50, 50, 300, 90])
    one.pdf.Root.AcroForm = Dictionary(
        Fields=Array([*one.page.obj.Annots]), NeedAppearances=True
    )


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (value_that_no_font_is_named_for, "unsupported_page"),
        (truncated, "broken_pdf"),
        (picture_that_is_missing, "broken_pdf"),
        (lost_font, "unsupported_page"),
        (damaged_font, "unsupported_page"),
    ],
)
def test_what_makes_text_or_a_picture_vanish_is_refused(
    tmp_path: Path, spoil: Any, code: str
) -> None:
    one = OnePage()
    spoil(one)
    path = one.save(tmp_path / "page.pdf")
    with pytest.raises(InputError) as caught:
        drawn(path)
    assert (caught.value.code, caught.value.page, caught.value.item) == (
        code,
        1,
        "page.pdf",
    )
    assert not caught.value.transient and caught.value.remedy


def test_the_list_of_complaints_is_read() -> None:
    known = load_complaints()
    assert known.harmless and known.without_font and known.damaged


def helper(folder: Path, name: str, body: str) -> None:
    """A program of poppler's name that comes to grief."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


GRIEFS = {
    "killed": ("kill -9 $$", "program_killed"),
    "crashed": ("kill -SEGV $$", "program_killed"),
    "no room": ("echo 'I/O Error: No space left on device' >&2; exit 1", "disk_full"),
    "no memory": ("echo 'Out of memory' >&2; exit 1", "out_of_memory"),
    "files": (
        "echo 'cannot open: Too many open files' >&2; exit 1",
        "too_many_open_files",
    ),
}


@pytest.mark.parametrize("name", GRIEFS)
def test_the_machine_is_blamed_for_what_it_does_to_poppler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    body, code = GRIEFS[name]
    for program in ("pdftoppm", "pdfimages", "pdftotext"):
        helper(tmp_path / "bin", program, body)
    text = OnePage()
    text.write(SEEN)
    odd = OnePage()
    one = scan("L", (600, 849))
    # A colour space that only poppler decodes.
    space = Array(
        [
            Name.Separation,
            Name.Black,
            Name.DeviceGray,
            Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1),
        ]
    )
    odd.draw(picture(odd.pdf, one, ColorSpace=space), (595.2, 0, 0, 841.92, 0, 0))
    papers = [text.save(tmp_path / "text.pdf"), odd.save(tmp_path / "odd.pdf")]
    sound = drawn(papers[0])
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    for path in papers:
        with pytest.raises(TransientInputError) as caught:
            drawn(path)
        assert (
            caught.value.code == code
            and caught.value.item == path.name
            and caught.value.page == 1
        )
    with pytest.raises(TransientInputError):
        read_text_layer(papers[0], MediaType.PDF, 0, sound)


def test_a_picture_written_by_half_on_a_full_disk_is_not_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # pdfimages does not say that the disk is full; it leaves what it could write.
    helper(
        tmp_path / "bin",
        "pdfimages",
        "echo 'No space left on device' >&2; printf half > \"$3-000.png\"",
    )
    one = OnePage()
    space = Array([Name.CalGray, Dictionary(WhitePoint=Array([1, 1, 1]))])
    entries = {"ColorSpace": space, "Decode": Array([1, 0.5])}
    one.draw(
        picture(one.pdf, scan("L", (600, 849)), **entries), (595.2, 0, 0, 841.92, 0, 0)
    )
    path = one.save(tmp_path / "page.pdf")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(TransientInputError) as caught:
        drawn(path)
    assert caught.value.code == "disk_full"
