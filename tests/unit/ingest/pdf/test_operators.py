"""What content leaves on a page: marks, text, clips and layers, and where it can't be followed."""

import math
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.ingest.pdf.content import page_content
from pipeline.ingest.pdf.marks import BLACK, PageContent
from pipeline.ingest.pdf.operators import TooMuchContent, check_size
from schemas.geometry import BoundingBox
from tests.support.pdf_pages import picture, scan

SIZE = (200, 300)


class Sheet:
    """A page with one picture (/I), one form (/F) and one font (/T) among its resources."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()
        self.page = self.pdf.add_blank_page(page_size=SIZE)
        self.image = picture(self.pdf, scan("L", (60, 90)))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        self.page.Resources = Dictionary(
            XObject=Dictionary(I=self.pdf.make_indirect(self.image)),
            Font=Dictionary(T=font),
            ExtGState=Dictionary(
                Plain=Dictionary(ca=1),
                Soft=Dictionary(ca=0.5),
                Mixed=Dictionary(BM=Name.Multiply),
            ),
        )

    def form(self, content: str, **entries: object) -> None:
        made = self.pdf.make_stream(content.encode())
        made.Subtype, made.BBox = Name.Form, Array([0, 0, *SIZE])
        for name, value in entries.items():
            made[f"/{name}"] = value
        self.page.Resources.XObject.F = self.pdf.make_indirect(made)

    def seen(self, content: str) -> PageContent:
        self.page.Contents = self.pdf.make_stream(content.encode())
        found = page_content(self.pdf, self.page)
        assert found is not None
        return found


@pytest.fixture
def sheet() -> Sheet:
    return Sheet()


def test_a_picture_stands_where_it_is_put(sheet):
    seen = sheet.seen("q 100 0 0 150 20 30 cm /I Do Q")
    (one,) = seen.pictures
    assert one.box == BoundingBox(20, 30, 120, 180)
    assert not seen.marked and not seen.unclear


def test_matrices_are_multiplied_and_given_back(sheet):
    seen = sheet.seen(
        "q 2 0 0 2 10 0 cm q 50 0 0 50 5 5 cm /I Do Q /I Do Q 10 0 0 10 0 0 cm /I Do"
    )
    assert [one.box for one in seen.pictures] == [
        BoundingBox(20, 10, 120, 110),
        BoundingBox(10, 0, 12, 2),
        BoundingBox(0, 0, 10, 10),
    ]


def test_a_clip_of_one_box_is_followed_others_are_not(sheet):
    (one,) = sheet.seen("10 20 50 60 re W n 100 0 0 100 0 0 cm /I Do").pictures
    assert one.clip == BoundingBox(10, 20, 60, 80)
    (one,) = sheet.seen("0 0 50 50 re W n 25 25 50 50 re W n /I Do").pictures
    assert one.clip == BoundingBox(25, 25, 50, 50)
    assert sheet.seen("0 0 m 9 9 l 9 0 l W n /I Do").unclear


@pytest.mark.parametrize(
    ("content", "marked", "black_on_white"),
    [
        ("0 g 10 10 50 50 re f", True, True),
        ("0 0 0 1 k 10 10 50 50 re f", True, True),
        ("1 g 10 10 50 50 re f", False, True),
        ("1 0 0 rg 10 10 50 50 re f", True, False),
        ("1 0 0 RG 10 10 m 50 50 l S", True, False),
        ("10 10 50 50 re n", False, True),
        ("0.5 g q 0 g Q 10 10 50 50 re f", True, False),
    ],
)
def test_what_is_painted(sheet, content, marked, black_on_white):
    seen = sheet.seen(content)
    assert (seen.marked, seen.black_on_white) == (marked, black_on_white)


def test_white_over_a_picture_hides_some_of_it(sheet):
    assert sheet.seen("/I Do 1 g 0 0 9 9 re f").covered
    assert not sheet.seen("1 g 0 0 9 9 re f /I Do").covered


@pytest.mark.parametrize(
    ("content", "marked", "em"),
    [
        ("BT /T 12 Tf (x) Tj ET", True, 12.0),
        ("BT /T 12 Tf 0.5 0 0 0.5 0 0 Tm (x) Tj ET", True, 6.0),
        ("2 0 0 2 0 0 cm BT /T 12 Tf (x) Tj ET", True, 24.0),
        ("BT /T 12 Tf 3 Tr (x) Tj ET", False, math.inf),
    ],
)
def test_text_by_its_size_and_whether_it_is_seen(sheet, content, marked, em):
    seen = sheet.seen(content)
    assert (seen.marked, seen.smallest_text) == (marked, em)
    assert not seen.text_without_font


def test_text_in_a_font_that_is_missing_and_as_a_clip(sheet):
    assert sheet.seen("BT /Gone 12 Tf (x) Tj ET").text_without_font
    assert sheet.seen("BT /T 12 Tf 7 Tr (x) Tj ET").unclear


@pytest.mark.parametrize(
    ("state", "unclear"),
    [("Plain", False), ("Soft", True), ("Mixed", True), ("Gone", False)],
)
def test_what_is_seen_through_is_unclear(sheet, state, unclear):
    assert sheet.seen(f"/{state} gs /I Do").unclear is unclear


def test_a_form_is_walked_with_its_own_matrix_and_box(sheet):
    sheet.form("100 0 0 100 0 0 cm /I Do", Matrix=Array([1, 0, 0, 1, 50, 60]))
    (one,) = sheet.seen("/F Do").pictures
    assert one.box == BoundingBox(50, 60, 150, 160)
    assert one.clip == BoundingBox(50, 60, 50 + SIZE[0], 60 + SIZE[1])


def test_a_form_that_draws_itself_is_no_page_of_a_scan(sheet):
    sheet.form("/F Do")
    form = sheet.page.Resources.XObject.F
    form.Resources = Dictionary(XObject=Dictionary(F=form))
    sheet.page.Contents = sheet.pdf.make_stream(b"/F Do")
    assert page_content(sheet.pdf, sheet.page) is None


@pytest.mark.parametrize("content", ["Q Q Q", "foo bar", "EMC EMC", "/I foo"])
def test_operators_that_mean_nothing_have_no_effect(sheet, content):
    seen = sheet.seen(f"{content} /I Do")
    assert (len(seen.pictures), seen.unclear) == (1, False)


@pytest.mark.parametrize("content", ["/Gone Do", "(x) cm", "/T Tf", "(a) Tr"])
def test_operands_of_another_kind_make_it_unclear(sheet, content):
    assert sheet.seen(content).unclear


def layered(sheet: Sheet, shown: bool) -> None:
    layer = sheet.pdf.make_indirect(Dictionary(Type=Name.OCG, Name="x"))
    sheet.pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([] if shown else [layer]))
    )
    sheet.page.Resources.Properties = Dictionary(L=layer)


@pytest.mark.parametrize("shown", [True, False])
def test_a_layer_that_is_off_is_not_seen_and_ends_where_it_ends(sheet, shown):
    layered(sheet, shown)
    seen = sheet.seen("/OC /L BDC /I Do 0 g 0 0 9 9 re f EMC 10 0 0 10 0 0 cm /I Do")
    assert len(seen.pictures) == 1 + shown
    assert seen.marked == shown
    assert seen.pictures[-1].ink == BLACK


@pytest.mark.parametrize(
    ("notes", "marked"),
    [
        ([Dictionary(Subtype=Name.Stamp, Rect=Array([0, 0, 9, 9]))], True),
        ([Dictionary(Subtype=Name.Stamp, Rect=Array([0, 0, 9, 9]), F=2)], False),
        ([Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))], False),
        ([Dictionary(Subtype=Name.Stamp, Rect=Array([5, 5, 5, 5]))], False),
        ([Name.Odd], False),
    ],
)
def test_notes_on_a_page_are_seen_unless_hidden(sheet, notes, marked):
    sheet.page.Annots = Array(notes)
    assert sheet.seen("/I Do").marked is marked


def test_content_without_end_is_refused_before_it_is_unpacked():
    pdf = pikepdf.new()
    bomb = pdf.make_stream(b"")
    bomb.write(zlib.compress(b" " * (8 << 20)), filter=Name.FlateDecode)
    with pytest.raises(ValueError):
        check_size(bomb)
    raw = pdf.make_stream(b" " * (5 << 20))
    with pytest.raises(TooMuchContent):
        check_size(raw)
    check_size(pdf.make_stream(b"q Q"))
