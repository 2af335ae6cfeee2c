"""Numbers, dates and names as Vietnamese papers write them."""

from __future__ import annotations

import unicodedata
from datetime import date

_UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def number_words(number: int) -> str:
    """A number below ten thousand in words: 2025 is `hai nghìn không trăm hai mươi lăm`."""
    if number >= 1000:
        rest = number % 1000
        return f"{_UNITS[number // 1000]} nghìn" + (
            f" {_hundreds(rest)}" if rest else ""
        )
    return _hundreds(number) if number >= 100 else _tens(number)


def _hundreds(number: int) -> str:
    rest = number % 100
    if not rest:
        return f"{_UNITS[number // 100]} trăm"
    return f"{_UNITS[number // 100]} trăm " + (
        f"linh {_UNITS[rest]}" if rest < 10 else _tens(rest)
    )


def _tens(number: int) -> str:
    if number < 10:
        return _UNITS[number]
    ten, one = divmod(number, 10)
    last = {
        0: "",
        1: "một" if ten == 1 else "mốt",
        4: "bốn" if ten == 1 else "tư",
        5: "lăm",
    }.get(one, _UNITS[one])
    return f"{'mười' if ten == 1 else _UNITS[ten] + ' mươi'} {last}".strip()


def date_words(day: date) -> str:
    """`Ngày mười hai, tháng ba, năm hai nghìn không trăm hai mươi bốn`."""
    return f"Ngày {number_words(day.day)}, tháng {number_words(day.month)}, năm {number_words(day.year)}"


def long_date(day: date) -> str:
    """`ngày 05 tháng 11 năm 2024`; January and February with their zero, later months without
    (Decree 30/2020)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_date(day: date) -> str:
    """`05/11/2024`."""
    return f"{day:%d/%m/%Y}"


def title_case(name: str) -> str:
    """A name printed in capitals as it is written otherwise."""
    return " ".join(part.capitalize() for part in name.split())


def unmarked(text: str) -> str:
    """Capital letters A-Z only, as in a machine-readable zone."""
    plain = text.replace("đ", "d").replace("Đ", "D")
    return "".join(
        c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)
    ).upper()


def money(amount: int) -> str:
    """`1.440.000`."""
    return f"{amount:,}".replace(",", ".")


def square_metres(value: float) -> str:
    """`120,5`."""
    return f"{value:.1f}".replace(".", ",")
