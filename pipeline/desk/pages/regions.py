"""Parts of a page as people name them: by an upright page, from a box on the scan."""

from __future__ import annotations

from enum import StrEnum

from schemas.geometry import BoundingBox, PageGeometry

_MOST = 0.6
"""A box that takes so much of a side reaches along all of it."""
_MIDDLE = (0.4, 0.6)
"""Where a box has its middle that lies in the middle."""


class Region(StrEnum):
    """A part of an upright page; its words stand in the messages as `place_…`."""

    TOP_LEFT = "top_left"
    TOP = "top"
    TOP_RIGHT = "top_right"
    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM = "bottom"
    BOTTOM_RIGHT = "bottom_right"
    ALL = "all"
    EDGE_LEFT = "edge_left"
    EDGE_TOP = "edge_top"
    EDGE_RIGHT = "edge_right"
    EDGE_BOTTOM = "edge_bottom"


_EDGES = (Region.EDGE_TOP, Region.EDGE_RIGHT, Region.EDGE_BOTTOM, Region.EDGE_LEFT)
"""Clockwise: a quarter turn leads from each to the next."""


def region_of(box: BoundingBox, geometry: PageGeometry) -> Region:
    """The part of the upright page that a box on the scan lies in."""
    upright = geometry.to_upright.apply_box(box)
    width, height = geometry.upright_size
    across = _side(upright.x0 / width, upright.x1 / width, ("left", "", "right"))
    down = _side(upright.y0 / height, upright.y1 / height, ("top", "", "bottom"))
    if across is None and down is None:
        return Region.ALL
    return Region("_".join(filter(None, (down, across))) or "middle")


def _side(begin: float, end: float, names: tuple[str, str, str]) -> str | None:
    """Where a stretch has its middle: before the page's, in it, or behind it; None where it takes
    most of the page."""
    if end - begin > _MOST:
        return None
    middle = (begin + end) / 2
    return names[(middle >= _MIDDLE[0]) + (middle > _MIDDLE[1])]


def edge_of(edge: Region, geometry: PageGeometry) -> Region:
    """The edge of the upright page that an edge of the scan is."""
    turns = geometry.rotation_deg // 90
    return _EDGES[(_EDGES.index(edge) + turns) % 4]
