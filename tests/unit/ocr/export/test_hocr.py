"""Readings as hOCR."""

from lxml import etree

from pipeline.ocr.export.hocr import to_hocr
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord


def test_hocr_is_well_formed_and_speaks_of_the_unturned_scan():
    turned = PageGeometry(2339, 1654, 200.0, rotation_deg=90)
    word = OcrWord("<Số & ngày>", BoundingBox(100, 200, 300, 240), 0.5)
    read = OcrPage((OcrLine((word,), word.box),), turned, "test")
    root = etree.fromstring(
        to_hocr([read], "a & b"), etree.XMLParser(load_dtd=False, no_network=True)
    )
    found = root.xpath("//*[@class='ocrx_word']")[0]
    assert "".join(found.itertext()) == "<Số & ngày>"
    box = turned.scan_box(word.box)
    assert (
        f"bbox {round(box.x0)} {round(box.y0)} {round(box.x1)} {round(box.y1)}"
        in found.get("title")
    )
    assert "x_wconf 50" in found.get("title")
