"""Pictures of a page that end too early are told before another program fills them with grey."""

import zlib

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from pipeline.ingest.pdf.recovery import forget_assumed_boxes, recover
from pipeline.ingest.pdf.whole import check_whole
from pipeline.ingest.pictures.raster import DECODE_ERRORS
from tests.support.pdf_pages import OnePage, jpeg, picture, scan

IMAGE = scan("L", (120, 160))


def raw(pdf: pikepdf.Pdf, rows: int, flate: bool = True) -> pikepdf.Stream:
    """A picture of 160 rows whose data hold so many."""
    data = bytes(120 * rows)
    made = pdf.make_stream(zlib.compress(data) if flate else data)
    made.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=120,
        Height=160,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
        **({"Filter": Name.FlateDecode} if flate else {}),
    )
    return made


@pytest.mark.parametrize("flate", [True, False])
def test_samples_must_be_as_many_as_are_stated(flate):
    pdf = pikepdf.new()
    check_whole([raw(pdf, 160, flate), raw(pdf, 200, flate)])
    with pytest.raises(ValueError, match="too early"):
        check_whole([raw(pdf, 160, flate), raw(pdf, 159, flate)])


def test_a_jpeg_must_have_its_end():
    pdf = pikepdf.new()
    data = jpeg(IMAGE)
    check_whole([picture(pdf, IMAGE, data)])
    with pytest.raises(ValueError, match="too early"):
        check_whole([picture(pdf, IMAGE, data[: len(data) // 2])])


def test_what_is_no_jpeg_at_all_is_broken():
    pdf = pikepdf.new()
    with pytest.raises(DECODE_ERRORS):
        check_whole([picture(pdf, IMAGE, b"no picture")])


@pytest.mark.parametrize("space", [None, Name.DeviceRGB, Name.DeviceCMYK])
def test_what_a_maker_got_wrong_of_a_jpeg_is_put_right(space):
    pdf = pikepdf.new()
    image = picture(pdf, IMAGE, ColorSpace=space, BitsPerComponent=1)
    check_whole([image])
    assert (image.ColorSpace, int(image.BitsPerComponent)) == (Name.DeviceGray, 8)


def test_a_page_without_pictures_is_whole():
    check_whole([])


def test_a_file_with_rubbish_behind_its_end_is_recovered_whole(tmp_path):
    path = OnePage((200, 300)).save(tmp_path / "a.pdf")
    path.write_bytes(path.read_bytes() + b"\0" * 5000)
    assert len(recover(path).pages) == 1
    path.write_bytes(path.read_bytes() + b"7 0 obj\n<<")
    with pytest.raises(ValueError, match="too early"):
        recover(path)


def test_a_file_that_lacks_pages_it_counts_is_broken(tmp_path):
    one = OnePage((200, 300))
    one.pdf.Root.Pages.Count = 3
    path = tmp_path / "a.pdf"
    one.pdf.save(path, linearize=False)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"/Count 1", b"/Count 3"))
    with pytest.raises((ValueError, pikepdf.PdfError)):
        recover(path)


def test_a_box_that_the_file_names_is_not_forgotten():
    one = OnePage((200, 300))
    forget_assumed_boxes(one.pdf)
    assert [float(edge) for edge in one.page.mediabox] == [0, 0, 200, 300]
