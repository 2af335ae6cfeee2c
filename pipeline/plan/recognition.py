"""How a page is read: once where it reads well, and again another way where it does not.

A reading that looks wrong is held against one of the page turned over. One that is doubtful, or
leaves rows of letters without a word, is made of a flat copy where its lines bend, and held against
what another reader makes of the whole page as it came. Faint traces on a page without other ink are
read before the page is called blank.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline import registry
from pipeline.common.rules import load_rules
from pipeline.config import Settings
from pipeline.ocr.checks.guards import UNREAD, guard_reading, is_unread
from pipeline.ocr.checks.missed_rows import MISSED, find_missed_rows
from pipeline.ocr.checks.reliability import looks_unreliable
from pipeline.ocr.checks.second_opinion import is_text, join_opinions, needs_second_opinion
from pipeline.ocr.segmentation.bands import MOST_PIXELS, cut_bands, recognize_in_bands
from pipeline.ocr.segmentation.curl import CURVED, find_curl
from pipeline.plan.guard import StageClock
from pipeline.preprocess.orient import OrientationProbe
from pipeline.preprocess.plain import plain_copy
from pipeline.preprocess.prepare import prepare
from schemas.curl import Curl
from schemas.imaging import CleanPage, PageImage
from schemas.ocr import OcrPage


@dataclass(frozen=True, slots=True)
class Recognized:
    """A page that was read. `clean`: the copy that was read; `ocr`: the reading, as `guard_reading`
    gives it; `missed`: rows of letters on which no word stands; `curved`: whether its lines bend,
    and a flat copy was read."""

    clean: CleanPage
    ocr: OcrPage
    missed: int = 0
    curved: bool = False

    @property
    def doubts(self) -> tuple[str, ...]:
        """Flags that say that a page with ink was not read, or not all of it."""
        if self.clean.is_blank:
            return ()
        curved = (CURVED,) if self.curved else ()
        if is_unread(self.ocr):
            return (*curved, UNREAD)
        return (*curved, MISSED) if self.missed else curved


def prepare_page(
    image: PageImage,
    settings: Settings,
    probe: OrientationProbe | None = None,
    rotation_deg: int | None = None,
    *,
    trust_faint: bool = False,
    curl: Curl | None = None,
) -> CleanPage:
    """The page prepared, and judged by what the rules edition asks of a scan."""
    asked = load_rules(settings.rules).file.dpi_papers
    return prepare(
        image,
        settings.preprocess,
        probe,
        rotation_deg,
        min_dpi=asked,
        trust_faint=trust_faint,
        curl=curl,
    )


def recognize_page(
    image: PageImage, clean: CleanPage, settings: Settings, clock: StageClock
) -> Recognized:
    """Read a page; see the module."""
    if clean.is_blank and not clean.maybe_written:
        engine = registry.open_engine(settings.ocr)
        return Recognized(clean, OcrPage((), clean.geometry, engine.version))
    if not clean.maybe_written:
        return _read_written(image, clean, settings, clock)
    with clock("preprocess"):
        traces = prepare_page(image, settings, trust_faint=True)
    found = _read_written(image, traces, settings, clock)
    # Anything but a text is the other side shining through.
    return found if is_text(found.ocr) else Recognized(clean, replace(found.ocr, lines=()))


def count_missed_rows(ocr: OcrPage, clean: CleanPage, clock: StageClock) -> Recognized:
    """A reading that came about in another way, with the rows that it leaves out."""
    with clock("ocr"):
        missed = sum(len(find_missed_rows(ocr, band.page)) for band in cut_bands(clean))
    return Recognized(clean, ocr, missed)


def _read_written(
    image: PageImage, clean: CleanPage, settings: Settings, clock: StageClock
) -> Recognized:
    clean, ocr = _upright_reading(image, clean, settings, clock)
    found = count_missed_rows(guard_reading(ocr), clean, clock)
    if clean.pixels.size > MOST_PIXELS or not needs_second_opinion(found.ocr, found.missed):
        return found
    with clock("preprocess"):
        curl = find_curl(clean)
    if curl is None:
        return _with_second_opinion(image, found, settings, clock)
    flat = _with_second_opinion(
        image, _flat_reading(image, clean, curl, settings, clock), settings, clock, curl
    )
    ocr = flat.ocr.moved(lambda box: curl.bent_box(box, clean.geometry.upright_size))
    return replace(flat, clean=clean, ocr=ocr, curved=True)


def _flat_reading(
    image: PageImage, clean: CleanPage, curl: Curl, settings: Settings, clock: StageClock
) -> Recognized:
    """The page read with its lines made level; boxes lie on the flat page."""
    with clock("preprocess"):
        turn = clean.geometry.rotation_deg
        flat = prepare_page(image, settings, rotation_deg=turn, trust_faint=True, curl=curl)
    with clock("ocr"):
        ocr = registry.open_engine(settings.ocr).recognize(flat)
    return count_missed_rows(guard_reading(ocr), flat, clock)


def _with_second_opinion(
    image: PageImage,
    found: Recognized,
    settings: Settings,
    clock: StageClock,
    curl: Curl | None = None,
) -> Recognized:
    """The reading held against another reader's, if it is doubtful."""
    reader = registry.open_second_reader(settings.ocr)
    if reader is None or not needs_second_opinion(found.ocr, found.missed):
        return found
    with clock("preprocess"):
        plain = plain_copy(image, found.clean, curl)
    with clock("ocr"):
        joined = join_opinions(found.ocr, guard_reading(reader.recognize(plain)))
    return found if joined is found.ocr else count_missed_rows(joined, found.clean, clock)


def _upright_reading(
    image: PageImage, clean: CleanPage, settings: Settings, clock: StageClock
) -> tuple[CleanPage, OcrPage]:
    """Read the page; where the reading looks wrong, ask how the page stands and read it again.

    Where the probe agrees with the first turn, the page is tried upside down: ascenders and
    descenders mislead.
    """
    engine = registry.open_engine(settings.ocr)
    with clock("ocr"):
        first = recognize_in_bands(engine, clean)
    if not looks_unreliable(first):
        return clean, first
    with clock("preprocess"):
        turned = prepare_page(image, settings, registry.open_orientation(), trust_faint=True)
    if turned.geometry.rotation_deg == clean.geometry.rotation_deg:
        with clock("preprocess"):
            over = (clean.geometry.rotation_deg + 180) % 360
            turned = prepare_page(image, settings, rotation_deg=over, trust_faint=True)
    with clock("ocr"):
        second = recognize_in_bands(engine, turned)
    better = (second.confidence or 0.0) > (first.confidence or 0.0)
    return (turned, second) if better else (clean, first)
