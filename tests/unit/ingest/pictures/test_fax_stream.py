"""Fax data as an image of a PDF."""

import numpy as np
import pikepdf

from pipeline.ingest.pictures.fax_stream import fax_stream
from pipeline.ingest.pictures.raster import g4_encode


def test_the_image_says_how_it_is_read() -> None:
    white = np.ones((9, 17), bool)
    with pikepdf.new() as pdf:
        image = fax_stream(pdf, g4_encode(white), (17, 9), {"K": -1, "BlackIs1": False})
        assert (int(image.Width), int(image.Height)) == (17, 9)
        assert image.Filter == pikepdf.Name.CCITTFaxDecode
        parms = dict(image.DecodeParms.items())
        assert parms == {"/K": -1, "/BlackIs1": False, "/Columns": 17, "/Rows": 9}
        assert image.read_raw_bytes() == g4_encode(white)
