"""Room for a visible signature on a page that is written already."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from pipeline.runner.signing.stamp_place import free_place
from schemas.geometry import BoundingBox

WIDTH, HEIGHT = 595, 842
SIZE = (150.0, 50.0)


def page(place: Path, *inked: tuple[int, int, int, int], origin: int = 0) -> Path:
    """An A4 page with black rectangles (x, y, width, height in points, y up)."""
    path = place / "a.pdf"
    with pikepdf.new() as pdf:
        made = pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        made.mediabox = [origin, origin, origin + WIDTH, origin + HEIGHT]
        paint = "".join(f"{x} {y} {w} {h} re f " for x, y, w, h in inked)
        made.Contents = pdf.make_stream(b"0 g " + paint.encode())
        pdf.save(path)
    return path


def meets(box: BoundingBox, inked: tuple[int, int, int, int]) -> bool:
    x, y, w, h = inked
    return box.x0 < x + w and x < box.x1 and box.y0 < y + h and y < box.y1


def place_on(path: Path, corner: str = "top-right") -> BoundingBox:
    found = free_place(path, corner, SIZE)
    assert found is not None
    return found


@pytest.mark.parametrize("corner", ["top-left", "top-right"])
def test_on_an_empty_page_it_stands_in_its_corner(tmp_path, corner):
    box = place_on(page(tmp_path), corner)
    assert (box.width, box.height) == pytest.approx(SIZE, abs=1.0)
    assert HEIGHT - box.y1 < 60 and box.y1 <= HEIGHT
    assert (box.x0 < 60) if corner == "top-left" else (WIDTH - box.x1 < 60)
    assert box.x0 >= 0 and box.x1 <= WIDTH


@pytest.mark.parametrize(
    "inked",
    [(430, 770, 150, 60), (300, 780, 295, 62), (WIDTH - 80, 700, 80, 142)],
)
def test_nothing_that_is_printed_is_covered(tmp_path, inked):
    assert not meets(place_on(page(tmp_path, inked)), inked)


def test_where_the_page_is_full_it_stands_in_its_corner_and_smaller(tmp_path):
    lines = [(10, y, WIDTH - 20, 5) for y in range(5, HEIGHT, 9)]
    box = place_on(page(tmp_path, *lines))
    assert box.width < SIZE[0] and box.height < SIZE[1]
    assert box.x0 >= 0 and box.x1 <= WIDTH and box.y1 <= HEIGHT


def test_a_page_whose_corner_is_not_at_nought(tmp_path):
    here, moved = place_on(page(tmp_path)), place_on(page(tmp_path, origin=100))
    assert moved.x0 == pytest.approx(here.x0 + 100, abs=1.0)
    assert moved.y0 == pytest.approx(here.y0 + 100, abs=1.0)


def test_an_invisible_signature_needs_no_room(tmp_path):
    assert free_place(page(tmp_path), "top-right", None) is None


def test_a_page_that_can_not_be_drawn_is_signed_invisibly(tmp_path):
    broken = tmp_path / "b.pdf"
    broken.write_bytes(b"%PDF-1.7 cut short")
    for path in (broken, tmp_path / "gone.pdf"):
        assert free_place(path, "top-right", SIZE) is None
