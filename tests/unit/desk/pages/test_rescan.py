"""What is to be scanned again: by flags, by what a look at the page found, and where that is."""

from dataclasses import replace

import pytest

from pipeline.desk.pages.regions import Region
from pipeline.desk.pages.rescan import Remark, remarks_on
from pipeline.preprocess.places import PageLook, Place, Trouble
from schemas.geometry import BoundingBox, PageGeometry
from schemas.tables.rows import PageRow
from tests.support.store_rows import made_row
from tests.unit.desk.pages.read_pages import line, page_of, reading

SOUND = PageLook((), False, False, True, None)
UPPER_RIGHT = BoundingBox(1100, 0, 1654, 700)


def told(
    *flags: str, look: PageLook = SOUND, dpi: float = 200.0, page=None
) -> list[Remark]:
    row = made_row(PageRow, page=1, dpi=dpi, flags=flags)
    return list(remarks_on([row], [page or reading()], [look]))


def codes(*flags: str, look: PageLook = SOUND, dpi: float = 200.0) -> list[str]:
    return [one.code for one in told(*flags, look=look, dpi=dpi)]


def test_flags_are_told_once_and_an_empty_page_is_only_empty() -> None:
    assert codes("low_dpi", "small_print", dpi=150.0) == ["rescan_low_dpi"]
    grey = replace(SOUND, in_colour=False)
    assert codes("blank", "low_contrast", look=grey) == ["rescan_blank"]
    assert codes("dpi_unknown") == []


def test_a_page_without_coloured_ink_was_still_scanned_in_colour() -> None:
    assert codes("grey") == []
    assert codes("bilevel", look=replace(SOUND, in_colour=False)) == [
        "rescan_not_colour"
    ]


def test_a_file_that_came_signed_is_not_asked_for_in_colour() -> None:
    row = made_row(PageRow, page=1, flags=("grey",))
    look = replace(SOUND, in_colour=False)
    assert list(remarks_on([row], [reading()], [look], in_colour=False)) == []


def test_a_page_on_which_only_the_other_side_shines_through_is_the_wrong_side() -> None:
    assert codes("blank", look=replace(SOUND, shines_through=True)) == [
        "rescan_wrong_side"
    ]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [(Trouble.BLURRED, "rescan_blurred"), (Trouble.DARK, "rescan_shadow")],
)
def test_a_place_is_told_in_pixels_and_in_words(trouble, code) -> None:
    look = replace(SOUND, places=(Place(trouble, UPPER_RIGHT),))
    (remark,) = told(look=look)
    assert (remark.code, remark.region) == (code, Region.TOP_RIGHT)
    assert remark.box == (1100, 0, 1654, 700)


def test_each_place_is_told_by_itself_and_not_the_flag_once_more() -> None:
    lower = BoundingBox(0, 1700, 500, 2300)
    places = (Place(Trouble.BLURRED, UPPER_RIGHT), Place(Trouble.BLURRED, lower))
    remarks = told("blurred", look=replace(SOUND, places=places))
    assert [one.region for one in remarks] == [Region.TOP_RIGHT, Region.BOTTOM_LEFT]


def test_words_go_by_the_upright_page() -> None:
    turned = page_of(geometry=PageGeometry(2339, 1654, 200, 90))
    edge = Place(Trouble.CUT_LEFT, BoundingBox(0, 300, 40, 1200))
    look = replace(SOUND, places=(edge,))
    (remark,) = told("clipped", look=look, page=turned)
    assert (remark.code, remark.region) == ("rescan_cut_off", Region.EDGE_TOP)


def test_flags_without_a_place_are_told_of_the_page() -> None:
    remarks = told("blurred", "shadow", "clipped")
    assert [(one.code, one.region) for one in remarks] == [
        ("rescan_blurred", None),
        ("rescan_shadow", None),
        ("rescan_cut_off", None),
    ]
    assert codes(look=replace(SOUND, dark=True)) == ["rescan_dark"]


@pytest.mark.parametrize(
    ("sure", "region"),
    [
        ((0.5, 0.99, 0.99), Region.TOP),
        ((0.99, 0.5, 0.9), Region.MIDDLE),
        ((0.99, 0.99, 0.5), Region.BOTTOM),
        ((0.99, 0.99, 0.99), None),
    ],
)
def test_the_part_of_a_photograph_whose_words_are_doubted_is_named(
    sure, region
) -> None:
    heights = (100.0, 1100.0, 2100.0)
    page = page_of(
        *(line("chữ", y, sure=one) for y, one in zip(heights, sure, strict=True))
    )
    (remark,) = told("blurred", "out_of_focus", page=page)
    assert (remark.code, remark.region) == ("rescan_blurred", region)


def test_pages_that_are_missing_are_told_of_the_paper() -> None:
    rows = [made_row(PageRow, page=number) for number in (1, 2)]
    pages = [reading(("2", 60.0)), reading(("4", 60.0))]
    (remark,) = remarks_on(rows, pages, [SOUND, SOUND])
    assert (remark.page, remark.code, remark.values) == (
        None,
        "rescan_page_missing",
        (("pages", "3"),),
    )


def test_two_papers_in_one_picture_are_told_once() -> None:
    title = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    page = reading((title, 100.0), (title, 1300.0))
    assert [one.code for one in told("two_pages", page=page)] == ["rescan_two_pages"]
