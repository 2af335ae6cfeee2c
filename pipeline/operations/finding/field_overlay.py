"""Pages of a dossier with what was read on them: each value's box, name, value and confidence.

Blue: accepted. Orange: a person is asked. Vermilion: written by hand or stamped, a suggestion only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from pipeline.ocr.export.overlay_signs import SCALE, load_noto
from pipeline.review.open_items.pictures import drawn_page, picture_gone
from schemas.answers.finding import DocumentShown, FieldShown, PageShown
from schemas.geometry import BoundingBox, PageGeometry
from schemas.states import SignatureLevel

_DPI = 130
_SIZE = 15  # pixels of the letters
_ACCEPTED, _ASKED, _BY_HAND = SCALE[0][1], SCALE[2][1], SCALE[3][1]
_RECEIVED = SignatureLevel.RECEIVED
_PALE = 0.35  # share of white that is laid over the page


def draw_dossier(
    archive: Path, documents: Sequence[DocumentShown], out: Path
) -> list[Path]:
    """Write a picture of each page on which a value stands.

    Args:
        archive: its folder.
        documents: as `show` answers, with `pages` and `fields`.
        out: where the picture goes; further pages are numbered (`F-2.png`).

    Returns:
        The files written, in the order of documents and pages.

    Raises:
        InputError: `picture_gone`: a file is not there or can't be drawn.
        MissingToolError: poppler or the font is not installed.
    """
    written: list[Path] = []
    for document in documents:
        for page in sorted(document["pages"], key=lambda row: int(row["page"])):
            fields = [f for f in document["fields"] if f["page"] == page["page"]]
            fields = [field for field in fields if field["x0"] is not None]
            if not fields:
                continue
            picture = _page(archive / document["pdf_path"], int(page["page"]))
            name = (
                out if not written else out.with_stem(f"{out.stem}-{len(written) + 1}")
            )
            received = document["signature_level"] == _RECEIVED
            draw_fields(picture, _geometry(page, received), fields).save(name)
            written.append(name)
    return written


def draw_fields(
    picture: Image.Image, geometry: PageGeometry, fields: Sequence[FieldShown]
) -> Image.Image:
    """A page with its fields.

    Args:
        picture: the page, upright.
        geometry: of its scan.
        fields: rows of `fields`, boxes in pixels of the unturned scan.
    """
    shown = Image.blend(
        picture.convert("RGB"), Image.new("RGB", picture.size, "white"), _PALE
    )
    draw, font = ImageDraw.Draw(shown), load_noto(_SIZE)
    width, height = geometry.upright_size
    across, down = picture.width / width, picture.height / height
    taken: list[BoundingBox] = []
    for field in fields:
        box = BoundingBox(field["x0"], field["y0"], field["x1"], field["y1"])
        upright = geometry.to_upright.apply_box(box)
        left, top = upright.x0 * across, upright.y0 * down
        frame = (left, top, upright.x1 * across, upright.y1 * down)
        colour, text = _colour(field), " ".join(_words(field))
        draw.rectangle(frame, outline=colour, width=2)
        place = _free_place(left, top - _SIZE - 4, font.getlength(text), taken)
        taken.append(place)
        _write_on_white(draw, place, text, colour, font)
    return shown


def _write_on_white(
    draw: ImageDraw.ImageDraw,
    place: BoundingBox,
    text: str,
    colour: tuple[int, int, int],
    font: ImageFont.FreeTypeFont,
) -> None:
    draw.rectangle((place.x0, place.y0, place.x1, place.y1), fill="white")
    draw.text((place.x0, place.y0), text, fill=colour, font=font)


def _free_place(
    x: float, y: float, width: float, taken: Sequence[BoundingBox]
) -> BoundingBox:
    """Where a text goes: above its frame, or as little lower as leaves the others readable."""
    y = max(y, 0)
    while True:
        place = BoundingBox(x, y, x + width, y + _SIZE + 3)
        if not any(_overlap(place, other) for other in taken):
            return place
        y += _SIZE + 4


def _overlap(one: BoundingBox, other: BoundingBox) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return across > 0 and min(one.y1, other.y1) > max(one.y0, other.y0)


def _colour(field: FieldShown) -> tuple[int, int, int]:
    if field["handwritten"]:
        return _BY_HAND
    return _ASKED if field["needs_review"] else _ACCEPTED


def _words(field: FieldShown) -> Iterator[str]:
    if field["role"]:
        yield f"{field['role']} {field['role_index']}"
    yield f"{field['name']}: {field['value'] or '–'}"
    yield f"({field['confidence']:.2f})"


def _page(pdf: Path, page: int) -> Image.Image:
    try:
        return drawn_page(pdf, page, _DPI)
    except (OSError, ValueError, IndexError, pikepdf.PdfError) as error:
        raise picture_gone(pdf.name, page) from error


def _geometry(row: PageShown, received: bool) -> PageGeometry:
    """How a page is drawn: turned upright, but in a file that was filed as it came signed."""
    if received:
        return PageGeometry(row["width_px"], row["height_px"], row["dpi"])
    turn, skew = row["rotation_deg"] or 0, row["skew_deg"] or 0.0
    return PageGeometry(row["width_px"], row["height_px"], row["dpi"], turn, skew)
