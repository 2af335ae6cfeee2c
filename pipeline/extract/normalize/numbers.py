"""Numbers: of identity, of documents, amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.common.citizen_id import is_id_length
from pipeline.common.vietnamese.digits import only_digits
from pipeline.extract.normalize.text import by_fold, fold_word

_DIGITISH = r"[\dOoÔôƠơQDÓólIiíì|!\[\]ZzSsBgqbG]"
_NUMBER_RUN = re.compile(
    rf"(?<![^\W_]){_DIGITISH}(?:[ .]{{0,2}}{_DIGITISH}){{7,}}(?![^\W_])"
)
_MISCOUNTED = (11, 13)


def identity_number(text: str) -> tuple[str, int, int] | None:
    """(number, start, end) of the first 12- or 9-digit number in the text; look-alikes only inside
    it.

    At least two thirds of its characters must be digits as read.
    """
    return next(
        (one for one in _numbers_in(text) if is_id_length(len(one[0]))),
        None,
    )


def miscounted_number(text: str) -> tuple[str, int, int] | None:
    """(number, start, end) of the first number in the text that has one digit too few or too many
    for a citizen's: read so, or printed so."""
    return next((one for one in _numbers_in(text) if len(one[0]) in _MISCOUNTED), None)


def _numbers_in(text: str) -> Iterator[tuple[str, int, int]]:
    for run in _NUMBER_RUN.finditer(text):
        for start, end in _sub_runs(run.group()):
            piece = run.group()[start:end]
            read = sum(char.isdecimal() for char in piece)
            number = only_digits(piece)
            if read * 3 >= len(number) * 2:
                yield number, run.start() + start, run.start() + end


def _sub_runs(run: str) -> list[tuple[int, int]]:
    """The whole run, then its parts between spaces (two numbers may stand beside each other)."""
    parts = [(part.start(), part.end()) for part in re.finditer(r"\S+", run)]
    return [(0, len(run)), *(parts if len(parts) > 1 else [])]


_NOTATION = re.compile(
    rf"(?P<number>{_DIGITISH}[\dOolI|]{{0,6}}[a-zA-Z]?)(?P<year>\s*/\s*(?:19|20)\d\d)?"
    r"(?P<rest>(?:\s*[/\-–—.]\s*[^\W\d_][\wĐđ&.]*)*)"
)
_SERIAL = re.compile(r"([A-ZĐ]{1,4})[\s.-]{0,2}(\d[\dOolI]{2,8})(?![\w/-])")


def document_number(
    text: str, notations: tuple[str, ...] = ()
) -> tuple[str, int, int] | None:
    """(number with notation, start, end), as `123/QĐ-UBND`; None where the text does not begin with
    one.

    Spaces inside are dropped, look-alikes in the number become digits, and a notation whose marks
    were lost (`QD`) becomes the known one that it folds to.
    """
    if serial := _SERIAL.match(text):
        return f"{serial[1]} {only_digits(serial[2])}", serial.start(), serial.end()
    match = _NOTATION.match(text)
    if match is None or not any(char.isdecimal() for char in match["number"]):
        return None
    number = match["number"]
    letter = number[-1] if number[-1].isalpha() and number[-1] not in "OolI" else ""
    head = only_digits(number[: len(number) - len(letter)]) + letter
    year = re.sub(r"\s", "", match["year"] or "")
    rest = (
        re.sub(r"\s", "", match["rest"] or "")
        .replace("–", "-")
        .replace("—", "-")
        .rstrip(".")
    )
    fixed = "".join(
        match_notation(part, notations) for part in re.split(r"([/\-])", rest)
    )
    return head + year + fixed, match.start(), match.end()


_DOUBLED = re.compile(r"(.)\1+")


def match_notation(part: str, notations: tuple[str, ...]) -> str:
    """The known notation that a part is but for marks, for a Đ read twice or for letters that stand
    twice and were read once (`B` for `BB`); else the part as it is (`KKT` is no misread `KT`)."""
    if part in notations or not part.isalpha():
        return part
    if part.replace("ĐĐ", "Đ") in notations:
        return part.replace("ĐĐ", "Đ")
    folded = fold_word(part)
    same = by_fold(notations).get(folded, ())
    if not same:
        same = tuple(
            known
            for known in notations
            if _DOUBLED.sub(r"\1", fold_word(known)) == folded
        )
    return same[0] if len(same) == 1 else part


_AMOUNT = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[. ]\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}|\d+(?:[.,]\d+)?)(?![\d])"
    r"\s*(đồng|đ\b|vnd|dong)?",
    re.IGNORECASE,
)
THOUSANDS = re.compile(r"\d{1,3},\d{3}")  # `1,250`: decimals or thousands


def amount(text: str, money: bool = False) -> tuple[str, int, int] | None:
    """(digits, start, end) of a measure or, with `money`, of a sum before `đồng`.

    `1.250.000 đồng` gives `1250000`, `85,5 m²` gives `85.5`.
    """
    for match in _AMOUNT.finditer(text):
        if money and match[2] is None:
            continue
        return _plain_amount(match[1], money), match.start(1), match.end(1)
    return None


def _plain_amount(text: str, money: bool) -> str:
    """Digits with a decimal point; sums of money without their noughts behind the comma."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", text) or (
        money and THOUSANDS.fullmatch(text)
    ):
        return text.replace(",", "")
    if re.fullmatch(r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?", text):
        text = re.sub(r"[. ]", "", text)
    if money:
        text = re.sub(r",0+$", "", text)
    return text.replace(",", ".")
