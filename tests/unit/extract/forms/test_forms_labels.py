"""Labels in a row of words."""

import pytest

from pipeline.extract.forms.labels import LabelBook, Means, Target, find_labels
from pipeline.extract.normalize.text import fold_word
from pipeline.extract.rows import Token, TokenRow
from schemas.geometry import BoundingBox

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


def row(text: str) -> TokenRow:
    tokens, x = [], 100.0
    for word in text.split():
        tokens.append(
            Token(
                word, fold_word(word), BoundingBox(x, 0, x + 16 * len(word), 28), 0.9, 0
            )
        )
        x += 16 * (len(word) + 1)
    return TokenRow(tuple(tokens), 1, 1654, 2339)


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
