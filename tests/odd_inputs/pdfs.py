"""Odd PDFs around one scan: boxes, turns, programs, forms, attachments, damage."""

from __future__ import annotations

import functools
import io
import zlib
from collections.abc import Callable, Iterator

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.odd_inputs.inputs import OddInput, paper, saved
from tests.support.pdf_pages import fax

Change = Callable[[pikepdf.Pdf], None]
_SIZE = 396.0, 122.4  # of the paper at 200 dpi, in points
_CUTS = 6


def make_pdfs() -> Iterator[OddInput]:
    """All of them."""
    for group, changes in _CHANGES.items():
        for name, change in changes.items():
            yield OddInput(group, f"PDF {name}", "pdf", functools.partial(scan, change))
    for name, entries in _PICTURES.items():
        make = functools.partial(scan, picture=entries)
        yield OddInput("pictures in a PDF", f"PDF {name}", "pdf", make)
    for name, options in _LOCKS.items():
        make = functools.partial(_locked, options)
        yield OddInput("locked", f"PDF {name}", "pdf", make)
    for number in range(_CUTS):
        make = functools.partial(_cut, number)
        yield OddInput("cut off", f"PDF, cut {number + 1}", "pdf", make)
    for name, make in _WHOLE.items():
        yield OddInput("ways of writing", f"PDF {name}", "pdf", make)
    yield OddInput("many pages", "PDF of 300 tiny pages", "pdf", _tiny_pages)


def scan(
    change: Change = lambda _: None,
    picture: Callable[[], dict[str, object]] | None = None,
    **options: object,
) -> bytes:
    """A scanner's PDF of one page, changed before it is written."""
    pdf = pikepdf.new()
    _add_page(pdf, (picture or _grey_jpeg)())
    change(pdf)
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def _add_page(pdf: pikepdf.Pdf, entries: dict[str, object]) -> None:
    image = pdf.make_stream(entries.pop("data"))
    known = {"/Type": Name.XObject, "/Subtype": Name.Image}
    image.stream_dict = Dictionary(
        {**known, **{f"/{key}": value for key, value in entries.items()}}
    )
    page = pdf.add_blank_page(page_size=_SIZE)
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=image))
    page.obj.Contents = pdf.make_stream(b"q 396 0 0 122.4 0 0 cm /Im Do Q")


def _form(space: object, bits: int = 8, **more: object) -> dict[str, object]:
    width, height = paper().size
    shape = {"Width": width, "Height": height, "BitsPerComponent": bits}
    return {**shape, "ColorSpace": space, **more}


def _grey_jpeg() -> dict[str, object]:
    data = saved(paper(), "JPEG", quality=80)
    return {"data": data, **_form(Name.DeviceGray, Filter=Name.DCTDecode)}


def _packed(
    mode: str, space: object, bits: int = 8, **more: object
) -> dict[str, object]:
    data = zlib.compress(paper(mode).tobytes())
    return {"data": data, **_form(space, bits, Filter=Name.FlateDecode, **more)}


def _deep() -> dict[str, object]:
    samples = (np.asarray(paper(), np.uint16) * 257).astype(">u2").tobytes()
    data = zlib.compress(samples)
    return {"data": data, **_form(Name.DeviceGray, 16, Filter=Name.FlateDecode)}


def _fax() -> dict[str, object]:
    width, height = paper().size
    parms = Dictionary(K=-1, Columns=width, Rows=height)
    form = _form(Name.DeviceGray, 1, Filter=Name.CCITTFaxDecode, DecodeParms=parms)
    return {"data": fax(paper("1")), **form}


def _jpx(mode: str) -> dict[str, object]:
    form = _form(Name.DeviceRGB if mode == "RGB" else Name.DeviceGray)
    return {"data": saved(paper(mode), "JPEG2000"), **form, "Filter": Name.JPXDecode}


