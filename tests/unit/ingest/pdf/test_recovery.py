"""Files whose structure is not as it should be, and of which nothing is missing."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.config import load_settings
from pipeline.errors import InputError
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pdf.recovery import recover
from schemas.received.source import MediaType
from tests.support.pdf_pages import OnePage, jpeg, picture, scan

SETTINGS = load_settings(environ={})
SIZE = (595.2, 841.92)


def paper(folder: Path) -> bytes:
    one = OnePage(SIZE)
    one.draw(
        picture(one.pdf, scan("L"), jpeg(scan("L"))), (SIZE[0], 0, 0, SIZE[1], 0, 0)
    )
    return one.save(folder / "paper.pdf").read_bytes()


def kept(path: Path) -> None:
    assert inspect_file(path, SETTINGS.limits).page_count == 1
    page = open_page(path, MediaType.PDF, 0, SETTINGS.limits, SETTINGS.preprocess)
    assert page.encoded.data == jpeg(scan("L")) and abs(page.dpi - 150) < 0.1


@pytest.mark.parametrize(
    "tail", [bytes(100_000), b"<html>" + b"a" * 5000, b"\0\xffgarbage" * 500]
)
def test_anything_may_stand_behind_the_end_mark(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "tail.pdf"
    path.write_bytes(paper(tmp_path) + tail)
    kept(path)


def test_a_later_version_that_is_cut_off_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(
        paper(tmp_path)
        + b"\n9 0 obj\n<< /Type /Page >>\nendobj\nxref\n0 1\n"
        + bytes(3000)
    )
    with pytest.raises(InputError) as caught:
        inspect_file(path, SETTINGS.limits)
    assert caught.value.code == "broken_pdf"


@pytest.mark.parametrize("depth", [60, 1200])
def test_a_deep_page_tree_is_read_to_its_leaves(tmp_path: Path, depth: int) -> None:
    """Written by hand: pikepdf itself flattens what it can't walk."""
    data = jpeg(scan("L"))
    image = b"<</Type/XObject/Subtype/Image/Width 1240/Height 1754/BitsPerComponent 8/ColorSpace/DeviceGray"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[10 0 R]/Count 1/MediaBox[0 0 595.2 841.92]/Resources<</XObject<</I 4 0 R>>>>>>",
        4: image
        + b"/Filter/DCTDecode/Length %d>>stream\n" % len(data)
        + data
        + b"\nendstream",
        5: b"<</Length 36>>stream\nq 595.2 0 0 841.92 0 0 cm /I Do Q    \nendstream",
        10 + depth: b"<</Type/Page/Parent %d 0 R/Contents 5 0 R>>" % (9 + depth),
    }
    for at in range(depth):
        parent = 9 + at if at else 2
        objects[10 + at] = b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (
            parent,
            11 + at,
        )
    file, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(file)
        file += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, top = len(file), max(objects) + 1
    file += b"xref\n0 %d\n0000000000 65535 f \n" % top
    for number in range(1, top):
        file += b"%010d 00000 %c \n" % (
            places.get(number, 0),
            b"n" if number in places else b"f",
        )
    file += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (top, start)
    path = tmp_path / "deep.pdf"
    path.write_bytes(file)
    kept(path)


def test_null_objects_and_an_outline_in_circles(tmp_path: Path) -> None:
    one = OnePage(SIZE)
    one.draw(
        picture(one.pdf, scan("L"), jpeg(scan("L"))), (SIZE[0], 0, 0, SIZE[1], 0, 0)
    )
    first, second = (one.pdf.make_indirect(Dictionary(Title=title)) for title in "ab")
    first.Next, second.Next, first.First, first.Last = second, first, second, second
    one.pdf.Root.Outlines = one.pdf.make_indirect(
        Dictionary(Type=Name.Outlines, First=first, Last=second, Count=2)
    )
    nothing = pikepdf.Object.parse(b"null")
    one.pdf.Root.Junk = Array([nothing for _ in range(50_000)])
    kept(one.save(tmp_path / "page.pdf"))


def test_a_picture_that_no_page_shows_may_lack_its_size(tmp_path: Path) -> None:
    one = OnePage(SIZE)
    one.draw(
        picture(one.pdf, scan("L"), jpeg(scan("L"))), (SIZE[0], 0, 0, SIZE[1], 0, 0)
    )
    one.pdf.Root.Spare = picture(one.pdf, scan("L"), Width=Name.Wrong)
    kept(one.save(tmp_path / "page.pdf"))


@pytest.mark.parametrize("count", [b"/N", b"[]", b"()"])
def test_a_count_of_pages_that_is_no_number_is_broken(tmp_path: Path, count) -> None:
    data = paper(tmp_path)
    (path := tmp_path / "a.pdf").write_bytes(
        data.replace(b"/Count 1", b"/Count " + count)
    )
    with pytest.raises(ValueError, match="no number"):
        recover(path)
