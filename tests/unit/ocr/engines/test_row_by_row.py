"""Rows of words as lines and blocks of the page."""

from dataclasses import replace

import pytest

from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.engines.row_by_row import place_lines
from pipeline.ocr.segmentation.lines import find_lines
from pipeline.ocr.segmentation.rows import find_rows
from pipeline.ocr.segmentation.strips import cut_strip
from schemas.geometry import Affine, PageGeometry
from schemas.imaging import CleanPage
from tests.support.drawn_pages import Drawn, drawn_page, word_boxes

LEFT = (
    Drawn("ỦY BAN NHÂN DÂN", 190, 120),
    Drawn("PHƯỜNG HÒA MỤC", 200, 170),
    Drawn("Số: 215/QĐ-UBND", 210, 250),
)


RIGHT = (
    Drawn("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 720, 120),
    Drawn("Độc lập - Tự do - Hạnh phúc", 850, 170),
    Drawn("Hòa Mục, ngày 07 tháng 3 năm 2017", 800, 250),
)


BODY = (
    Drawn("QUYẾT ĐỊNH", 680, 400),
    Drawn(
        "Về việc hưởng trợ cấp xã hội hàng tháng đối với ông Phạm Minh Đăng", 200, 480
    ),
    Drawn(
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;", 200, 560
    ),
)


FORM = tuple(
    Drawn(text, x, 900 + 70 * row)
    for row, pair in enumerate(
        (
            ("Họ và tên: Võ Anh Tuấn", "Giới tính: Nam"),
            ("Năm sinh: 1975", "Dân tộc: Kinh"),
            ("Quê quán: Hà Nội", "Quốc tịch: Việt Nam"),
        )
    )
    for text, x in zip(pair, (200, 1000), strict=True)
)


@pytest.fixture(scope="module")
def head() -> CleanPage:
    return drawn_page(LEFT + RIGHT + BODY, 1654, 2339)


def _read(page: CleanPage):
    """Rows with one word for each piece, as if read."""
    found = find_lines(page)
    read = []
    for row in find_rows(page, found):
        strip = cut_strip(page, found, row)
        ends = [begin for begin, _ in strip.places[1:]] + [strip.pixels.shape[1]]
        words = tuple(
            WordText(str(number), float(begin), float(end), 0.9)
            for number, ((begin, _), end) in enumerate(
                zip(strip.places, ends, strict=True)
            )
        )
        read.append((row, strip, words))
    return read, found.x_height


def test_words_lie_on_their_pieces_also_on_a_resampled_page():
    page = drawn_page(FORM, 1654, 2339)
    half = replace(
        page, to_upright=Affine(a=0.5, d=0.5), geometry=PageGeometry(827, 1170, 100.0)
    )
    read, x_height = _read(page)
    full = place_lines(page, read, x_height)
    small = place_lines(half, read, x_height)
    for row, line, less in zip(read, full, small, strict=True):
        for piece, word, smaller in zip(
            row[0].pieces, line.words, less.words, strict=True
        ):
            assert word.box.x0 <= piece.x0 and piece.x0 - word.box.x0 < 10
            assert (word.box.y0, word.box.y1) == (piece.y0, piece.y1)
            assert smaller.box.x0 == pytest.approx(word.box.x0 / 2)
        first = word_boxes(FORM[0])[0]
        assert abs(full[0].words[0].box.x0 - first[1]) < 10


def test_blocks_are_numbered_from_nought_and_change_with_the_column(head):
    read, x_height = _read(head)
    blocks = [line.block for line in place_lines(head, read, x_height)]
    assert blocks[0] == 0
    assert blocks == sorted(blocks) and set(blocks) == set(range(blocks[-1] + 1))
    assert blocks[2] < blocks[3] and blocks[5] < blocks[6]


def test_nothing_read_is_nothing_on_the_page(head):
    read, x_height = _read(head)
    assert place_lines(head, [], x_height) == ()
    assert (
        place_lines(head, [(row, strip, ()) for row, strip, _ in read], x_height) == ()
    )