def _jpeg(mode: str, space: object) -> dict[str, object]:
    data = saved(paper(mode), "JPEG", quality=80)
    return {"data": data, **_form(space, Filter=Name.DCTDecode)}


def _palette() -> dict[str, object]:
    few = paper("RGB").quantize(16)
    colours = bytes((few.getpalette() or [])[:48])
    space = Array([Name.Indexed, Name.DeviceRGB, 15, String(colours.ljust(48, b"\0"))])
    data = zlib.compress(few.tobytes())
    return {"data": data, **_form(space, Filter=Name.FlateDecode)}


def _stencil() -> dict[str, object]:
    form = _form(None, 1, Filter=Name.FlateDecode, ImageMask=True)
    del form["ColorSpace"]
    return {"data": zlib.compress(paper("1").tobytes()), **form}


def _inks(components: int) -> Array:
    names = Array([Name(f"/Ink{n}") for n in range(components)])
    tint = Dictionary(
        FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[0, 0, 0, 1]
    )
    if components == 1:
        return Array([Name.Separation, Name.Ink0, Name.DeviceCMYK, tint])
    return Array([Name.DeviceN, names, Name.DeviceCMYK, tint])


_PICTURES: dict[str, Callable[[], dict[str, object]]] = {
    "grey, packed": lambda: _packed("L", Name.DeviceGray),
    "colour, packed": lambda: _packed("RGB", Name.DeviceRGB),
    "of four inks, packed": lambda: _packed("CMYK", Name.DeviceCMYK),
    "of four inks, JPEG": lambda: _jpeg("CMYK", Name.DeviceCMYK),
    "of colours, JPEG": lambda: _jpeg("RGB", Name.DeviceRGB),
    "16 bits": _deep,
    "1 bit, packed": lambda: _packed("1", Name.DeviceGray, 1),
    "fax": _fax,
    "JPEG 2000, grey": lambda: _jpx("L"),
    "JPEG 2000, colour": lambda: _jpx("RGB"),
    "a palette": _palette,
    "a stencil": _stencil,
    "a named ink": lambda: _packed("L", _inks(1), Decode=[1, 0]),
    "smoothed": lambda: {**_grey_jpeg(), "Interpolate": True},
    "turned over": lambda: {**_packed("L", Name.DeviceGray), "Decode": [1, 0]},
    "Lab": lambda: _packed(
        "RGB", Array([Name.Lab, Dictionary(WhitePoint=[0.95, 1, 1.09])])
    ),
    "with a wrong length of colours": lambda: _jpeg("RGB", Name.DeviceGray),
    "with another picture for print": lambda: {
        **_grey_jpeg(),
        "Alternates": Array([Dictionary(DefaultForPrinting=True)]),
    },
    "with an odd rendering intent": lambda: {**_grey_jpeg(), "Intent": Name.Odd},
}
_LOCKS: dict[str, dict[str, object]] = {
    "with a password": {"user": "u", "owner": "o"},
    "that only restricts": {"user": "", "owner": "o"},
    "with a password, AES 128": {"user": "u", "owner": "o", "R": 4},
    "with a password, RC4": {
        "user": "u",
        "owner": "o",
        "R": 3,
        "aes": False,
        "metadata": False,
    },
}


def _locked(options: dict[str, object]) -> bytes:
    return scan(encryption=pikepdf.Encryption(**options))


def _cut(number: int) -> bytes:
    data = scan()
    return data[: len(data) * (number + 1) // (_CUTS + 1)]


def _tiny_pages() -> bytes:
    pdf = pikepdf.new()
    for _ in range(300):
        pdf.add_blank_page(page_size=(36, 36))
        content = pdf.make_stream(b"0 g 10 10 9 9 re f")
        pdf.pages[-1].obj.Contents = content
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _page(key: str, value: object) -> Change:
    return lambda pdf: pdf.pages[0].obj.__setitem__(f"/{key}", value)


def _root(key: str, value: object) -> Change:
    return lambda pdf: pdf.Root.__setitem__(f"/{key}", value)


def _note(**entries: object) -> Change:
    note = {"Type": Name.Annot, "Rect": [40, 40, 200, 80], **entries}
    return _page("Annots", Array([Dictionary(**note)]))


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _field(**entries: object) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                Rect=[40, 40, 200, 60],
                T=String("name"),
                DA=String("/Helv 12 Tf 0 g"),
                **entries,
            )
        )
        fonts = Dictionary(
            Helv=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        pdf.pages[0].obj.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([field]), DR=Dictionary(Font=fonts), NeedAppearances=True
        )

    return change


