"""Numbers in words: `bốn mươi bảy phẩy một`, `một triệu hai trăm năm mươi nghìn đồng`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipeline.extract.normalize.text import fold_word

_DIGITS = {
    word: digit
    for digit, words in enumerate(
        ("khong", "mot", "hai", "ba", "bon tu", "nam lam", "sau", "bay", "tam", "chin")
    )
    for word in words.split()
}
_SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
_TEN, _HUNDRED, _POINT = "muoi", "tram", {"phay", "phet"}
_NOTHING = {"linh", "le"}
_KNOWN = {*_DIGITS, *_SCALES, _TEN, _HUNDRED, *_POINT, *_NOTHING}


def number_in_words(text: str) -> Decimal | None:
    """The number that a text begins with, marks aside; None where it begins with none."""
    words: list[str] = []
    for word in map(fold_word, text.split()):
        if word not in _KNOWN:
            break
        words.append(word)
    point = next((at for at, word in enumerate(words) if word in _POINT), len(words))
    if not words[:point]:
        return None
    behind = words[point + 1 :]
    if all(word in _DIGITS for word in behind):
        decimals = "".join(str(_DIGITS[word]) for word in behind)
    else:
        decimals = str(_whole(behind))
    return Decimal(f"{_whole(words[:point])}.{decimals or 0}")


def _whole(words: Sequence[str]) -> int:
    """`hai trăm linh năm nghìn`: hundreds are summed up to a thousand, a million, …"""
    total, group, digit = 0, 0, None
    for word in words:
        if word in _DIGITS:
            # `hai lăm` leaves out `mươi`.
            group += 10 * digit if digit else 0
            digit = _DIGITS[word]
        elif word == _TEN:
            group += 10 if digit is None else 10 * digit
            digit = None
        elif word == _HUNDRED:
            group += 100 * (digit or 0)
            digit = None
        elif word in _SCALES:
            total += (group + (digit or 0)) * _SCALES[word]
            group, digit = 0, None
    return total + group + (digit or 0)
