"""Numbers and moments as people read them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.columns import Kind
from pipeline.report.wording.numbers import (
    format_count,
    format_moment,
    format_number,
    format_share,
    plain,
)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0.125, "12,5\u00a0%", "12.5%"),
        (0.0, "0,0\u00a0%", "0.0%"),
        (1.0, "100,0\u00a0%", "100.0%"),
        (1 / 2442, "0,04\u00a0%", "0.04%"),
        (2441 / 2442, "99,96\u00a0%", "99.96%"),
        (0.99999, ">\u00a099,99\u00a0%", ">\u00a099.99%"),
        (0.00001, "<\u00a00,01\u00a0%", "<\u00a00.01%"),
        (0.288, "28,8\u00a0%", "28.8%"),
        (1.5, "150,0\u00a0%", "150.0%"),
    ],
)
def test_share(value: float, vi: str, en: str) -> None:
    assert (format_share(value, "vi"), format_share(value, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1234567, "1.234.567", "1,234,567"),
    ],
)
def test_count(value: int, vi: str, en: str) -> None:
    assert (format_count(value, "vi"), format_count(value, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("kind", "value", "vi", "en"),
    [
        (Kind.POINTS, -0.125, "−12,5", "−12.5"),
        (Kind.POINTS, 0.05, "+5,0", "+5.0"),
        (Kind.POINTS, -0.0004, "−0,04", "−0.04"),
        (Kind.POINTS, 0.0000001, "+0,01", "+0.01"),
        (Kind.POINTS, 0.0, "+0,0", "+0.0"),
        (Kind.YEAR, 2024, "2024", "2024"),
        (Kind.SHARE, 0.5, "50,0\u00a0%", "50.0%"),
        (Kind.COUNT, 1200, "1.200", "1,200"),
        (Kind.TEXT, 0.25, "0,25", "0.25"),
    ],
)
def test_a_number_by_its_kind(kind: Kind, value: float, vi: str, en: str) -> None:
    assert format_number(kind, value, "vi") == vi
    assert format_number(kind, value, "en") == en


@pytest.mark.parametrize(
    ("text", "vi"),
    [
        ("2024-05-10T17:00:00+07:00", "10/05/2024 17:00"),
        ("2024-05-10", "10/05/2024"),
        ("2024-05", "05/2024"),
        ("2024-5", "2024-5"),
        ("hôm qua", "hôm qua"),
    ],
)
def test_a_moment(text: str, vi: str) -> None:
    assert format_moment(text, "vi") == vi
    assert format_moment(text, "en") == text


def test_plain_text_has_no_control_characters_and_is_composed() -> None:
    assert plain("a\x1b[2Jb\nc\u202e") == "a [2Jb c "
    assert plain("Đo\u0302ng") == "Đông"


@settings(deadline=None)
@given(st.floats(0, 1), st.sampled_from(["vi", "en"]))
def test_only_all_is_100_and_only_none_is_0(value: float, lang: str) -> None:
    text = format_share(value, lang).replace(",", ".").strip("<>%\u00a0")
    assert (float(text) == 100) == (value == 1)
    assert (float(text) == 0) == (value == 0)


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_greater_share_never_shows_as_less(one: float, other: float) -> None:
    shown = [
        format_share(value, "en").strip("<>%\u00a0") for value in sorted((one, other))
    ]
    low, high = map(float, shown)
    assert low <= high


@settings(deadline=None)
@given(st.text())
def test_plain_text_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert not any(letter in plain(text) for letter in "\n\r\t\x1b\x00")


@settings(deadline=None)
@given(st.integers(0, 10**12))
def test_a_count_keeps_its_digits(value: int) -> None:
    assert int(format_count(value, "vi").replace(".", "")) == value
    assert int(format_count(value, "en").replace(",", "")) == value
