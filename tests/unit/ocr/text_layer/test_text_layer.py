"""Text that a PDF page brings along is believed where it says what stands there, and nowhere else."""

import io
import unicodedata
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.config import load_settings
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pages.text_layer import read_text_layer
from pipeline.ocr.text_layer.placement import ENGINE
from pipeline.plan.guard import StageClock
from pipeline.plan.pages import read_image
from schemas.ocr import PageReading
from schemas.received.source import MediaType
from tests.support.layered_pdf import LETTER, OTHER, Laid, laid, layered_page
from tests.support.odd_pages import A4

SETTINGS = load_settings(environ={})


DPI = 200 / 72


# What the fonts of TCVN 5712 (1993) put in the place of these letters.
TCVN = dict(
    zip(
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô­õøö÷ùúýûüþ",
        strict=True,
    )
)


def without_marks(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(char for char in plain if not unicodedata.combining(char))


NO_MARKS = {
    char: without_marks(char)
    for line in LETTER
    for char in line
    if without_marks(char) != char
}


@pytest.fixture(scope="module")
def scan() -> bytes:
    """The letter as a scanner's JPEG."""
    page = Image.new("RGB", A4, (250, 249, 246))
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype("FreeSerif.ttf", round(12 * DPI))
    for line in laid():
        draw.text(
            (line.x * DPI, line.y * DPI),
            line.text,
            fill=(25, 25, 30),
            font=font,
            anchor="ls",
        )
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80, dpi=(200, 200))
    return out.getvalue()


def read(path: Path) -> PageReading:
    image = open_page(path, MediaType.PDF, 0, SETTINGS.limits, SETTINGS.preprocess)
    layer = read_text_layer(path, MediaType.PDF, 0, image)
    return read_image(image, SETTINGS, StageClock(), 1, layer)


@pytest.mark.parametrize("rotate", [0, 90])
def test_a_born_digital_page_is_taken_at_its_word(tmp_path, rotate):
    got = read(layered_page(tmp_path / "a.pdf", shown=laid(), rotate=rotate))
    assert "text_layer" in got.flags and got.ocr.engine == ENGINE
    assert [line.text for line in got.ocr.lines] == [line for line in LETTER if line]
    title = next(line for line in got.ocr.lines if line.text == "ĐƠN ĐỀ NGHỊ")
    place = laid()[2]
    x0, y0 = place.x * DPI, place.y * DPI
    assert abs(title.box.x0 - x0) < 4 and title.box.y0 < y0 < title.box.y1 + 4
    assert got.ocr.language == "vie" and (got.ocr.confidence or 0) > 0.95


@pytest.mark.parametrize("told", [TCVN, NO_MARKS], ids=["old encoding", "no marks"])
def test_a_born_digital_page_that_says_other_letters_is_read(tmp_path, told):
    got = read(layered_page(tmp_path / "a.pdf", shown=laid(), told=told))
    assert "text_layer_rejected" in got.flags and got.ocr.engine != ENGINE
    assert "Cộng" in got.ocr.text or "CỘNG HÒA" in got.ocr.text


def test_what_is_hidden_on_a_page_is_not_taken(tmp_path):
    secret = Laid("Số tiền được hưởng: 900.000.000 đồng", 70, 745)
    got = read(layered_page(tmp_path / "a.pdf", shown=laid(), hidden=[secret]))
    assert "text_layer" in got.flags and "900.000.000" not in got.ocr.text
    much = read(
        layered_page(
            tmp_path / "b.pdf", shown=laid(LETTER[:6]), hidden=laid(OTHER[:12], y=300)
        )
    )
    assert "text_layer_rejected" in much.flags and "Điều" not in much.ocr.text


LAYERS = {
    "right": {"hidden": laid()},
    "of another page": {"hidden": laid(OTHER)},
    "shifted": {"hidden": laid(y=98)},
    "old encoding": {"hidden": laid(), "told": TCVN},
    "no marks": {"hidden": laid(), "told": NO_MARKS},
    "a signature's stamp only": {
        "shown": [Laid("Ký bởi: Nguyễn Văn An", 400, 780), Laid("05/11/2024", 400, 795)]
    },
    "empty": {},
}


@pytest.mark.parametrize("kind", LAYERS)
def test_a_scans_layer_is_compared_and_never_replaces_our_reading(tmp_path, scan, kind):
    got = read(layered_page(tmp_path / "a.pdf", jpeg=scan, pixels=A4, **LAYERS[kind]))
    said = [flag for flag in got.flags if flag.startswith("text_layer")]
    wanted = {"right": ["text_layer"], "empty": []}.get(kind, ["text_layer_rejected"])
    assert said == wanted
    assert got.ocr.engine.startswith("tesser") or got.ocr.engine != ENGINE
    assert "Nguyễn Văn Thuận" in got.ocr.text and "Điều" not in got.ocr.text


def test_pages_without_fonts_and_broken_layers_have_none(tmp_path, scan):
    path = layered_page(tmp_path / "a.pdf", jpeg=scan, pixels=A4)
    image = open_page(path, MediaType.PDF, 0, SETTINGS.limits, SETTINGS.preprocess)
    assert read_text_layer(path, MediaType.PDF, 0, image) is None
    assert read_text_layer(path, MediaType.JPEG, 0, image) is None
    assert read_text_layer(tmp_path / "gone.pdf", MediaType.PDF, 0, image) is None
