"""Pages of archival files as pictures to look at: drawn when asked for, kept in memory, bounded."""

from __future__ import annotations

import io
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image

from pipeline.errors import DigitizationError
from pipeline.ingest.pdf.poppler import draw_page
from pipeline.ingest.pictures.opening import open_image
from pipeline.review.open_items.pictures import picture_gone, whole_page
from schemas.geometry import BoundingBox

LONGEST_SIDE = 2000
"""Pixels of a whole page: A4 at 170 dpi."""
_CROP_SIDE = 1400
_FINEST = 300.0
_KEPT_BYTES = 256 << 20
_AT_A_TIME = 2
_SMALL_PAGE = 900.0
"""Points: pages up to A4, whose picture shows letters as large as they are read."""
Part = tuple[float, float, float, float]
_QUALITY = 80


@dataclass(frozen=True, slots=True)
class PageFile:
    """Where a page is: `path` of the PDF relative to the archive, its hash, `page` from 1, and by
    how much (clockwise, degrees) what the file draws is turned to be read."""

    path: str
    sha256: str
    page: int
    turn: int = 0


class Pictures:
    """JPEGs of pages and of parts of pages."""

    def __init__(self, root: Path, kept_bytes: int = _KEPT_BYTES) -> None:
        self._root = root
        self._kept_bytes = kept_bytes
        self._kept: OrderedDict[object, bytes] = OrderedDict()
        self._making: dict[object, threading.Lock] = {}
        self._size = 0
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(_AT_A_TIME)

    def page(self, file: PageFile) -> bytes:
        """The whole page, upright, at most LONGEST_SIDE pixels long.

        Raises:
            InputError: `picture_gone`: the file or the page is not there, or can't be drawn.
        """
        return self._picture((file, None), lambda: self._draw(file, None))

    def crop(self, file: PageFile, part: Part) -> bytes:
        """A part of the page.

        Args:
            file: the page.
            part: x0, y0, x1, y1 as shares of the upright page's width and height, y down.

        Raises:
            InputError: as `page`.
        """
        return self._picture((file, part), lambda: self._cut(file, part))

    def forget(self) -> None:
        """Let go of all pictures."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def _picture(self, key: object, make: Callable[[], bytes]) -> bytes:
        """A picture that is kept, or made now: once, however many ask for it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            try:
                picture = make()
                self._keep(key, picture)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return picture

    def _keep(self, key: object, picture: bytes) -> None:
        with self._lock:
            self._kept[key] = picture
            self._size += len(picture)
            while self._size > self._kept_bytes and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])

    def _cut(self, file: PageFile, part: Part) -> bytes:
        """A part: of the page's picture where that is fine enough, else drawn by itself."""
        with self._open(file) as (_, page):
            left, top, right, bottom = _shares(part)
            whole = _part_of(page, None)
        if max(whole.width, whole.height) > _SMALL_PAGE:
            return self._draw(file, part)
        with open_image(self.page(file)) as picture:
            width, height = picture.size
            edges = (left * width, top * height, right * width, bottom * height)
            x0, y0, x1, y1 = (round(edge) for edge in edges)
            return _jpeg(picture.crop((x0, y0, max(x1, x0 + 1), max(y1, y0 + 1))))

    def _draw(self, file: PageFile, part: Part | None) -> bytes:
        with self._turns, self._open(file) as (pdf, page):
            box = _part_of(page, part and _as_drawn(part, file.turn))
            longest = LONGEST_SIDE if part is None else _CROP_SIDE
            resolution = min(_FINEST, 72 * longest / max(box.width, box.height))
            pixels = draw_page(pdf, page, box, resolution)
        return _jpeg(Image.fromarray(pixels).rotate(-file.turn, expand=True))

    @contextmanager
    def _open(self, file: PageFile) -> Iterator[tuple[pikepdf.Pdf, pikepdf.Page]]:
        """The page of the file, which lies in the archive.

        Raises:
            InputError: `picture_gone`, also for what fails within the block.
        """
        try:
            path = (self._root / file.path).resolve()
            if not path.is_relative_to(self._root.resolve()):
                raise ValueError("outside the archive")
            with pikepdf.open(path) as pdf:
                yield pdf, pdf.pages[file.page - 1]
        except (
            OSError,
            ValueError,
            IndexError,
            pikepdf.PdfError,
            DigitizationError,
        ) as error:
            raise picture_gone(file.path, file.page) from error


def _jpeg(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=_QUALITY)
    return content.getvalue()


def _part_of(page: pikepdf.Page, part: Part | None) -> BoundingBox:
    """A part of the page in points, y up."""
    whole = whole_page(page)
    if part is None:
        return whole
    left, top, right, bottom = _shares(part)
    return BoundingBox(
        whole.x0 + left * whole.width,
        whole.y1 - bottom * whole.height,
        whole.x0 + right * whole.width,
        whole.y1 - top * whole.height,
    )


def _as_drawn(part: Part, turn: int) -> Part:
    """A part of the upright page as a part of what the file draws."""
    left, top, right, bottom = part
    match turn % 360:
        case 90:
            return top, 1 - right, bottom, 1 - left
        case 180:
            return 1 - right, 1 - bottom, 1 - left, 1 - top
        case 270:
            return 1 - bottom, left, 1 - top, right
    return part


def _shares(part: Part) -> Part:
    """A part within the page. Raises ValueError where nothing is in it."""
    if not all(math.isfinite(share) for share in part):
        raise ValueError("no part of a page")
    left, top, right, bottom = (min(max(share, 0.0), 1.0) for share in part)
    if right - left < 1e-4 or bottom - top < 1e-4:
        raise ValueError("nothing to cut out")
    return left, top, right, bottom
