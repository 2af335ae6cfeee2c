"""Fields drawn on a page: colours say what was accepted, asked and written by hand."""

from typing import Any

from PIL import Image

from pipeline.operations.finding.field_overlay import draw_fields
from schemas.geometry import PageGeometry


def field(x0: float, **other: Any) -> dict[str, Any]:
    row = {
        "role": None,
        "role_index": None,
        "name": "number",
        "value": "12/QĐ",
        "confidence": 0.97,
        "x0": x0,
        "y0": 400.0,
        "x1": x0 + 200,
        "y1": 440.0,
        "handwritten": False,
        "needs_review": False,
    }
    return {**row, **other}


def colours(
    page: Image.Image, box: tuple[int, int, int, int]
) -> set[tuple[int, int, int]]:
    part = page.crop(box)
    return {
        part.getpixel((x, y)) for x in range(part.width) for y in range(part.height)
    }


def test_each_value_is_framed_in_the_colour_of_its_state() -> None:
    page = Image.new("RGB", (827, 1170), "white")
    rows = [
        field(100.0),
        field(600.0, needs_review=True),
        field(1100.0, needs_review=True, handwritten=True),
    ]
    drawn = draw_fields(page, PageGeometry(1654, 2340, 200), rows, "vi")
    assert drawn.height == page.height and drawn.width > page.width
    for x0, colour in ((50, (0, 90, 170)), (300, (230, 159, 0)), (550, (213, 94, 0))):
        assert colour in colours(drawn, (x0 - 2, 198, x0 + 102, 222))
    assert colours(drawn, (0, 300, drawn.width, 1170)) == {(255, 255, 255)}


def test_no_print_is_covered() -> None:
    """The page is what it was, but for the frame and one line below the words."""
    page = Image.new("RGB", (827, 1170), "white")
    drawn = draw_fields(page, PageGeometry(1654, 2340, 200), [field(100.0)], "vi")
    assert colours(drawn, (54, 204, 146, 216)) == {(255, 255, 255)}
    assert colours(drawn, (154, 0, 827, 219)) == {(255, 255, 255)}
    assert (0, 90, 170) in colours(drawn, (827, 190, drawn.width, 240))


def test_words_that_do_not_fit_below_one_another_make_the_picture_higher() -> None:
    page = Image.new("RGB", (827, 300), "white")
    rows = [field(100.0, value=str(number) * 90) for number in range(9)]
    drawn = draw_fields(page, PageGeometry(1654, 2340, 200), rows, "en")
    assert drawn.height > page.height
    assert colours(drawn, (830, 290, drawn.width, drawn.height)) > {(255, 255, 255)}


def test_boxes_of_a_page_that_lay_on_its_side_are_turned_with_it() -> None:
    page = Image.new("RGB", (827, 1170), "white")
    turned = {**field(400.0), "y0": 1000.0, "x1": 440.0, "y1": 1200.0}
    drawn = draw_fields(page, PageGeometry(2340, 1654, 200, 90), [turned], "vi")
    assert (0, 90, 170) in colours(drawn, (225, 195, 330, 225))


def test_values_of_one_code_are_written_one_below_the_other() -> None:
    page = Image.new("RGB", (827, 1170), "white")
    rows = [field(100.0, name=name) for name in ("full_name", "birth_date", "address")]
    drawn = draw_fields(page, PageGeometry(1654, 2340, 200), rows, "vi")
    ink = [
        any(drawn.getpixel((x, y)) != (255, 255, 255) for x in range(870, 1000))
        for y in range(180, 290)
    ]
    lines = sum(
        now and not before for before, now in zip([False, *ink], ink, strict=False)
    )
    assert lines >= 3
