"""The archival file: streams untouched, words where they stand, the same bytes every time."""

from __future__ import annotations

import gc
import hashlib
import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.pdfa.layout import box_to_page, image_matrix, page_size
from pipeline.errors import InputError
from schemas.archive import PageContent
from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import EncodedImage
from schemas.ocr import OcrLine, OcrPage, OcrWord
from tests.support.archive_pages import blank_page, description, drawn_page

ODD_WORDS = ["Đơn", "đề", "nghị", "-", "1", "I", ".", ",", "25/11", "ﬁ", "𝐀", "số:"]
KINDS = ["jpeg", "grey", "jpx", "ccitt", "inverted", "flate", "indexed"]


def words_of_poppler(path: Path, page: int) -> list[str]:
    command = ["pdftotext", "-raw", "-f", str(page), "-l", str(page), str(path), "-"]
    return subprocess.run(
        command, capture_output=True, check=True, encoding="utf-8"
    ).stdout.split()


def words_of_pdfium(path: Path, page: int) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return document[page - 1].get_textpage().get_text_range().split()


@pytest.mark.parametrize("kind", KINDS)
def test_image_stream_is_kept_byte_for_byte(kind: str, tmp_path: Path) -> None:
    page = drawn_page(kind, lines=5)
    made = write_archival_pdf([page], description(), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        raw = pdf.pages[0].Resources.XObject.Im.read_raw_bytes()
    assert raw == page.image.data
    assert made.image_sha256 == (hashlib.sha256(page.image.data).hexdigest(),)
    assert (made.pdfa_part, made.page_count) == ("2u", 1)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_shows_the_same_picture(kind: str, tmp_path: Path) -> None:
    page = drawn_page(kind, lines=6)
    write_archival_pdf([page], description(), tmp_path / "a.pdf")
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        shown = document[0].render(scale=page.geometry.dpi / 72).to_pil().convert("L")
    with Image.open(io.BytesIO(drawn_page("grey", lines=6).image.data)) as wanted:
        assert (
            abs(shown.width - wanted.width) <= 1
            and abs(shown.height - wanted.height) <= 1
        )
        difference = ImageChops.difference(
            shown.resize(wanted.size), wanted.convert("L")
        )
    histogram = difference.histogram()
    assert (
        sum(value * count for value, count in enumerate(histogram)) / sum(histogram) < 6
    )


@pytest.mark.parametrize(
    ("rotation", "skew"),
    [(0, 0.0), (90, 0.0), (180, -5.5), (270, 2.0), (90, 3.0), (0, 12.0)],
)
def test_words_come_back_in_order_from_both_readers(
    rotation: int, skew: float, tmp_path: Path
) -> None:
    wide = rotation % 180 == 90
    page = drawn_page(
        width=1754 if wide else 1240,
        height=1240 if wide else 1754,
        rotation=rotation,
        skew=skew,
        seed=rotation + 7,
    )
    write_archival_pdf([page, blank_page()], description(), tmp_path / "a.pdf")
    wanted = [word.text for word in page.ocr.words]
    assert len(wanted) > 60
    assert words_of_poppler(tmp_path / "a.pdf", 1) == wanted
    assert words_of_pdfium(tmp_path / "a.pdf", 1) == wanted
    assert words_of_poppler(tmp_path / "a.pdf", 2) == []


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.lists(st.sampled_from(ODD_WORDS), max_size=7), max_size=6))
def test_any_words_come_back(tmp_path: Path, texts: list[list[str]]) -> None:
    geometry = PageGeometry(800, 600, 100)
    lines = []
    for row, words in enumerate(texts):
        boxes = [
            BoundingBox(20 + 105 * i, 40 + 80 * row, 110 + 105 * i, 70 + 80 * row)
            for i in range(len(words))
        ]
        line = tuple(
            OcrWord(text, box, 0.5) for text, box in zip(words, boxes, strict=True)
        )
        lines.append(OcrLine(line, BoundingBox(20, 40 + 80 * row, 700, 70 + 80 * row)))
    page = PageContent(
        blank_page().image, geometry, OcrPage(tuple(lines), geometry, "made")
    )
    write_archival_pdf([page], description(), tmp_path / "a.pdf")
    plain = [text.replace("𝐀", "\ufffd") for words in texts for text in words]
    # Both readers expand the ligature, as they do in any PDF.
    wanted = [text.replace("ﬁ", "fi") for text in plain]
    assert [
        text.replace("ﬁ", "fi") for text in words_of_poppler(tmp_path / "a.pdf", 1)
    ] == wanted
    assert [
        text.replace("ﬁ", "fi") for text in words_of_pdfium(tmp_path / "a.pdf", 1)
    ] == wanted


