"""ALTO 4: the element order of the schema, boxes on the unturned scan, confidences from 0 to 1."""

from __future__ import annotations

from lxml import etree

from pipeline.archive.alto import NAMESPACE, to_alto
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord
from tests.support.archive_pages import blank_page, drawn_page

NS = {"a": NAMESPACE}
# Of alto-4-4.xsd: the children that an element may have, in their order.
CHILDREN = {
    "alto": ["Description", "Styles", "Tags", "ReadingOrder", "Layout"],
    "Description": [
        "MeasurementUnit",
        "sourceImageInformation",
        "OCRProcessing",
        "Processing",
    ],
    "sourceImageInformation": ["fileName", "fileIdentifier", "documentIdentifier"],
    "Processing": [
        "processingCategory",
        "processingDateTime",
        "processingAgency",
        "processingStepDescription",
        "processingStepSettings",
        "processingSoftware",
    ],
    "processingSoftware": [
        "softwareCreator",
        "softwareName",
        "softwareVersion",
        "applicationDescription",
    ],
    "Layout": ["Page"],
    "Page": ["TopMargin", "LeftMargin", "RightMargin", "BottomMargin", "PrintSpace"],
    "PrintSpace": ["Shape", "TextBlock"],
    "TextBlock": ["Shape", "TextLine"],
    "TextLine": ["Shape", "String", "SP"],
    "String": [],
    "SP": [],
    "MeasurementUnit": [],
    "fileName": [],
    "softwareName": [],
    "processingCategory": [],
    "processingStepDescription": [],
    "Tags": ["OtherTag"],
    "OtherTag": [],
}
REQUIRED = {
    "Page": {"ID", "PHYSICAL_IMG_NR"},
    "TextBlock": {"ID"},
    "String": {"CONTENT"},
    "Processing": {"ID"},
}


def parsed(*pages: OcrPage) -> etree._Element:
    return etree.fromstring(
        to_alto(pages, file_name="H26 & 1.pdf", software="sohoa 0.1")
    )


def test_structure_follows_the_schema() -> None:
    root = parsed(
        drawn_page().ocr,
        blank_page().ocr,
        drawn_page(width=1754, height=1240, rotation=90, skew=3.0).ocr,
    )
    seen: set[str] = set()
    for element in root.iter():
        name = etree.QName(element).localname
        order = CHILDREN[name]
        places = [order.index(etree.QName(child).localname) for child in element]
        if name != "TextLine":
            assert places == sorted(places), name
        assert REQUIRED.get(name, set()) <= set(element.attrib), name
        if identifier := element.get("ID"):
            assert identifier not in seen
            seen.add(str(identifier))
    assert root.findtext("a:Description/a:MeasurementUnit", namespaces=NS) == "pixel"
    assert root.findtext(".//a:fileName", namespaces=NS) == "H26 & 1.pdf"
    assert (
        root.findtext(".//a:processingCategory", namespaces=NS) == "contentGeneration"
    )


def test_words_confidences_and_blocks_come_back() -> None:
    page = drawn_page().ocr
    root = parsed(page)
    strings = root.findall(".//a:String", NS)
    assert [one.get("CONTENT") for one in strings] == [word.text for word in page.words]
    for one, word in zip(strings, page.words, strict=True):
        assert abs(float(one.get("WC", "-1")) - word.confidence) < 0.001
    assert len(root.findall(".//a:TextBlock", NS)) == len(
        {line.block for line in page.lines}
    )
    assert len(root.findall(".//a:TextLine", NS)) == len(page.lines)


def test_boxes_are_in_pixels_of_the_unturned_scan() -> None:
    geometry = PageGeometry(1000, 600, 100, rotation_deg=90)
    word = OcrWord("Số", BoundingBox(10, 20, 110, 50), 1.7)
    root = parsed(OcrPage((OcrLine((word,), word.box),), geometry, "made"))
    [page], [string] = root.findall(".//a:Page", NS), root.findall(".//a:String", NS)
    assert (page.get("WIDTH"), page.get("HEIGHT")) == ("1000", "600")
    place = [
        float(string.get(name, "-1")) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
    ]
    # Turned clockwise by 90°, the scan's left edge is the top: x = y_upright, y = height -
    # x_upright.
    assert place == [20.0, 600.0 - 110.0, 30.0, 100.0]
    assert string.get("WC") == "1.000"


def test_doubtful_words_refer_to_a_tag_that_says_why() -> None:
    words = tuple(
        OcrWord(text, BoundingBox(20 * n, 0, 20 * n + 9, 9), 0.5, marks)
        for n, (text, marks) in enumerate(
            (("Số", ()), ("Mgñ", ("foreign_letter", "impossible_syllable")))
        )
    )
    root = parsed(
        OcrPage(
            (OcrLine(words, BoundingBox(0, 0, 29, 9)),),
            PageGeometry(100, 10, 100),
            "made",
            None,
        )
    )
    tags = {
        tag.get("ID"): tag.get("LABEL") for tag in root.findall(".//a:OtherTag", NS)
    }
    told = [
        [tags[one] for one in (string.get("TAGREFS") or "").split()]
        for string in root.findall(".//a:String", NS)
    ]
    assert told == [[], ["foreign_letter", "impossible_syllable"]]
    assert root.find(".//a:TextBlock", NS).get("LANG") is None  # type: ignore[union-attr]


def test_characters_that_xml_can_not_hold_become_no_error() -> None:
    word = OcrWord('a\x00b"<\ud800>', BoundingBox(0, 0, 9, 9), 0.5)
    root = parsed(
        OcrPage((OcrLine((word,), word.box),), PageGeometry(10, 10, 100), "e\x01")
    )
    assert root.find(".//a:String", NS).get("CONTENT") == 'ab"<>'  # type: ignore[union-attr]
