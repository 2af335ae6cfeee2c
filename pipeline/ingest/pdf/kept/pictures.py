"""Pictures on a page that is kept: their own streams, with what PDF/A has no place for left out."""

from __future__ import annotations

import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name

from pipeline.ingest.pdf.document import filters
from pipeline.ingest.pdf.kept.colours import copy_space
from pipeline.ingest.pdf.kept.why import ask
from pipeline.ingest.pictures.jpeg import read_frame
from schemas.kept import WhyDrawn

_CODED = {"DCTDecode", "CCITTFaxDecode"}
_PACKED = {"FlateDecode", "LZWDecode", "RunLengthDecode", "ASCII85Decode"}
_PARAMETERS = {
    "FlateDecode": ("/Predictor", "/Colors", "/BitsPerComponent", "/Columns"),
    "CCITTFaxDecode": (
        *("/K", "/EndOfLine", "/EncodedByteAlign", "/Columns"),
        *("/Rows", "/EndOfBlock", "/BlackIs1"),
    ),
}
_KNOWN = {
    *("/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace"),
    *("/Decode", "/ImageMask", "/Mask", "/SMask", "/Filter", "/DecodeParms"),
    *("/Length", "/Name", "/Interpolate", "/Metadata", "/StructParent", "/Intent"),
}
_INTENTS = {
    *("/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual"),
}


def copy_picture(holder: pikepdf.Pdf, image: pikepdf.Stream) -> pikepdf.Object:
    """A picture for another file, without smoothing, notes and places in a structure.

    Raises:
        NotKept: a coding or an entry that is not known to fit.
    """
    ask(_KNOWN.issuperset(image.keys()), WhyDrawn.PICTURES)
    entries, count = _form(holder, image)
    data, coding = _data(image, count)
    made = holder.make_stream(data)
    made.stream_dict = Dictionary({**entries, **coding})
    return made


def _form(holder: pikepdf.Pdf, image: pikepdf.Stream) -> tuple[dict[str, object], int]:
    """Entries without those of the coding, and the values of a colour."""
    stencil = bool(image.get("/ImageMask", False))
    bits = 1 if stencil else int(image.get("/BitsPerComponent", 8))
    ask(bits in {1, 2, 4, 8}, WhyDrawn.PICTURES)
    entries: dict[str, object] = {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": int(image.Width),
        "/Height": int(image.Height),
        "/BitsPerComponent": bits,
    }
    count = 1
    if stencil:
        entries["/ImageMask"] = True
        ask("/SMask" not in image and "/Mask" not in image, WhyDrawn.PICTURES)
    else:
        entries["/ColorSpace"], count = copy_space(holder, image.get("/ColorSpace"))
    if "/Decode" in image:
        ask(len(image.Decode) == 2 * count, WhyDrawn.PICTURES)
        entries["/Decode"] = _plain(image.Decode)
    if "/Intent" in image:
        ask(str(image.Intent) in _INTENTS, WhyDrawn.COLOURS)
        entries["/Intent"] = image.Intent
    return {**entries, **_masks(holder, image)}, count


def _masks(holder: pikepdf.Pdf, image: pikepdf.Stream) -> dict[str, object]:
    """What lets the page through: a soft mask, a stencil or a range of colours."""
    found: dict[str, object] = {}
    soft, mask = image.get("/SMask"), image.get("/Mask")
    if soft is not None:
        ask(isinstance(soft, pikepdf.Stream) and mask is None, WhyDrawn.PICTURES)
        assert isinstance(soft, pikepdf.Stream)
        plain = soft.get("/ColorSpace") == Name.DeviceGray and "/SMask" not in soft
        ask(plain and "/Mask" not in soft, WhyDrawn.PICTURES)
        found["/SMask"] = copy_picture(holder, soft)
    elif isinstance(mask, pikepdf.Stream):
        ask(bool(mask.get("/ImageMask", False)), WhyDrawn.PICTURES)
        found["/Mask"] = copy_picture(holder, mask)
    elif mask is not None:
        found["/Mask"] = _plain(mask)
    return found


def _plain(entry: pikepdf.Object) -> Array:
    """An array of small whole numbers."""
    ask(isinstance(entry, Array), WhyDrawn.PICTURES)
    values = [float(value) for value in entry]
    ask(all(value == int(value) for value in values), WhyDrawn.PICTURES)
    return Array([int(value) for value in values])


def _data(image: pikepdf.Stream, count: int) -> tuple[bytes, dict[str, object]]:
    """The picture's bytes as they stand where its coding is known, else packed anew."""
    chain = filters(image)
    names = [name for name, _ in chain]
    if len(names) == 1 and (names[0] in _CODED or names[0] == "FlateDecode"):
        data = image.read_raw_bytes()
        if names[0] == "DCTDecode":
            frame = read_frame(data)
            size = int(image.Width), int(image.Height)
            fits = frame.fits_pdf and frame.components == count
            fits = fits and not frame.reserved and size == (frame.width, frame.height)
            ask(fits, WhyDrawn.PICTURES)
        return data, _coding(names[0], chain[0][1])
    ask(_PACKED.issuperset(names), WhyDrawn.PICTURES)
    return zlib.compress(image.read_bytes(), 6), _coding("FlateDecode", Dictionary())


def _coding(name: str, parameters: pikepdf.Object) -> dict[str, object]:
    entries: dict[str, object] = {"/Filter": Name(f"/{name}")}
    known = _PARAMETERS.get(name, ())
    kept = {key: parameters[key] for key in known if key in parameters}
    ask(
        all(isinstance(value, (int, bool)) for value in kept.values()),
        WhyDrawn.PICTURES,
    )
    return {**entries, "/DecodeParms": Dictionary(kept)} if kept else entries
