"""Pages of a dossier with what was read on them: each value framed on the page, and beside the page
its name, the value and the confidence. No print is covered.

Blue: accepted. Orange: a person is asked. Vermilion: written by hand or stamped, a suggestion only.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from pipeline.ocr.export.overlay_signs import SCALE, load_noto
from pipeline.review.open_items.pictures import drawn_page, picture_gone
from pipeline.review.shown import shown_value
from pipeline.review.words import load_words
from schemas.answers.finding import DocumentShown, FieldShown, PageShown
from schemas.geometry import BoundingBox, PageGeometry
from schemas.states import SignatureLevel

_DPI = 130
_SIZE = 15  # pixels of the letters
_ACCEPTED, _ASKED, _BY_HAND = SCALE[0][1], SCALE[2][1], SCALE[3][1]
_RECEIVED = SignatureLevel.RECEIVED
_PALE = 0.35  # share of white that is laid over the page
_PANEL, _GAP = 580, 36  # pixels: the room beside the page, and between page and words
_LETTERS = 64  # of a line in that room
_PITCH = _SIZE + 4


@dataclass(frozen=True, slots=True)
class _Note:
    """What stands beside the page, and the frame on it that it is about; pixels of the page."""

    frame: BoundingBox
    lines: tuple[str, ...]
    colour: tuple[int, int, int]

    @property
    def middle(self) -> float:
        return (self.frame.y0 + self.frame.y1) / 2


def draw_dossier(
    archive: Path, documents: Sequence[DocumentShown], out: Path, lang: str
) -> list[Path]:
    """Write a picture of each page on which a value stands.

    Args:
        archive: its folder.
        documents: as `show` answers, with `pages` and `fields`.
        out: where the picture goes; further pages are numbered (`F-2.png`).
        lang: vi or en.

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
            geometry = _geometry(page, received)
            draw_fields(picture, geometry, fields, lang).save(name)
            written.append(name)
    return written


def draw_fields(
    picture: Image.Image,
    geometry: PageGeometry,
    fields: Sequence[FieldShown],
    lang: str,
) -> Image.Image:
    """A page with its fields, and their words to the right of it.

    Args:
        picture: the page, upright.
        geometry: of its scan.
        fields: rows of `fields`, boxes in pixels of the unturned scan.
        lang: vi or en.
    """
    notes = [_note(field, picture.size, geometry, lang) for field in fields]
    notes.sort(key=lambda note: (note.middle, note.frame.x0))
    tops = _tops(notes)
    bottom = tops[-1] + _PITCH * len(notes[-1].lines) if notes else 0
    size = (picture.width + _PANEL, max(picture.height, round(bottom) + 1))
    shown = Image.new("RGB", size, "white")
    white = Image.new("RGB", picture.size, "white")
    shown.paste(Image.blend(picture.convert("RGB"), white, _PALE))
    draw, font = ImageDraw.Draw(shown), load_noto(_SIZE)
    for note, top in zip(notes, tops, strict=True):
        _draw_note(draw, note, (picture.width + _GAP, top), font)
    return shown


def _note(
    field: FieldShown, size: tuple[int, int], geometry: PageGeometry, lang: str
) -> _Note:
    box = BoundingBox(field["x0"], field["y0"], field["x1"], field["y1"])
    upright = geometry.to_upright.apply_box(box)
    width, height = geometry.upright_size
    across, down = size[0] / width, size[1] / height
    frame = BoundingBox(
        upright.x0 * across, upright.y0 * down, upright.x1 * across, upright.y1 * down
    )
    lines = textwrap.wrap(_words(field, lang), _LETTERS)
    return _Note(frame, tuple(lines), _colour(field))


def _tops(notes: Sequence[_Note]) -> list[float]:
    """Where the words of each begin: at the height of its frame, or as little lower as leaves those
    above it readable."""
    tops, free = [], 0.0
    for note in notes:
        top = max(note.middle - _PITCH / 2, free)
        tops.append(top)
        free = top + _PITCH * len(note.lines) + 2
    return tops


def _draw_note(
    draw: ImageDraw.ImageDraw,
    note: _Note,
    place: tuple[float, float],
    font: ImageFont.FreeTypeFont,
) -> None:
    frame, (x, y) = note.frame, place
    draw.rectangle(
        (frame.x0, frame.y0, frame.x1, frame.y1), outline=note.colour, width=2
    )
    # Below the words of its row, so that none is struck out.
    knee = (x - _GAP, frame.y1)
    draw.line((frame.x1, frame.y1, *knee, x - 3, y + _PITCH / 2), fill=note.colour)
    for number, line in enumerate(note.lines):
        draw.text((x, y + number * _PITCH), line, fill=note.colour, font=font)


def _colour(field: FieldShown) -> tuple[int, int, int]:
    if field["handwritten"]:
        return _BY_HAND
    return _ASKED if field["needs_review"] else _ACCEPTED


def _words(field: FieldShown, lang: str) -> str:
    name = load_words(lang).fact_of(field["name"], field["role"], field["role_index"])
    value = shown_value(field["name"], field["value"] or "–", lang)
    return f"{name}: {value} ({field['confidence']:.2f})"


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
