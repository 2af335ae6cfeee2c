"""The ways to look at a page: as it came, turned over, without its ground, made flat, with thicker
strokes, and by another reader.

Each look costs as much as a page; `recognition` says which of them a page is worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline import registry
from pipeline.common.rules import load_rules
from pipeline.config import Settings
from pipeline.ocr.checks.guards import UNREAD, guard_reading, is_unread
from pipeline.ocr.checks.missed_rows import MISSED, find_missed_rows
from pipeline.ocr.checks.reliability import looks_unreliable
from pipeline.ocr.checks.second_opinion import join_opinions, reads_better
from pipeline.ocr.segmentation.bands import cut_bands, recognize_in_bands
from pipeline.ocr.segmentation.curl import CURVED, find_curl
from pipeline.plan.guard import StageClock
from pipeline.preprocess.ink.print_size import reading_dpi
from pipeline.preprocess.ink.strokes import thickened
from pipeline.preprocess.plain import plain_copy
from pipeline.preprocess.prepare import prepare
from pipeline.preprocess.upright.orient import OrientationProbe
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
        """Flags that say that a page with ink was not read as it came, or not all of it."""
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
    restored: bool = False,
) -> CleanPage:
    """The page prepared, and judged by what the rules edition asks of a scan; see `prepare`.

    Args:
        image: the page as received.
        settings: all settings.
        probe: asked how the page stands.
        rotation_deg: the quarter turn where it is known.
        trust_faint: whether faint traces count as writing.
        curl: how its lines bend.
        restored: whether the specks of a shaded black and white scan are taken off.
    """
    asked = load_rules(settings.rules).file.dpi_papers
    return prepare(
        image,
        settings.preprocess,
        probe,
        rotation_deg,
        min_dpi=asked,
        trust_faint=trust_faint,
        curl=curl,
        restore=registry.open_restorer() if restored else None,
    )


def count_missed_rows(ocr: OcrPage, clean: CleanPage, clock: StageClock) -> Recognized:
    """A reading that came about in another way, with the rows that it leaves out."""
    with clock("ocr"):
        missed = sum(len(find_missed_rows(ocr, band.page)) for band in cut_bands(clean))
    return Recognized(clean, ocr, missed)


@dataclass(frozen=True, slots=True)
class Looks:
    """Looks at one page. `restored`: whether copies are restored before they are read."""

    image: PageImage
    settings: Settings
    clock: StageClock
    restored: bool = False

    def prepare(
        self,
        probe: OrientationProbe | None = None,
        rotation_deg: int | None = None,
        curl: Curl | None = None,
    ) -> CleanPage:
        """A copy of the page, of which is known that something is written on it."""
        with self.clock("preprocess"):
            return prepare_page(
                self.image,
                self.settings,
                probe,
                rotation_deg,
                trust_faint=True,
                curl=curl,
                restored=self.restored,
            )

    def read(self, clean: CleanPage) -> Recognized:
        """What the engine makes of a copy."""
        with self.clock("ocr"):
            ocr = recognize_in_bands(registry.open_engine(self.settings.ocr), clean)
        return count_missed_rows(guard_reading(ocr), clean, self.clock)

    def read_upright(self, clean: CleanPage) -> Recognized:
        """Read a copy; where the reading looks wrong, ask how the page stands and read it again.

        Where the probe agrees with the first turn, the page is tried upside down: ascenders and
        descenders mislead.
        """
        first = self.read(clean)
        if not looks_unreliable(first.ocr):
            return first
        turned = self.prepare(registry.open_orientation())
        if turned.geometry.rotation_deg == clean.geometry.rotation_deg:
            turned = self.prepare(
                rotation_deg=(clean.geometry.rotation_deg + 180) % 360
            )
        second = self.read(turned)
        better = (second.ocr.confidence or 0.0) > (first.ocr.confidence or 0.0)
        return second if better else first

    def read_flat(self, found: Recognized) -> Recognized:
        """The page with its bent lines made level and read by both readers, if lines bend and that
        reads better."""
        with self.clock("preprocess"):
            curl = find_curl(found.clean)
        if curl is None:
            return found
        geometry = found.clean.geometry
        flat = self.read(self.prepare(rotation_deg=geometry.rotation_deg, curl=curl))
        flat = self.ask_another(flat, curl)
        if not reads_better(flat.ocr, found.ocr):
            return found
        ocr = flat.ocr.moved(lambda box: curl.bent_box(box, geometry.upright_size))
        return replace(flat, clean=found.clean, ocr=ocr, curved=True)

    def thicker(self) -> Looks:
        """Looks at the page with thicker strokes."""
        pixels = thickened(self.image.pixels, reading_dpi(self.image))
        return replace(self, image=replace(self.image, pixels=pixels))

    def join(self, better: Recognized, other: Recognized) -> Recognized:
        """A reading with what another, of a copy that lies the same way, adds to it."""
        joined = join_opinions(better.ocr, other.ocr)
        if joined is better.ocr:
            return better
        return count_missed_rows(joined, better.clean, self.clock)

    def ask_another(self, found: Recognized, curl: Curl | None = None) -> Recognized:
        """The reading joined with what another reader makes of the page, as it came or restored."""
        reader = registry.open_second_reader(self.settings.ocr)
        if reader is None:
            return found
        with self.clock("preprocess"):
            plain = (
                found.clean
                if self.restored
                else plain_copy(self.image, found.clean, curl)
            )
        with self.clock("ocr"):
            theirs = guard_reading(reader.recognize(plain))
        return self.join(found, Recognized(plain, theirs))
