"""Numbers of persons behind a keyed hash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.search.veil import Veil, hide_veiled, is_veiled

VEIL, OTHER = Veil(b"a" * 32), Veil(b"b" * 32)
NUMBER = "001075000123"


@tried(max_examples=100, deadline=None)
@given(
    st.from_regex(r"[0-9]{9}|[0-9]{12}", fullmatch=True), st.sampled_from(" .\u00a0")
)
def test_a_number_has_one_hash_however_it_is_grouped(number: str, gap: str) -> None:
    hashed = VEIL.over(number)
    grouped = gap.join(number[i : i + 3] for i in range(0, len(number), 3))
    assert VEIL.over(grouped) == hashed != OTHER.over(number)
    assert is_veiled(hashed) and number not in hashed
    assert VEIL.over(hashed) == hashed == VEIL.over_question(number)


def test_only_numbers_of_persons_are_hidden_in_a_text() -> None:
    text = f"Ông An, số {NUMBER}, CMND 123.456.789, ngày 12/03/1975, số 123/QĐ, 2024."
    veiled = VEIL.over(text)
    assert NUMBER not in veiled and "123.456.789" not in veiled
    assert "ngày 12/03/1975, số 123/QĐ, 2024." in veiled
    assert hide_veiled(veiled).count("•••••••••") == 2
    assert "0id" not in hide_veiled(veiled)


def test_codes_of_dossiers_and_papers_stay_in_a_question() -> None:
    for code in ("H26.27-241105-0012", "H26-241105001234", "123456789/QĐ-UBND"):
        assert VEIL.over_question(code) == code
    asked = VEIL.over_question(f"An {NUMBER}.")
    assert asked == f"An {VEIL.over(NUMBER)}."


@pytest.mark.parametrize("digits", [9, 10, 11, 12, 13])
def test_misread_numbers_are_hidden_too(digits: int) -> None:
    assert is_veiled(VEIL.over("1" * digits))


def test_longer_and_shorter_rows_of_digits_stay() -> None:
    for digits in (1, 8, 14, 20):
        assert VEIL.over("1" * digits) == "1" * digits


def test_the_key_is_read_from_its_file(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("ab" * 32 + "\n", encoding="utf-8")
    assert Veil.of_file(key).over(NUMBER) == Veil(b"ab" * 32).over(NUMBER)
    key.write_text("short", encoding="utf-8")
    for place in (key, tmp_path / "none"):
        with pytest.raises(UsageError) as caught:
            Veil.of_file(place)
        assert caught.value.code == "index_key_missing"
