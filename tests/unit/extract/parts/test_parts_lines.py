"""Lines of a page in reading order; columns that run into one another are cut."""

from pipeline.extract.normalize.text import fold_word
from pipeline.extract.parts.lines import page_lines, split_columns
from pipeline.extract.rows import Token, TokenRow, page_rows
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord


def row(text: str, x: float, y: float, step: float = 18.0) -> TokenRow:
    tokens = []
    for word in text.split():
        wide = 11.0 * len(word)
        tokens.append(
            Token(word, fold_word(word), BoundingBox(x, y, x + wide, y + 26), 0.99, 0)
        )
        x += wide + step
    return TokenRow(tuple(tokens), 1, 1654, 2339)


def test_a_head_is_read_column_by_column() -> None:
    rows = [
        TokenRow(
            (
                *row("SỞ Y TẾ", 200, 100).tokens,
                *row("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 800, 100).tokens,
            ),
            1,
            1654,
            2339,
        ),
        TokenRow(
            (
                *row("Số: 12/SYT", 210, 140).tokens,
                *row("Độc lập - Tự do - Hạnh phúc", 900, 140).tokens,
            ),
            1,
            1654,
            2339,
        ),
        row(
            "Kính gửi các đơn vị trực thuộc và các phòng chức năng của Sở trong toàn tỉnh",
            160,
            300,
        ),
    ]
    lines = page_lines(rows)
    assert [line.row.text.split()[0] for line in lines] == [
        "SỞ",
        "Số:",
        "CỘNG",
        "Độc",
        "Kính",
    ]
    assert [line.side for line in lines] == ["left", "left", "right", "right", ""]
    assert [line.above for line in lines][:4] == [None, 0, None, 2]


def test_columns_without_a_gap_are_cut() -> None:
    joined = row("HỘI ĐỒNG QUY HOẠCH HẠ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 100, 100)
    assert [part.text for part in split_columns(joined)] == [
        "HỘI ĐỒNG QUY HOẠCH HẠ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]
    number = TokenRow(
        (
            *row("Số: 12/KH-UBND", 100, 100).tokens,
            *row("Hạ Yên, ngày 5 tháng 3", 330, 100).tokens,
        ),
        1,
        1654,
        2339,
    )
    assert [part.text for part in split_columns(number)] == [
        "Số: 12/KH-UBND",
        "Hạ Yên, ngày 5 tháng 3",
    ]
    assert split_columns(row("Điều 1. Ban hành", 100, 100)) == [
        row("Điều 1. Ban hành", 100, 100)
    ]


def line(text: str, x: float, block: int) -> OcrLine:
    words = [OcrWord(t.text, t.box, 0.99) for t in row(text, x, 100).tokens]
    return OcrLine.around(words, block)


def test_columns_that_overlap_by_a_word_are_read_one_after_the_other() -> None:
    lines = (
        line("ỦY BAN NHÂN DÂN PHƯỜNG HẠ LỘC", 100, 0),
        line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 460, 1),
    )
    (found,) = page_rows(OcrPage(lines, PageGeometry(1654, 2339, 200), "drawn"), 1)
    parts = [part.text for segment in found.segments for part in split_columns(segment)]
    assert parts == [line.text for line in lines]


def test_number_and_place_part_where_recognition_began_another_line() -> None:
    lines = (
        line("Số: 424/TB-STP", 100, 0),
        line("Thành phố Hạ Yên, ngày 09 tháng 10", 275, 1),
    )
    (found,) = page_rows(OcrPage(lines, PageGeometry(1654, 2339, 200), "drawn"), 1)
    parts = [part.text for segment in found.segments for part in split_columns(segment)]
    assert parts == [line.text for line in lines]
