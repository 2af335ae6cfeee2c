"""From pixels to the page of the archival file: its size and the map to PDF points (y up)."""

from __future__ import annotations

from schemas.geometry import Affine, BoundingBox, PageGeometry
from schemas.imaging import KeptPage

_MAX_POINTS = 14_400.0  # ISO 32000-1 Annex C; PDF/A-2 6.1.13
_MIN_POINTS = 3.0


def points_per_pixel(geometry: PageGeometry) -> float:
    """72 / dpi, kept within the page sizes that PDF/A allows (3 to 14,400 points)."""
    width, height = geometry.upright_size
    scale = min(72.0 / geometry.dpi, _MAX_POINTS / max(width, height))
    return max(scale, _MIN_POINTS / min(width, height))


def page_size(geometry: PageGeometry) -> tuple[float, float]:
    """(width, height) of the page in points: the upright canvas."""
    scale = points_per_pixel(geometry)
    width, height = geometry.upright_size
    return width * scale, height * scale


def upright_to_page(geometry: PageGeometry) -> Affine:
    """Upright pixels (y down) to points (y up)."""
    scale = points_per_pixel(geometry)
    return Affine(a=scale, d=-scale, f=geometry.upright_size[1] * scale)


def image_matrix(geometry: PageGeometry) -> Affine:
    """The unit square of an image to points: the scan drawn upright and level, its samples
    untouched."""
    unit_to_scan = Affine(
        a=geometry.width_px, d=-geometry.height_px, f=geometry.height_px
    )
    return unit_to_scan.then(geometry.to_upright).then(upright_to_page(geometry))


def page_matrix(page: KeptPage, geometry: PageGeometry) -> Affine:
    """A kept page's own points to points: upright, and as large as it was."""
    return page.to_scan.then(geometry.to_upright).then(upright_to_page(geometry))


def box_to_page(box: BoundingBox, geometry: PageGeometry) -> BoundingBox:
    """An upright pixel box in points; (x0, y0) is its lower left corner."""
    return upright_to_page(geometry).apply_box(box)
