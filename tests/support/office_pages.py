"""What an office program may put on a page: parts that a kept page may have, and others."""

from __future__ import annotations

import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name

from schemas.kept import WhyDrawn
from tests.support.kept_pages import write_before
from tests.support.pdf_pages import picture, scan


def name(pdf: pikepdf.Pdf, kind: str, thing: pikepdf.Object | dict, used: str) -> None:
    """Put a thing into the page's resources as /N and use it."""
    resources = pdf.pages[0].obj.Resources
    resources[kind] = Dictionary(N=thing)
    write_before(pdf, used)


def font_of(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.pages[0].obj.Resources.Font.F


def inner_font_of(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return font_of(pdf).DescendantFonts[0]


def soft(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """A red square that lets the page through."""
    image = picture(pdf, scan("RGB", (60, 60)))
    image.SMask = picture(pdf, scan("L", (60, 60)))
    image.Interpolate = True
    return image


def form(pdf: pikepdf.Pdf, content: bytes, **resources: object) -> pikepdf.Object:
    return pdf.make_stream(
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 595, 842],
        Resources=Dictionary(resources),
    )


def group(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Group = Dictionary(
        Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB
    )


def link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array(
        [
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Border=[0, 0, 0],
                Rect=[70, 700, 200, 720],
                A=Dictionary(S=Name.URI, URI=b"https://example.org"),
            )
        ]
    )
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=b"app.alert(1)")


def palette(pdf: pikepdf.Pdf) -> None:
    image = picture(
        pdf,
        scan("L", (60, 60)),
        zlib.compress(bytes([0, 1] * 1800)),
        Filter=Name.FlateDecode,
        ColorSpace=Array([Name.Indexed, Name.DeviceRGB, 1, b"\0\0\xff\xff\0\0"]),
    )
    name(pdf, "/XObject", image, "q 60 0 0 60 400 60 cm /N Do Q")


def lzw_named(pdf: pikepdf.Pdf) -> None:
    data = zlib.compress(bytes(3600))
    image = picture(pdf, scan("L", (60, 60)), data.hex().encode() + b">")
    image.Filter = Array([Name.ASCIIHexDecode, Name.FlateDecode])
    name(pdf, "/XObject", image, "q 60 0 0 60 400 60 cm /N Do Q")


def calibrated(pdf: pikepdf.Pdf) -> None:
    space = Array([Name.CalRGB, Dictionary(WhitePoint=[0.95, 1, 1.09])])
    name(pdf, "/ColorSpace", space, "/N cs .9 .1 .1 sc 400 60 50 50 re f 0 g")


KEPT = {
    "plain": lambda pdf: None,
    "turned": lambda pdf: pdf.pages[0].obj.update({"/Rotate": 90}),
    "a group": group,
    "links and programs": link,
    "marks of a structure": lambda pdf: write_before(pdf, "/P <</MCID 0>> BDC EMC"),
    "lines and areas": lambda pdf: write_before(
        pdf, "q 1 0 0 RG 2 w [3 2] 0 d 50 50 m 500 50 l S .5 g 400 60 50 50 re f Q"
    ),
    "seen through": lambda pdf: name(
        pdf,
        "/ExtGState",
        Dictionary(ca=0.5, BM=Name.Normal),
        "q /N gs 9 9 50 50 re f Q",
    ),
    "a picture with a soft mask": lambda pdf: name(
        pdf, "/XObject", soft(pdf), "q 60 0 0 60 400 60 cm /N Do Q"
    ),
    "a palette": palette,
    "two filters": lzw_named,
    "calibrated colours": calibrated,
    "a form": lambda pdf: name(
        pdf, "/XObject", form(pdf, b"q 0 0 1 rg 9 9 50 50 re f Q"), "q /N Do Q"
    ),
    "an attached file": lambda pdf: pdf.attachments.update({"a.txt": b"more"}),
}
"""Changes of a letter that keep it fit."""


def gold() -> Dictionary:
    inks = {"C0": [0, 0, 0, 0], "C1": [0, 0.2, 1, 0]}
    return Dictionary(FunctionType=2, Domain=[0, 1], N=1, **inks)


def form_in_itself(pdf: pikepdf.Pdf) -> None:
    made = form(pdf, b"/N Do")
    made.Resources.XObject = Dictionary(N=made)
    name(pdf, "/XObject", made, "/N Do")


DRAWN = {
    "a comment": (
        WhyDrawn.NOTES,
        lambda pdf: pdf.pages[0].obj.update(
            {
                "/Annots": Array(
                    [Dictionary(Subtype=Name.FreeText, Rect=[10, 10, 90, 90])]
                )
            }
        ),
    ),
    "no font program": (
        WhyDrawn.FONT,
        lambda pdf: inner_font_of(pdf).FontDescriptor.__delitem__("/FontFile2"),
    ),
    "no text of the codes": (
        WhyDrawn.FONT,
        lambda pdf: font_of(pdf).__delitem__("/ToUnicode"),
    ),
    "wrong widths": (
        WhyDrawn.FONT,
        lambda pdf: inner_font_of(pdf).__setitem__("/W", Array([0, 400, 511])),
    ),
    "glyphs that are not there": (
        WhyDrawn.FONT,
        lambda pdf: write_before(pdf, "BT /F 9 Tf 50 50 Td <0FFF> Tj ET"),
    ),
    "the glyph for none": (
        WhyDrawn.FONT,
        lambda pdf: write_before(pdf, "BT /F 9 Tf 50 50 Td <0000> Tj ET"),
    ),
    "colours of a press": (
        WhyDrawn.COLOURS,
        lambda pdf: write_before(pdf, "0 1 1 0 k 400 60 50 50 re f 0 g"),
    ),
    "a named ink": (
        WhyDrawn.COLOURS,
        lambda pdf: name(
            pdf,
            "/ColorSpace",
            Array([Name.Separation, Name.Gold, Name.DeviceCMYK, gold()]),
            "/N cs 1 scn 400 60 50 50 re f 0 g",
        ),
    ),
    "a picture in the text": (
        WhyDrawn.PICTURES,
        lambda pdf: write_before(
            pdf, "q 9 0 0 9 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x40 EI Q"
        ),
    ),
    "blending": (
        WhyDrawn.EFFECTS,
        lambda pdf: name(
            pdf, "/ExtGState", Dictionary(BM=Name.Multiply), "q /N gs 9 9 50 50 re f Q"
        ),
    ),
    "a soft mask of the page": (
        WhyDrawn.EFFECTS,
        lambda pdf: name(
            pdf,
            "/ExtGState",
            Dictionary(SMask=Dictionary(S=Name.Luminosity, G=form(pdf, b"1 g"))),
            "/N gs",
        ),
    ),
    "a pattern": (
        WhyDrawn.EFFECTS,
        lambda pdf: write_before(pdf, "/Pattern cs"),
    ),
    "hidden text": (
        WhyDrawn.TEXT,
        lambda pdf: write_before(pdf, "BT 3 Tr /F 9 Tf 50 50 Td <0001> Tj 0 Tr ET"),
    ),
    "text that is said otherwise": (
        WhyDrawn.TEXT,
        lambda pdf: write_before(pdf, "/Span <</ActualText (x)>> BDC EMC"),
    ),
    "unknown operators": (WhyDrawn.CONTENT, lambda pdf: write_before(pdf, "1 2 xx")),
    "states that are not given back": (
        WhyDrawn.CONTENT,
        lambda pdf: write_before(pdf, "q"),
    ),
    "states given back too often": (
        WhyDrawn.CONTENT,
        lambda pdf: write_before(pdf, "Q"),
    ),
    "states saved too deep": (
        WhyDrawn.CONTENT,
        lambda pdf: write_before(pdf, "q " * 25 + "Q " * 25),
    ),
    "a thing that is missing": (
        WhyDrawn.CONTENT,
        lambda pdf: write_before(pdf, "/Nowhere gs"),
    ),
    "a form in itself": (WhyDrawn.CONTENT, form_in_itself),
}
"""Changes that keep it out, each with the reason."""
