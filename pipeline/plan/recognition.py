"""How a page is read: once where it reads well, and again another way where it does not.

A reading that looks wrong is held against one of the page turned over. One that is doubtful, or
leaves rows of letters without a word, is read from a flat copy where its lines bend, and held
against what another reader makes of the whole page as it came; a black and white page is read with
thicker strokes first, restored. A shaded page is read from a copy without its ground. Faint traces
on a page without other ink are read before the page is called blank.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline import registry
from pipeline.config import Settings
from pipeline.ocr.checks.second_opinion import (
    doubt_numbers,
    is_text,
    needs_second_opinion,
    reads_better,
)
from pipeline.ocr.segmentation.bands import MOST_PIXELS
from pipeline.plan.guard import StageClock
from pipeline.plan.looks import Looks, Recognized
from schemas.imaging import CleanPage, PageImage
from schemas.ocr import OcrPage


def recognize_page(
    image: PageImage, clean: CleanPage, settings: Settings, clock: StageClock
) -> Recognized:
    """Read a page; see the module."""
    if clean.is_blank and not clean.maybe_written:
        engine = registry.open_engine(settings.ocr)
        return Recognized(clean, OcrPage((), clean.geometry, engine.version))
    looks = Looks(image, settings, clock)
    if not clean.maybe_written:
        return _read_written(looks, clean)
    found = _read_written(looks, looks.prepare())
    # Anything but a text is the other side shining through.
    return (
        found if is_text(found.ocr) else Recognized(clean, replace(found.ocr, lines=()))
    )


def _read_written(looks: Looks, clean: CleanPage) -> Recognized:
    large = clean.pixels.size > MOST_PIXELS
    if "shaded" in clean.flags and not large:
        looks = replace(looks, restored=True)
        clean = looks.prepare()
    found = looks.read_upright(clean)
    if large or _is_sure(found):
        return found
    flat = looks.read_flat(found)
    if flat.curved:
        return flat
    if "bilevel" in clean.flags and not looks.restored:
        return _read_thicker(looks, found)
    return looks.ask_another(found)


def _read_thicker(looks: Looks, found: Recognized) -> Recognized:
    """The reading joined with that of thicker strokes, for where toner fails strokes fall into
    dots; and with the other reader's opinion of the page on which more is read. Numbers on which
    the two differ are doubtful.

    Specks grow with the strokes, and letters close up: the network undoes that. The other reader
    gets the page without its help.
    """
    thick = looks.thicker()
    restored = replace(thick, restored=True)
    clean = found.clean
    other = restored.read(restored.prepare(rotation_deg=clean.geometry.rotation_deg))
    if reads_better(other.ocr, found.ocr):
        looks, found, other = thick, other, found
    read = looks.ask_another(looks.join(found, other))
    return replace(read, clean=clean, ocr=doubt_numbers(read.ocr, other.ocr))


def _is_sure(found: Recognized) -> bool:
    return not needs_second_opinion(found.ocr, found.missed)