def _xfa(pdf: pikepdf.Pdf) -> None:
    _field(FT=Name.Tx, V=String("Nguyen Van A"))(pdf)
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp:xdp/>")


def _xfa_alone(pdf: pikepdf.Pdf) -> None:
    _xfa(pdf)
    pdf.Root.NeedsRendering = True


def _layer(*, shown: bool) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("scan")))
        listed = Array([group])
        pdf.Root.OCProperties = Dictionary(
            OCGs=listed, D=Dictionary({"/ON" if shown else "/OFF": listed})
        )
        pdf.pages[0].obj.Resources.XObject.Im.OC = group

    return change


def _say(pdf: pikepdf.Pdf, part: str, conformance: str) -> None:
    with pdf.open_metadata() as meta:
        meta["pdfaid:part"], meta["pdfaid:conformance"] = part, conformance


def _in_parts(pdf: pikepdf.Pdf) -> None:
    parts = b"q 396 0 0", b" 122.4 0 0 cm", b"/Im Do Q"
    pdf.pages[0].obj.Contents = Array([pdf.make_stream(part) for part in parts])


_CHANGES: dict[str, dict[str, Change]] = {
    "boxes and turns": {
        **{
            f"turned by {turn}": _page("Rotate", turn)
            for turn in (90, 180, 270, 45, -90)
        },
        "in larger units": _page("UserUnit", 2),
        "cropped": _page("CropBox", [100, 20, 300, 100]),
        "cropped to nothing": _page("CropBox", [9000, 9000, 9100, 9100]),
        "box from below zero": _page("MediaBox", [-100, -50, 396, 122.4]),
        "box upside down": _page("MediaBox", [396, 122.4, 0, 0]),
        "box of no size": _page("MediaBox", [0, 0, 0, 0]),
        "box of 14,400 points": _page("MediaBox", [0, 0, 14400, 14400]),
        "box of words": _page("MediaBox", Array([Name.a, Name.b, Name.c, Name.d])),
        "without a box": lambda pdf: pdf.pages[0].obj.__delitem__("/MediaBox"),
    },
    "contents": {
        "without contents": lambda pdf: pdf.pages[0].obj.__delitem__("/Contents"),
        "of no bytes": lambda pdf: pdf.pages[0].obj.Contents.write(b""),
        "of broken operators": lambda pdf: pdf.pages[0].obj.Contents.write(
            b"q 396 0 0 122.4 0 0 cm /Im Do Q ]] >> 7 foo ("
        ),
        "of many parts": _in_parts,
        "without resources": lambda pdf: pdf.pages[0].obj.__delitem__("/Resources"),
        "without pages": lambda pdf: pdf.pages.__delitem__(0),
        "drawn twice": lambda pdf: pdf.pages[0].obj.Contents.write(
            b"q 396 0 0 122.4 0 0 cm /Im Do /Im Do Q"
        ),
        "slanted": lambda pdf: pdf.pages[0].obj.Contents.write(
            b"q 380 20 -9 110 9 0 cm /Im Do Q"
        ),
        "mirrored": lambda pdf: pdf.pages[0].obj.Contents.write(
            b"q -396 0 0 122.4 396 0 cm /Im Do Q"
        ),
    },
    "forms and notes": {
        "with a filled field": _field(FT=Name.Tx, V=String("Nguyen Van A")),
        "with a box to tick": _field(FT=Name.Btn, V=Name.Yes, AS=Name.Yes),
        "with a list": _field(FT=Name.Ch, V=String("b"), Opt=Array([String("b")])),
        "with an empty place for a signature": _field(FT=Name.Sig),
        "with XFA beside its fields": _xfa,
        "made when it is opened (XFA)": _xfa_alone,
        "with a note": _note(
            Subtype=Name.FreeText, Contents=String("xem lại"), DA=String("/Helv 9 Tf")
        ),
        "with a marker": _note(
            Subtype=Name.Highlight,
            QuadPoints=[40, 80, 200, 80, 40, 40, 200, 40],
            C=[1, 1, 0],
        ),
        "with a stamp": _note(Subtype=Name.Stamp),
        "with a film": _note(Subtype=Name.Movie),
        "with a model": _note(Subtype=Name("/3D")),
        "with a link": _note(
            Subtype=Name.Link,
            A=Dictionary(S=Name.URI, URI=String("https://example.org")),
        ),
        "with a file pinned to it": _note(
            Subtype=Name.FileAttachment,
            FS=Dictionary(Type=Name.Filespec, F=String("a.docx")),
        ),
    },
    "programs and attachments": {
        "that runs a program when opened": _root("OpenAction", _script()),
        "that runs one on its page": _page("AA", Dictionary(O=_script())),
        "that starts another program": _root(
            "OpenAction", Dictionary(S=Name.Launch, F=String("cmd.exe"))
        ),
        "with a program among its names": _root(
            "Names",
            Dictionary(JavaScript=Dictionary(Names=Array([String("a"), _script()]))),
        ),
        "with a table attached": lambda pdf: pdf.attachments.update({"a.xlsx": b"PK"}),
        "with data attached": lambda pdf: pdf.attachments.update({"a.xml": b"<a/>"}),
        "that is a portfolio": _root("Collection", Dictionary()),
        "that sends its form away": _root(
            "OpenAction", Dictionary(S=Name.SubmitForm, F=String("https://example.org"))
        ),
    },
    "what hangs on the document": {
        "on a layer that is on": _layer(shown=True),
        "on a layer that is off": _layer(shown=False),
        "with broken XMP": lambda pdf: _root(
            "Metadata", pdf.make_stream(b"<x:xmpmeta>")
        )(pdf),
        "that says it is PDF/A-1b": lambda pdf: _say(pdf, "1", "B"),
        "that says it is PDF/A-3u": lambda pdf: _say(pdf, "3", "U"),
        "meant for a press": _root(
            "OutputIntents",
            Array(
                [
                    Dictionary(
                        Type=Name.OutputIntent,
                        S=Name.GTS_PDFX,
                        OutputConditionIdentifier=String("FOGRA39"),
                    )
                ]
            ),
        ),
        "with a structure": _root(
            "StructTreeRoot", Dictionary(Type=Name.StructTreeRoot)
        ),
        "with page labels": _root(
            "PageLabels", Dictionary(Nums=Array([0, Dictionary(S=Name.r, St=7)]))
        ),
        "with names in bytes": _root("Odd#20Name", Name("/x#20y")),
    },
}


_WHOLE: dict[str, Callable[[], bytes]] = {
    "as it comes": scan,
    "for the web": lambda: scan(linearize=True),
    "in object streams": lambda: scan(
        object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "of version 2.0": lambda: scan(force_version="2.0"),
    "of version 1.0": lambda: scan(force_version="1.0"),
    "with bytes before its head": lambda: b"\r\nHTTP/1.1 200 OK\r\n\r\n" + scan(),
    "with junk behind its end": lambda: scan() + b"junk\n" * 999,
    "with a wrong cross-reference": lambda: scan(
        object_stream_mode=pikepdf.ObjectStreamMode.disable
    ).replace(b"startxref\n", b"startxref\n9"),
}
