"""Cells of ruled forms whose label runs over lines, or whose value stands in the middle."""

from __future__ import annotations

from pipeline.extract.forms.cells import join_cells
from pipeline.extract.normalize.text import fold_word
from pipeline.extract.rows import Token, TokenRow
from pipeline.extract.types import load_document_types
from schemas.geometry import BoundingBox

LABELS = load_document_types().vocabulary.fact_labels
HEAD = (100, {210: "Thông tin", 560: "Bên nữ", 1030: "Bên nam"})


def row(y: int, parts: dict[int, str], page: int = 1) -> TokenRow:
    """Parts at their left edges, 14 pixels a letter, 28 high."""
    tokens: list[Token] = []
    for line, (x, text) in enumerate(parts.items()):
        at = x
        for word in text.split():
            box = BoundingBox(at, y, at + 14 * len(word), y + 28)
            tokens.append(Token(word, fold_word(word), box, 0.99, line))
            at += 14 * (len(word) + 1)
    return TokenRow(tuple(tokens), page, 1654, 2339)


def read(*rows: tuple[int, dict[int, str]]) -> list[list[str]]:
    joined = join_cells([row(*one) for one in rows], LABELS)
    return [[part.text for part in one.segments] for one in joined]


DAN_TOC = (400, {180: "Dân tộc", 460: "Nùng", 930: "Kinh"})


def test_a_label_over_two_lines_has_its_value_in_the_middle() -> None:
    found = read(
        HEAD,
        (150, {180: "Họ, chữ đệm,"}),
        (172, {460: "GIÁP THỊ TRANG", 930: "DƯƠNG NGỌC KHẢI"}),
        (194, {180: "tên"}),
        DAN_TOC,
    )
    assert found[1] == ["Họ, chữ đệm, tên", "GIÁP THỊ TRANG", "DƯƠNG NGỌC KHẢI"]
    assert found[2] == ["Dân tộc", "Nùng", "Kinh"]


def test_a_value_over_two_lines_has_its_label_in_the_middle() -> None:
    found = read(
        HEAD,
        (150, {460: "thôn Trại Mới,", 930: "thôn Đồng Lạc,"}),
        (172, {180: "Nơi cư trú"}),
        (194, {460: "tỉnh Bắc Ninh", 930: "tỉnh Bắc Ninh"}),
        DAN_TOC,
    )
    assert found[1] == [
        "Nơi cư trú",
        "thôn Trại Mới, tỉnh Bắc Ninh",
        "thôn Đồng Lạc, tỉnh Bắc Ninh",
    ]


def test_a_rule_may_be_all_that_parts_a_label_from_its_value() -> None:
    close = row(150, {180: "Họ, chữ đệm, GIÁP THỊ TRANG", 930: "DƯƠNG NGỌC KHẢI"})
    rows = [row(*HEAD), close, row(194, {180: "tên"}), row(*DAN_TOC)]
    # `GIÁP` stands behind the edge that the other rows show.
    edge = close.tokens[3].box.x0
    rows[-1] = row(400, {180: "Dân tộc", int(edge): "Nùng", 930: "Kinh"})
    found = [[p.text for p in one.segments] for one in join_cells(rows, LABELS)]
    assert " ".join(found[1]) == "Họ, chữ đệm, tên GIÁP THỊ TRANG DƯƠNG NGỌC KHẢI"


def test_rows_without_such_a_head_stay_as_they_are() -> None:
    rows = [
        row(100, {180: "Họ và tên: Lê Ba"}),
        row(144, {180: "Nơi cư trú"}),
        row(188, {460: "Hà Nội"}),
    ]
    assert list(join_cells(rows, LABELS)) == rows


def test_nothing_is_lost_below_the_table_or_on_the_next_page() -> None:
    rows = [
        row(*HEAD),
        row(150, {180: "Họ, chữ đệm,"}),
        row(172, {460: "GIÁP THỊ TRANG", 930: "DƯƠNG NGỌC KHẢI"}),
        row(194, {180: "tên"}),
        row(*DAN_TOC),
        row(700, {180: "Tôi cam đoan là đúng sự thật"}),
        row(100, {180: "Trang sau", 930: "và hết"}, page=2),
    ]
    joined = join_cells(rows, LABELS)
    before = sorted(t.text for one in rows for t in one.tokens)
    assert sorted(t.text for one in joined for t in one.tokens) == before
    assert joined[-1] == rows[-1] and joined[-2].text == "Tôi cam đoan là đúng sự thật"


def test_each_page_has_its_own_table() -> None:
    rows = [
        row(100, {180: "Tờ khai"}),
        row(*HEAD, page=2),
        row(150, {180: "Họ, chữ đệm,"}, page=2),
        row(172, {460: "GIÁP THỊ TRANG", 930: "DƯƠNG NGỌC KHẢI"}, page=2),
        row(194, {180: "tên"}, page=2),
        row(*DAN_TOC, page=2),
    ]
    texts = [one.text for one in join_cells(rows, LABELS)]
    assert texts[2] == "Họ, chữ đệm, tên GIÁP THỊ TRANG DƯƠNG NGỌC KHẢI"
