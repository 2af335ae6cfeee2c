"""What is to be scanned again, where and why, while the paper is still at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.desk.pages.page_numbers import missing_numbers, printed_number
from pipeline.desk.pages.regions import Region, edge_of, region_of
from pipeline.desk.pages.two_papers import holds_two_papers
from pipeline.preprocess.places import PageLook, Place, Trouble
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import PageReading
from schemas.tables.rows import PageRow

_BY_FLAG = {
    "low_dpi": "rescan_low_dpi",
    "small_print": "rescan_low_dpi",
    "low_contrast": "rescan_pale",
    "pale": "rescan_pale",
    "two_pages": "rescan_two_pages",
    "negative": "rescan_negative",
    "unread": "rescan_unread",
}
"""Flags of a whole page that another scan can mend, and what is told of them."""
_PLACED = (
    ("rescan_blurred", ("blurred", "out_of_focus"), (Trouble.BLURRED,)),
    ("rescan_shadow", ("shadow",), (Trouble.DARK,)),
    (
        "rescan_cut_off",
        ("clipped",),
        tuple(trouble for trouble in Trouble if trouble.is_cut),
    ),
)
"""What is told with its place: the code, flags of the page that say it, what a look may find."""
_MUCH_DOUBTED = 0.02
"""Mean doubt about the words of a third of a page, from which it is named."""
_THIRDS = (Region.TOP, Region.MIDDLE, Region.BOTTOM)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a page that another scan mends, or that a clerk should look at.

    `values` fill the message. `box`: where, in pixels of the unturned scan; `region`: the same, as
    people name it; `field`: the value that is meant, as `subject.1.full_name`.
    """

    page: int | None
    code: str
    values: tuple[tuple[str, str], ...] = ()
    box: tuple[float, float, float, float] | None = None
    region: Region | None = None
    field: str | None = None


def remarks_on(
    rows: Sequence[PageRow],
    pages: Sequence[PageReading],
    looks: Sequence[PageLook],
    *,
    in_colour: bool = True,
) -> Iterator[Remark]:
    """What is to be scanned again: page by page, then pages that are missing.

    Args:
        rows: the pages as they will stand in the record.
        pages: what was read on them.
        looks: what a look at each has told.
        in_colour: whether they are to be in colour.
    """
    for row, page, look in zip(rows, pages, looks, strict=True):
        yield from _of_page(row, page, look)
        if in_colour and not look.in_colour and "blank" not in row.flags:
            yield Remark(row.page, "rescan_not_colour")
    missing = missing_numbers([printed_number(page) for page in pages])
    if missing:
        told = ", ".join(map(str, missing))
        yield Remark(None, "rescan_page_missing", (("pages", told),))


def _of_page(row: PageRow, page: PageReading, look: PageLook) -> Iterator[Remark]:
    if "blank" in row.flags:  # of an empty page nothing else matters
        code = "rescan_wrong_side" if look.shines_through else "rescan_blank"
        yield Remark(row.page, code)
        return
    codes = [_BY_FLAG[flag] for flag in row.flags if flag in _BY_FLAG]
    if holds_two_papers(page):
        codes.append("rescan_two_pages")
    if look.dark:
        codes.append("rescan_dark")
    for code in dict.fromkeys(codes):
        yield Remark(row.page, code, (("dpi", str(round(row.dpi))),))
    for code, flags, troubles in _PLACED:
        places = [place for place in look.places if place.trouble in troubles]
        for place in places:
            yield _place_remark(row.page, code, place, page.ocr.geometry)
        if not places and not set(flags).isdisjoint(row.flags):
            region = _find_doubted(page) if "out_of_focus" in row.flags else None
            yield Remark(row.page, code, region=region)


def _place_remark(page: int, code: str, place: Place, geometry: PageGeometry) -> Remark:
    region = (
        edge_of(Region(place.trouble.value.replace("cut_", "edge_")), geometry)
        if place.trouble.is_cut
        else region_of(place.box, geometry)
    )
    return Remark(page, code, box=corners(place.box), region=region)


def corners(box: BoundingBox) -> tuple[float, float, float, float]:
    """A box as the answers give it."""
    return round(box.x0, 1), round(box.y0, 1), round(box.x1, 1), round(box.y1, 1)


def _find_doubted(page: PageReading) -> Region | None:
    """The third of a photographed page, as it is read, whose words are doubted most, where they
    are."""
    height = page.ocr.geometry.upright_size[1]
    doubts: tuple[list[float], ...] = ([], [], [])
    for word in page.ocr.words:
        middle = (word.box.y0 + word.box.y1) / 2 / height
        doubts[min(2, int(3 * middle))].append(1 - word.confidence)
    means = [sum(third) / len(third) if third else 0.0 for third in doubts]
    worst = max(means)
    return _THIRDS[means.index(worst)] if worst >= _MUCH_DOUBTED else None
