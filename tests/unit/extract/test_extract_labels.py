import pytest

from pipeline.extract.labels import LabelBook, Means, Target, find_labels
from pipeline.extract.layout import Row, Token, page_rows, paragraphs
from pipeline.extract.normalize import fold_word
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

NAME, MOTHER, FATHER, NUMBER, MISTER = (
    Target(Means.FACT, fact=f) for f in ("n", "m", "f", "id", "mr")
)
BOOK = LabelBook.compile(
    [
        ("Họ, chữ đệm, tên", NAME),
        ("Họ, chữ đệm, tên người mẹ", MOTHER),
        ("Họ, chữ đệm, tên người cha", FATHER),
        ("Số CCCD", NUMBER),
        ("CCCD", NUMBER),
        ("Anh", MISTER),
        ("Bà", MISTER),
        ("Công trình", NUMBER),
    ],
    not_after=("phố",),
)


def row(text: str) -> Row:
    tokens, x = [], 100.0
    for word in text.split():
        tokens.append(
            Token(
                word, fold_word(word), BoundingBox(x, 0, x + 16 * len(word), 28), 0.9, 0
            )
        )
        x += 16 * (len(word) + 1)
    return Row(tuple(tokens), 1, 1654, 2339)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Họ, chữ đệm, tên người mẹ: TRẦN THỊ LAN", ["m"]),
        ("Ho. chữ đêm. tên nguời me: TRẦN THỊ LAN", ["m"]),
        ("Họ, chữ đệm, tên người rnẹ: TRẦN THỊ LAN", ["m"]),
        ("Họ,chữđệm,tên người cha: LÊ VĂN BA", ["f"]),
        ("Họ, chữ đệm, tên: NGUYỄN VĂN AN", ["n"]),
        ("1. Họ, chữ đệm, tên NGUYỄN VĂN AN", ["n"]),
        ("Họ, chữ đệm, tên: LÊ BA Họ, chữ đệm, tên: LÊ TƯ", ["n", "n"]),
        ("bà Trần Thị Mơ, CCCD: 036182004321", ["mr", "id"]),
        ("Trần Thị Ngọc Anh sinh năm 1969", []),
        ("phố Bà Triệu, phường Hạ Yên", []),
        ("Cấp cho: Ông TRỊNH VIỆT ĐỨC", []),
        ("Căn cứ Luật Đất đai năm 2024", []),
    ],
)
def test_labels_in_a_row(text: str, facts: list[str]) -> None:
    (hits,) = find_labels([row(text)], BOOK)
    assert [hit.label.targets[0].fact for hit in hits] == facts


def line(x0: float, y0: float, text: str) -> OcrLine:
    words = tuple(
        OcrWord(w, BoundingBox(x0 + 16 * at, y0, x0 + 16 * (at + len(w)), y0 + 28), 0.9)
        for at, w in zip(
            [sum(len(v) + 1 for v in text.split()[:n]) for n in range(99)],
            text.split(),
            strict=False,
        )
    )
    return OcrLine(words, BoundingBox(x0, y0, words[-1].box.x1, y0 + 28))


def test_rows_join_columns_and_leave_out_frames() -> None:
    frame = OcrLine(
        (OcrWord("|", BoundingBox(5, 100, 8, 400), 0.3),), BoundingBox(5, 100, 8, 400)
    )
    lines = (
        line(900, 104, "Họ tên:Lê Tư"),
        frame,
        line(100, 100, "Họ tên: Lê Ba"),
        line(100, 160, "Năm sinh: 1990"),
    )
    rows = page_rows(OcrPage(lines, PageGeometry(1654, 2339, 200), "drawn"), 3)
    assert [row.text for row in rows] == [
        "Họ tên: Lê Ba Họ tên: Lê Tư",
        "Năm sinh: 1990",
    ]
    assert [part.text for part in rows[0].segments] == [
        "Họ tên: Lê Ba",
        "Họ tên: Lê Tư",
    ]
    assert rows[0].page == 3


def test_running_text_becomes_paragraphs() -> None:
    long = "a" * 40 + " " + "b" * 40
    lines = (
        line(100, 100, long),
        line(100, 140, "và hết."),
        line(100, 180, "Dòng mới"),
    )
    rows = page_rows(OcrPage(lines, PageGeometry(1654, 2339, 200), "drawn"), 1)
    assert [r.text for r in paragraphs(rows)] == [f"{long} và hết.", "Dòng mới"]
