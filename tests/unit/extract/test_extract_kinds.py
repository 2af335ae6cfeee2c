"""From words to a normalised value of a kind."""

import pytest

from pipeline.extract.kinds import read_value
from pipeline.extract.normalize.text import fold_word
from pipeline.extract.rows import Token
from pipeline.extract.types import load_document_types
from pipeline.extract.values import Value, Words
from schemas.geometry import BoundingBox

WORDS = load_document_types().vocabulary


def words_of(text: str) -> Words:
    tokens = [
        Token(word, fold_word(word), BoundingBox(100 * n, 0, 100 * n + 90, 30), 0.99, 0)
        for n, word in enumerate(text.split())
    ]
    return Words(tokens, 1)


def test_a_measure_whose_comma_was_lost_is_asked_for() -> None:
    def read(text: str) -> Value | None:
        return read_value(words_of(text), "amount", WORDS)

    broken, whole = read("65 3 m²"), read("65,3 m²")
    assert broken is not None and whole is not None
    assert broken.value == whole.value == "65.3"
    assert broken.confidence < 0.7 < whole.confidence


@pytest.mark.parametrize(
    ("text", "organ"),
    [
        (
            "tại Ủy ban nhân dân xã Nghĩa Hưng, tỉnh Ninh Bình. Số: 64/2025, ngày 08 tháng 12",
            "Ủy ban nhân dân xã Nghĩa Hưng, tỉnh Ninh Bình",
        ),
        (
            "Ủy ban nhân dân xã Nghĩa Hưng ngày 08/12/2025",
            "Ủy ban nhân dân xã Nghĩa Hưng",
        ),
        (
            "Phòng công chứng số 1 tỉnh Ninh Bình",
            "Phòng công chứng số 1 tỉnh Ninh Bình",
        ),
        (
            "UBND phường Xuân Hương - Đà Lạt",
            "UBND phường Xuân Hương - Đà Lạt",
        ),
    ],
)
def test_an_organ_ends_before_the_number_and_day_of_its_entry(text, organ) -> None:
    found = read_value(words_of(text), "organ", WORDS)
    assert found is not None and found.value == organ


def test_an_organ_needs_letters() -> None:
    assert read_value(words_of("tại Số 64/2025"), "organ", WORDS) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "số 19 đường Bà Triệu, phường Xuân Hương - Đà Lạt, tỉnh Lâm Đồng, về việc mất",
            "số 19 đường Bà Triệu, phường Xuân Hương - Đà Lạt, tỉnh Lâm Đồng",
        ),
        (
            "tổ 21, phường An Hải Bắc, thành phố Đà Nẵng Được thay đổi tên từ Hồ Sĩ Nguyên",
            "tổ 21, phường An Hải Bắc, thành phố Đà Nẵng",
        ),
        ("tại khu 7, xã Xuân Lũng, tỉnh Phú Thọ", "khu 7, xã Xuân Lũng, tỉnh Phú Thọ"),
        ("ấp 2, xã Phú Quới, Vĩnh Long đã có đơn", "ấp 2, xã Phú Quới, Vĩnh Long"),
        (
            "phường Phương Lâm, thành phố Hòa Bình, tỉnh Hòa Bình",
            "phường Phương Lâm, thành phố Hòa Bình, tỉnh Hòa Bình",
        ),
        (
            "số 5 đường Hà Nội kéo dài, phường An Cựu, thành phố Huế",
            "số 5 đường Hà Nội kéo dài, phường An Cựu, thành phố Huế",
        ),
    ],
)
def test_an_address_ends_at_its_province_where_the_sentence_goes_on(text, address):
    found = read_value(words_of(text), "address", WORDS)
    assert found is not None and found.value == address


def test_what_opens_no_address_is_asked_for() -> None:
    """`Địa chỉ trụ sở hộ kinh doanh: Số 302 …` is another address than the person's."""
    odd = read_value(words_of("sở phố Việt Trì, tỉnh Phú Thọ"), "address", WORDS)
    plain = read_value(words_of("buôn H’Wiê, xã Ea Kao"), "address", WORDS)
    assert odd is not None and plain is not None
    assert odd.confidence < 0.7 < plain.confidence
    assert read_value(words_of("tại"), "address", WORDS) is None


def test_a_number_that_misses_a_digit_is_asked_for() -> None:
    found = read_value(words_of("08008100339; cư trú tại ấp 3"), "identity", WORDS)
    assert found is not None and (found.name, found.value) == (
        "citizen_id",
        "08008100339",
    )
    assert found.confidence < 0.7
