"""Born-digital pages are kept whole, or drawn for a reason that is told."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Name
from PIL import Image

from pipeline.ingest.pdf.kept.why import NotKept
from schemas.kept import WhyDrawn
from tests.support.kept_pages import kept, letter, opened
from tests.support.layered_pdf import LETTER, laid, layered_page
from tests.support.office_pages import DRAWN, KEPT, link, name
from tests.support.pdf_pages import jpeg, picture, scan


@pytest.mark.parametrize("what", KEPT)
def test_a_page_of_known_parts_is_kept(tmp_path: Path, what: str) -> None:
    page = kept(letter(tmp_path / "a.pdf", KEPT[what]))
    with pikepdf.open(io.BytesIO(page.data)) as pdf:
        assert len(pdf.pages) == 1
        assert {*pdf.Root.keys()} == {"/Type", "/Pages"}
        assert not {"/Annots", "/AA", "/StructParents"} & {*pdf.pages[0].obj.keys()}


@pytest.mark.parametrize("what", DRAWN)
def test_anything_else_is_drawn_and_the_reason_is_told(
    tmp_path: Path, what: str
) -> None:
    why, change = DRAWN[what]
    with pytest.raises(NotKept) as caught:
        kept(letter(tmp_path / "a.pdf", change))
    assert caught.value.why is why


def test_what_is_kept_leads_to_the_pixels_that_were_read(tmp_path: Path) -> None:
    path = letter(tmp_path / "a.pdf", lambda pdf: None)
    image, page = opened(path), kept(path)
    assert image.box is not None
    height, width = image.pixels.shape[:2]
    assert page.to_scan.apply(image.box.x0, image.box.y1) == pytest.approx((0, 0))
    corner = page.to_scan.apply(image.box.x1, image.box.y0)
    assert corner == pytest.approx((width, height), abs=1)


def test_what_is_lost_is_seen(tmp_path: Path) -> None:
    """A link's frame is drawn by readers, and is no part of the page."""
    path = letter(tmp_path / "a.pdf", framed_link)
    with pytest.raises(NotKept) as caught:
        kept(path)
    assert caught.value.why is WhyDrawn.LOOK


def framed_link(pdf: pikepdf.Pdf) -> None:
    link(pdf)
    note = pdf.pages[0].obj.Annots[0]
    note.Border, note.C = [0, 0, 3], [1, 0, 0]


def test_the_same_page_gives_the_same_bytes(tmp_path: Path) -> None:
    path = layered_page(tmp_path / "a.pdf", shown=laid(LETTER[:4]))
    assert kept(path) == kept(path)


def test_a_photograph_of_four_inks_is_drawn(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        inks = scan("RGB", (60, 60)).convert("CMYK")
        image = picture(pdf, inks, jpeg(inks), ColorSpace=Name.DeviceCMYK)
        name(pdf, "/XObject", image, "q 60 0 0 60 400 60 cm /N Do Q")

    with pytest.raises(NotKept) as caught:
        kept(letter(tmp_path / "a.pdf", change))
    assert caught.value.why is WhyDrawn.COLOURS


def test_a_picture_with_its_own_profile_is_kept(tmp_path: Path) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    def change(pdf: pikepdf.Pdf) -> None:
        photo = Image.new("RGB", (60, 60), (200, 30, 30))
        space = Array([Name.ICCBased, pdf.make_stream(profile, N=3)])
        image = picture(pdf, photo, ColorSpace=space)
        name(pdf, "/XObject", image, "q 60 0 0 60 400 60 cm /N Do Q")

    with pikepdf.open(io.BytesIO(kept(letter(tmp_path / "a.pdf", change)).data)) as pdf:
        space = pdf.pages[0].obj.Resources.XObject.N.ColorSpace
        assert space[1].read_bytes() == profile