Boxes = list[tuple[str, BoundingBox]]


def boxes_of_poppler(path: Path, height: float) -> Boxes:
    """Words and their boxes in points, y up."""
    call = ["pdftotext", "-bbox", str(path), "-"]
    told = subprocess.run(call, capture_output=True, check=True, encoding="utf-8")
    found = re.findall(
        r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>',
        told.stdout,
    )
    return [
        (
            text,
            BoundingBox(float(x0), height - float(y1), float(x1), height - float(y0)),
        )
        for x0, y0, x1, y1, text in found
    ]


def boxes_of_pdfium(path: Path, height: float) -> Boxes:
    """The same, of the boxes that it selects text by."""
    found: Boxes = []
    with pypdfium2.PdfDocument(path) as document:
        page = document[0].get_textpage()
        begun = False
        for at in range(page.count_chars()):
            letter = page.get_text_range(at, 1)
            if letter.strip():
                left, low, right, top = page.get_charbox(at, loose=True)
                box, text = BoundingBox(left, low, right, top), ""
                if begun:
                    text, before = found.pop()
                    box = before.union(box)
                found.append((text + letter, box))
            begun = bool(letter.strip())
    return found


@pytest.mark.parametrize("reader", [boxes_of_poppler, boxes_of_pdfium])
@pytest.mark.parametrize(("rotation", "skew"), [(0, 0.0), (0, 10.0), (90, -10.0)])
def test_words_stand_on_their_ink(
    reader: Callable[[Path, float], Boxes], rotation: int, skew: float, tmp_path: Path
) -> None:
    """Within 0.8 points at the 95th percentile, above and below, too, whatever the letters' own
    heights."""
    wide = rotation == 90
    size = {"width": 1754, "height": 1240} if wide else {}
    page = drawn_page(rotation=rotation, skew=skew, **size)
    write_archival_pdf([page], description(), tmp_path / "a.pdf")
    found = reader(tmp_path / "a.pdf", page_size(page.geometry)[1])
    away: dict[str, list[float]] = {edge: [] for edge in ("x0", "y0", "x1", "y1")}
    for word in page.ocr.words:
        wanted = box_to_page(word.box, page.geometry)
        alike = [box for text, box in found if text == word.text]
        nearest = min(
            alike, key=lambda box: abs(box.x0 - wanted.x0) + abs(box.y0 - wanted.y0)
        )
        for edge, ways in away.items():
            ways.append(abs(getattr(nearest, edge) - getattr(wanted, edge)))
    for edge, ways in away.items():
        if edge != "x1":  # ends early where poppler would join it to the next word
            assert sorted(ways)[int(0.95 * len(ways))] <= 0.8, edge


@pytest.mark.parametrize(
    ("rotation", "skew"), [(0, 0.0), (90, 3.0), (180, 0.5), (270, -8.0)]
)
def test_page_is_the_upright_canvas(rotation: int, skew: float) -> None:
    geometry = PageGeometry(1700, 2200, 200, rotation, skew)
    wide, high = page_size(geometry)
    assert (wide, high) == pytest.approx((792, 612) if rotation % 180 else (612, 792))
    centre = image_matrix(geometry).apply(0.5, 0.5)
    assert centre == pytest.approx((wide / 2, high / 2))


def test_skewed_scan_is_drawn_level(tmp_path: Path) -> None:
    """The drawn file of a turned and skewed scan shows the picture that was turned and skewed."""
    level, skewed = (
        drawn_page("grey", lines=8),
        drawn_page("grey", width=1754, height=1240, rotation=90, skew=4.0, lines=8),
    )
    write_archival_pdf([level, skewed], description(), tmp_path / "a.pdf")
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        drawn = (document[i].render(scale=1).to_pil().convert("L") for i in range(2))
        first, second = (
            picture.filter(ImageFilter.GaussianBlur(2)) for picture in drawn
        )
    assert first.size == second.size
    middle = (60, 60, first.width - 60, first.height - 60)
    histogram = ImageChops.difference(
        first.crop(middle), second.crop(middle)
    ).histogram()
    assert (
        sum(value * count for value, count in enumerate(histogram)) / sum(histogram) < 5
    )


def test_same_input_same_bytes(tmp_path: Path) -> None:
    pages = [drawn_page(lines=4), blank_page()]
    for name in ("a.pdf", "b.pdf"):
        write_archival_pdf(
            iter(pages), description(operator="Nguyễn Thử"), tmp_path / name
        )
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    write_archival_pdf(pages, description(ordinal=2), tmp_path / "c.pdf")
    assert (tmp_path / "a.pdf").read_bytes() != (tmp_path / "c.pdf").read_bytes()


