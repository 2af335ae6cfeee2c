"""What is seen on a page: pictures, marks, hidden layers, and content that can't be followed."""

from __future__ import annotations

import pikepdf
import pytest

from pipeline.ingest.pdf.content import page_content
from pipeline.ingest.pdf.marks import PageContent
from pipeline.ingest.pdf.operators import OperatorReader, TooMuchContent, check_size

DRAWN = b"q 200 0 0 300 0 0 cm /Im Do Q "


def seen(content: bytes, **resources: object) -> PageContent | None:
    with pikepdf.new() as pdf:
        pixel = pdf.make_stream(
            b"\0",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=1,
            Height=1,
        )
        page = pdf.add_blank_page(page_size=(200, 300))
        page.obj.Resources = pikepdf.Dictionary(XObject={"/Im": pixel}, **resources)
        page.obj.Contents = pdf.make_stream(content)
        found = page_content(pdf, page)
        boxes = [] if found is None else [one.box for one in found.pictures]
        assert all(box.x1 >= box.x0 for box in boxes)
        return found


@pytest.mark.parametrize(
    ("content", "pictures", "marked", "covered"),
    [
        (b"", 0, False, False),
        (DRAWN, 1, False, False),
        (b"0 g 10 10 50 50 re f", 0, True, False),
        (b"1 g 10 10 50 50 re f", 0, False, False),
        (DRAWN + b"0 g 10 10 50 50 re f", 1, True, True),
        (b"10 10 50 50 re n " + DRAWN, 1, False, False),
        (b"BT /F 12 Tf 3 Tr (hidden) Tj ET", 0, False, False),
        (b"BT /F 12 Tf (seen) Tj ET", 0, True, False),
        (DRAWN + DRAWN, 2, False, False),
    ],
)
def test_pictures_and_marks(
    content: bytes, pictures: int, marked: bool, covered: bool
) -> None:
    found = seen(content)
    assert found is not None
    told = (len(found.pictures), found.marked, found.covered)
    assert told == (pictures, marked, covered)


def test_a_picture_is_seen_through_its_clip() -> None:
    found = seen(b"0 0 100 150 re W n " + DRAWN)
    assert found is not None
    (picture,) = found.pictures
    assert (picture.clip.x1, picture.clip.y1) == (100, 150)


@pytest.mark.parametrize(
    ("content", "unclear"),
    [
        (b"0 0 100 150 re W n 10 10 20 20 re f", False),
        (b"0 0 m 100 0 l 100 150 l h W n 10 10 20 20 re f", True),
        (b"/Odd Do", True),
        (b"/Thin gs 10 10 20 20 re f", True),
    ],
)
def test_what_is_not_followed_is_said(content: bytes, unclear: bool) -> None:
    found = seen(content, ExtGState={"/Thin": {"/ca": 0.5}})
    assert found is not None and found.unclear is unclear


def test_text_in_a_font_that_the_page_lacks_is_told_with_its_size() -> None:
    found = seen(b"BT /F 12 Tf (x) Tj ET")
    assert found is not None
    assert (found.text_without_font, found.smallest_text) == (True, 12)


def test_more_than_a_scan_has_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ingest.pdf.operators._MAX_OPERATORS", 3)
    assert seen(b"q Q q Q q Q") is None
    assert seen(b"q Q") is not None


def test_content_that_unpacks_to_too_much_is_not_parsed() -> None:
    with pikepdf.new() as pdf:
        large = pikepdf.Stream(pdf, b"x" * ((4 << 20) + 1))
        with pytest.raises(TooMuchContent):
            check_size(large)
        assert OperatorReader(pdf).seen.pictures == []
