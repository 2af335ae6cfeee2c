"""Texts of codes: separators, receipts and cards say what they are, and nothing else is taken for
one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.received.codes import (
    RECEIPT_FIELDS,
    CardCode,
    ReceiptCode,
    SeparatorCode,
    format_separator,
    parse_card,
    parse_receipt,
    parse_separator,
)

MARK = "SOHOA"
CARD = "001090000123|123456789|Nguyễn Văn Thử|02031990|Nam|Xã Mẫu, Tỉnh Mẫu|15042021|"
RECEIPT = "H26.1-25|1.001|P1|Đơn|Một cửa|08:15 02/03/2026"
WORDS = st.from_regex(r"[A-Z0-9]{1,8}([.-][A-Z0-9]{1,8}){0,3}", fullmatch=True)


@given(WORDS, st.none() | WORDS, st.none() | st.integers(1, 999_999))
def test_a_separator_is_read_as_it_was_written(dossier, procedure, number):
    code = SeparatorCode(dossier, procedure, number)
    assert parse_separator(format_separator(code, MARK), MARK) == code


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("SOHOA|H26-1", SeparatorCode("H26-1")),
        (" SOHOA | H26-1 | 1.001 ", SeparatorCode("H26-1", "1.001")),
        ("SOHOA|H26-1||3|of tomorrow|more", SeparatorCode("H26-1", None, 3)),
        ("sohoa|H26-1", None),
        ("SOHOA2|H26-1", None),
        ("H26-1", None),
        ("", None),
    ],
)
def test_what_is_a_separator(text, read):
    assert parse_separator(text, MARK) == read


@pytest.mark.parametrize(
    "text",
    [
        "SOHOA|",
        "SOHOA|../H26",
        "SOHOA|H26-1||0",
        "SOHOA|H26-1||two",
        "SOHOA|H26-1||1234567",
        "SOHOA|H26-1||٣",
        "SOHOA|H26-1|1\x07001",
    ],
)
def test_a_separator_that_breaks_the_rules(text):
    with pytest.raises(ValueError):
        parse_separator(text, MARK)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            RECEIPT,
            ReceiptCode(
                "H26.1-25", "1.001", "P1", "Đơn", "Một cửa", "08:15 02/03/2026"
            ),
        ),
        (RECEIPT + "||", parse_receipt(RECEIPT, "|", RECEIPT_FIELDS)),
        (
            "H26.1-25||||Một cửa|",
            ReceiptCode("H26.1-25", None, None, None, "Một cửa", None),
        ),
        (RECEIPT + "|more", None),
        ("H26.1-25|1.001|P1|Đơn|Một cửa", None),
        ("H26.1-25||P1|Đơn||", None),
        ("|1.001|P1|Đơn|Một cửa|08:15", None),
        (CARD, None),
    ],
)
def test_what_is_a_receipt(text, read):
    assert parse_receipt(text, "|", RECEIPT_FIELDS) == read


def test_a_receipt_in_another_order_with_another_separator():
    order = ("time", "dossier_code")
    found = parse_receipt("08:15#H26-1", "#", order)
    assert found == ReceiptCode("H26-1", None, None, None, None, "08:15")
    with pytest.raises(ValueError):
        parse_receipt("08:15#../H26", "#", order)


def test_a_card():
    assert parse_card(CARD) == CardCode(
        "001090000123",
        "123456789",
        "Nguyễn Văn Thử",
        "1990-03-02",
        "M",
        "Xã Mẫu, Tỉnh Mẫu",
        "2021-04-15",
    )
    bare = "001190000123||Trần Thị Mẫu|02031990|Nữ||"
    assert parse_card(bare) == CardCode(
        "001190000123", None, "Trần Thị Mẫu", "1990-03-02", "F", None, None
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "001090000123",
        "00109000012|123456789|A|02031990|Nam||",
        "001090000123|123456789|A|0203199|Nam||",
        "001090000123|123456789|A|02031990|Nam|",
        RECEIPT,
    ],
)
def test_what_is_no_card(text):
    assert parse_card(text) is None


@pytest.mark.parametrize(
    ("part", "value"),
    [(1, "12345678"), (2, ""), (3, "31021990"), (4, "khác"), (6, "2021")],
)
def test_a_card_with_a_part_that_can_not_be(part, value):
    parts = CARD.split("|")
    parts[part] = value
    with pytest.raises(ValueError):
        parse_card("|".join(parts))


@given(st.text(max_size=80))
def test_any_text_is_something_nothing_or_refused(text):
    for parse in (parse_card, lambda one: parse_separator(one, MARK)):
        try:
            found = parse(text)
        except ValueError:
            continue
        assert found is None or isinstance(found, CardCode | SeparatorCode)
