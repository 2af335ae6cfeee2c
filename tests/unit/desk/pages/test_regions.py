"""Parts of a page as people name them."""

import pytest

from pipeline.desk.pages.regions import Region, edge_of, region_of
from pipeline.messages import ENGLISH
from schemas.geometry import BoundingBox, PageGeometry

UPRIGHT = PageGeometry(1654, 2339, 200)


@pytest.mark.parametrize(
    ("box", "region"),
    [
        ((0, 0, 400, 400), Region.TOP_LEFT),
        ((1100, 0, 1654, 700), Region.TOP_RIGHT),
        ((827, 0, 1240, 390), Region.TOP_RIGHT),
        ((413, 390, 827, 780), Region.TOP_LEFT),
        ((0, 0, 1654, 700), Region.TOP),
        ((0, 100, 500, 2300), Region.LEFT),
        ((600, 900, 1000, 1300), Region.MIDDLE),
        ((0, 900, 1654, 1300), Region.MIDDLE),
        ((600, 1900, 1000, 2300), Region.BOTTOM),
        ((1200, 1900, 1654, 2339), Region.BOTTOM_RIGHT),
        ((0, 0, 1654, 2339), Region.ALL),
    ],
)
def test_a_box_lies_in_a_part(box, region) -> None:
    assert region_of(BoundingBox(*box), UPRIGHT) is region


@pytest.mark.parametrize(
    ("turn", "region", "edge"),
    [
        (0, Region.TOP_LEFT, Region.EDGE_LEFT),
        (90, Region.TOP_RIGHT, Region.EDGE_TOP),
        (180, Region.BOTTOM_RIGHT, Region.EDGE_RIGHT),
        (270, Region.BOTTOM_LEFT, Region.EDGE_BOTTOM),
    ],
)
def test_a_scan_that_lies_on_its_side_is_named_as_it_is_read(
    turn, region, edge
) -> None:
    scan = PageGeometry(1654, 1654, 200, turn)
    assert region_of(BoundingBox(0, 0, 400, 400), scan) is region
    assert edge_of(Region.EDGE_LEFT, scan) is edge


@pytest.mark.parametrize("region", list(Region))
def test_every_part_has_its_words(region) -> None:
    assert f"place_{region}" in ENGLISH
