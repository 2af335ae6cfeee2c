"""Fax data stand in a PDF with what a reader needs to know of them."""

import pikepdf

from pipeline.ingest.pdf.image import take_image
from pipeline.ingest.pictures.fax_stream import fax_stream
from schemas.imaging import DecodeParms
from tests.support.pdf_pages import fax, scan


def test_a_reader_sees_the_picture_that_was_sent():
    image = scan("1", (400, 500))
    pdf = pikepdf.new()
    parms = DecodeParms(K=-1)
    stream = fax_stream(pdf, fax(image), image.size, parms)
    assert (int(stream.Width), int(stream.Height)) == image.size
    encoded, pixels = take_image(pdf, stream)
    assert encoded.data == fax(image) and encoded.filter == "CCITTFaxDecode"
    shown = pixels if pixels.ndim == 2 else pixels[:, :, 0]
    assert shown.shape == (500, 400)
    black = (shown < 128).mean()
    assert 0 < black < 0.5