def test_description_stands_in_the_metadata(tmp_path: Path) -> None:
    write_archival_pdf(
        [blank_page()], description(operator="Lê Thị Thử"), tmp_path / "a.pdf"
    )
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_metadata() as meta:
        own = "{urn:sohoa:xmp:archive:1.0:}"
        assert pdf.pages[0].label == "1"
        assert meta.pdfa_status == "2U"
        assert meta["dc:title"] == "Quyết định <cấp> & giấy"
        assert meta[own + "dossierCode"] == "H26.27-241105-0012"
        assert meta[own + "rulesEdition"] == "2025-07"
        assert meta[own + "issuedDate"] == "2024-11-05"
        assert meta[own + "operator"] == "Lê Thị Thử"
        assert meta[own + "development"] == "True"
        assert str(meta["xmp:CreateDate"]).startswith("2026-07-01T08:30:00+07:00")


def test_conversion_mark_names_time_and_person_below_all_words(tmp_path: Path) -> None:
    page = drawn_page(lines=27)
    write_archival_pdf(
        [page, blank_page()],
        description(operator="Nguyễn Ngọc Ánh Thử"),
        tmp_path / "a.pdf",
    )
    wanted = [word.text for word in page.ocr.words]
    found = words_of_poppler(tmp_path / "a.pdf", 1)
    assert found[: len(wanted)] == wanted
    assert " ".join(found[len(wanted) :]) == (
        "Bản điện tử được chuyển đổi từ văn bản giấy, 2026-07-01T08:30:00+07:00. Người chuyển đổi: Nguyễn Ngọc Ánh Thử"
    )
    assert words_of_poppler(tmp_path / "a.pdf", 2) == []


def test_many_pages_do_not_stay_in_memory(tmp_path: Path) -> None:
    noise = bytes(range(256)) * 4096 * 8  # 8 MB a page

    def pages() -> object:
        geometry = PageGeometry(4096, 2048, 200)
        for _ in range(20):
            image = EncodedImage(
                bytes(noise), "FlateDecode", 4096, 2048, 8, "DeviceGray", False
            )
            yield PageContent(image, geometry, OcrPage((), geometry, "made"))

    gc.collect()
    before = _resident()
    write_archival_pdf(pages(), description(), tmp_path / "a.pdf")  # type: ignore[arg-type]
    assert (tmp_path / "a.pdf").stat().st_size > 160_000_000
    assert _resident() - before < 120_000_000
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert len(pdf.pages) == 20
        assert pdf.pages[19].Resources.XObject.Im.read_raw_bytes() == noise


def _resident() -> int:
    """Peak resident memory so far, bytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_jbig2_globals_stand_beside_the_stream(tmp_path: Path) -> None:
    image = EncodedImage(
        b"page",
        "JBIG2Decode",
        16,
        16,
        1,
        "DeviceGray",
        True,
        jbig2_globals=b"shared segments",
    )
    geometry = PageGeometry(16, 16, 72)
    write_archival_pdf(
        [PageContent(image, geometry, OcrPage((), geometry, "made"))],
        description(),
        tmp_path / "a.pdf",
    )
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        drawn = pdf.pages[0].Resources.XObject.Im
        assert drawn.read_raw_bytes() == b"page"
        assert drawn.DecodeParms.JBIG2Globals.read_bytes() == b"shared segments"


def test_huge_sheets_stay_within_what_pdf_allows() -> None:
    assert max(page_size(PageGeometry(30_000, 10_000, 72))) == pytest.approx(14_400)
    assert min(page_size(PageGeometry(20, 4000, 600))) == pytest.approx(3.0)


def test_no_pages_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_archival_pdf([], description(), tmp_path / "a.pdf")
    assert caught.value.code == "no_pages"


def test_a_full_disk_is_an_error_and_not_the_end_of_the_process(
    small_disk: Path,
) -> None:
    picture = drawn_page("flate", lines=6)
    noise = EncodedImage(
        bytes(1 << 20), "FlateDecode", 1000, 1000, 8, "DeviceGray", False
    )
    with pytest.raises(OSError, match="No space left"):
        write_archival_pdf(
            [PageContent(noise, picture.geometry, picture.ocr)],
            description(),
            small_disk / "a.pdf",
        )


@pytest.mark.parametrize(("asked", "said"), [("PDF/A-2u", "2U"), ("PDF/A-3b", "3B")])
def test_the_file_says_that_it_is_what_the_rules_edition_asks(
    write_edition, tmp_path: Path, asked: str, said: str
) -> None:
    write_edition("2025-07", ('"PDF/A-2u"', f'"{asked}"'))
    made = write_archival_pdf([blank_page()], description(), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert pdf.open_metadata().pdfa_status == said
    assert made.pdfa_part == said.lower()
