"""Pages as they were read: lines at their places on an upright A4 page of 200 dpi."""

from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord, PageReading

GEOMETRY = PageGeometry(1654, 2339, 200)


def line(
    text: str, y: float, x: float = 700, width: float = 200, sure: float = 1.0
) -> OcrLine:
    """A line of one word."""
    return OcrLine.around([OcrWord(text, BoundingBox(x, y, x + width, y + 30), sure)])


def page_of(*lines: OcrLine, geometry: PageGeometry = GEOMETRY) -> PageReading:
    """A page with these lines."""
    ocr = OcrPage(lines, geometry, "made")
    return PageReading(1, ocr, False, (), True, (), None, True, 0.0, {})


def reading(*lines: tuple[str, float]) -> PageReading:
    """A page with these texts, each at its height."""
    return page_of(*(line(text, y) for text, y in lines))
