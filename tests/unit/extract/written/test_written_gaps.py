"""Where something may have been filled in."""

import pytest

from pipeline.extract.normalize.text import fold_word
from pipeline.extract.rows import Token, TokenRow
from pipeline.extract.written.gaps import find_gaps
from schemas.geometry import BoundingBox
from schemas.ocr import GapKind


def row(text: str, gap_after: dict[str, float] | None = None) -> TokenRow:
    tokens, x = [], 100.0
    for word in text.split():
        wide = 12.0 * len(word)
        tokens.append(
            Token(word, fold_word(word), BoundingBox(x, 200, x + wide, 226), 0.99, 0)
        )
        x += wide + 10 + (gap_after or {}).get(word, 0.0)
    return TokenRow(tuple(tokens), 1, 1654, 2339)


def test_a_day_that_recognition_did_not_see_lies_between_its_words() -> None:
    found = row("Hà Nội, ngày tháng 11 năm 2023", {"ngày": 40.0})
    day, month = find_gaps(found)
    assert (day.kind, month.kind) == (GapKind.DAY, GapKind.MONTH)
    before, behind = found.tokens[2].box, found.tokens[3].box
    assert day.reach == (before.x1, behind.x0)


def test_a_place_that_sounds_like_the_word_is_not_the_word() -> None:
    found = row("Quảng Ngãi, ngày15 tháng 4 năm 2020")
    day, _ = find_gaps(found)
    word = found.tokens[2].box
    assert word.x0 < day.reach[0] < word.x1


def test_a_number_reaches_to_the_first_letter_of_its_notation() -> None:
    found = row("Số: 1145/TB-UBND")
    (number,) = find_gaps(found)
    assert number.kind is GapKind.NUMBER
    assert found.tokens[0].box.x1 == pytest.approx(number.reach[0])
    assert found.tokens[1].box.x0 + 40 < number.reach[1] < found.tokens[1].box.x1


@pytest.mark.parametrize(
    "text",
    [
        "Số 68, ngõ 16 phố Đinh Tiên",
        "Số 22 phố Trần Phú",
        "Số 5A ngõ 12/3 Láng",
        "Số 12/5 đường Lê Lợi",
    ],
)
def test_a_house_has_a_number_and_no_gap(text: str) -> None:
    assert list(find_gaps(row(text))) == []


def test_the_year_behind_a_number_is_no_part_of_its_gap() -> None:
    found = row("Số: 244/2022")
    (number,) = find_gaps(found)
    word = found.tokens[1].box
    assert word.x0 + 30 < number.x1 < word.x0 + 45


def test_running_text_has_no_gaps() -> None:
    text = (
        "Căn cứ Tờ trình ngày 14 tháng 02 năm 2024 của Chủ tịch Ủy ban nhân dân huyện"
    )
    assert list(find_gaps(row(f"Sở Y tế {text}"))) == []
