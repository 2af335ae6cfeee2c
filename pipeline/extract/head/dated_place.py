"""Place and date of a paper: `Hà Nội, ngày 05 tháng 11 năm 2024`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from pipeline.common.vietnamese.digits import only_digits
from pipeline.common.vietnamese.folding import fold_same_length
from pipeline.extract.head.number import HEAD, PREFERRED
from pipeline.extract.normalize.dates import calendar_date
from pipeline.extract.normalize.text import (
    by_fold,
    clean_text,
    fold,
    is_syllable,
    lacks_letter,
)
from pipeline.extract.parts.label import Labelled, first_run
from pipeline.extract.rows import Token
from pipeline.extract.values import Value, Words
from pipeline.extract.vocabulary import LayoutWords, Vocabulary
from schemas.ocr import GapKind, WrittenDigits

_PLACE_WORDS = 7
_SAME_ROW = 0.6  # text heights between the feet of lines of one row
_TRAIL, _BEFORE = (
    12,
    45,
)  # letters behind and before the date of a line that says place and date
_RIGHT = 0.3  # of the page's width: a date without a place stands right of it
_NO_DATES = {"STAMP", "SUBJECT", "ANNEX", "RECIPIENTS", "TO"}
_LEAD_IN = {"tai", "lam"}
_DOUBTFUL = (
    0.4  # share of confidence that a place with a word that is no syllable keeps
)
_REPAIRED = 0.95  # … one whose marks were restored
# The digits may be misread: then the line still tells the place.
_DATED = re.compile(
    r"ng[a-z]{1,2}y?[\s.…_–,-]*(?P<day>\S{0,3}?)[\s.…_–-]*"
    r"th?[a-z]{1,3}g[\s.…_–-]*(?P<month>\S{0,3}?)[\s.…_–-]*"
    r"n(?:[a-z]?m|[a-z](?=\W*\d{4}))[\s.…_–-]*(?P<year>[\doilts|]{4}\b)?"
)
_DAY = re.compile(r"[\s,.;](?!nam\b)n[a-z]{0,2}[ag][a-z]?y?\b|[\s,.;]ng[a-z]{1,2}\b")
_WORDED_CITY = {"thanh pho": "Thành phố", "thi xa": "Thị xã"}
_PART = re.compile(r"\b(?:ngay|thang|nam)\b")
_CITY = re.compile(r"^(?:tp|thanh pho|tx|thi xa|tt)\b[\s.]*")


def read_place_and_date(
    lines: Sequence[Labelled], vocabulary: Vocabulary, upper: bool
) -> tuple[Value | None, Value | None]:
    """Date and place of `Hà Nội, ngày 05 tháng 11 năm 2024`, from the head or (not `upper`) from
    above a signature."""
    inside = [
        line
        for line in lines
        if (line.row.box.y0 < HEAD * line.row.page_height) == upper
    ]
    ordered = inside if upper else inside[::-1]
    run = first_run(ordered, "DATE") or _find_dated(ordered)
    if not run:
        return None, None
    run = _as_read(_select_stating(run))
    tokens = [token for line in run for token in line.row.tokens]
    sure = min(line.credit for line in run)
    words = Words(tokens, run[0].row.page)
    flat = fold_same_length(words.text).replace(":", " ")
    match = _DATED.search(flat)
    day = next(
        (m for m in _DAY.finditer(flat) if _is_day(words.text[m.start() + 1 :])), None
    )
    end = match.start() if match else day.start() if day else len(flat)
    digits = {kind: _first_written(run, kind) for kind in (GapKind.DAY, GapKind.MONTH)}
    return _read_date(words, match, sure, digits), _place(words, end, sure, vocabulary)


def _select_stating(run: Sequence[Labelled]) -> Sequence[Labelled]:
    """The lines without those that tell neither place nor date (`Số lượng: 05 bản`), where a line
    tells a whole date, and without dates of running text, where one stands behind a place."""
    dated = [_DATED.search(fold_same_length(line.row.text)) for line in run]
    if not any(dated):
        return run
    pairs = list(zip(run, dated, strict=True))
    plain = [_is_place(line.row.text[: date.start()]) for line, date in pairs if date]
    return [
        line
        for line, date in pairs
        if (date and (not any(plain) or _is_place(line.row.text[: date.start()])))
        or (not date and _tells_part(line.row.text))
    ]


def _tells_part(text: str) -> bool:
    return _is_place(text) or bool(_PART.search(fold(text)))


def _is_day(text: str) -> bool:
    """Whether a text begins with `ngày`, misread or not, and not with a place's name (`Nai`)."""
    return text[0].islower() or fold(text[:2]) == "ng"


def _as_read(run: Sequence[Labelled]) -> list[Labelled]:
    """Lines from the top, those of one height from the left."""
    rows: list[list[Labelled]] = []
    for line in sorted(run, key=lambda line: line.row.box.y1):
        if (
            not rows
            or line.row.box.y1 - rows[-1][0].row.box.y1 > _SAME_ROW * line.row.height
        ):
            rows.append([])
        rows[-1].append(line)
    return [
        line for row in rows for line in sorted(row, key=lambda line: line.row.box.x0)
    ]


def _first_written(run: Sequence[Labelled], kind: GapKind) -> WrittenDigits | None:
    return next(
        (found for line in run if (found := line.row.digits(kind)) is not None), None
    )


def _find_dated(lines: Sequence[Labelled]) -> list[Labelled]:
    """A line that is a place and a date, or a date right of the middle, whatever part it is taken
    for."""
    for line in lines:
        text = fold_same_length(line.row.text)
        match = _DATED.search(text)
        if match is None or match["year"] is None or len(text) - match.end() > _TRAIL:
            continue
        right = line.row.box.x0 > _RIGHT * line.row.page_width
        named = match.start() > 0 and _is_place(line.row.text[: match.start()])
        if line.part not in _NO_DATES and match.start() <= _BEFORE and (right or named):
            return [line]
    return []


def _is_place(text: str) -> bool:
    """Whether all words before a date are a place's: no number, no word of running text."""
    words = text.strip(" ,.;").split()
    return all(word[0].isupper() or _goes_on(word) for word in words)


def _read_date(
    words: Words,
    match: re.Match[str] | None,
    sure: float,
    digits: Mapping[GapKind, WrittenDigits | None],
) -> Value | None:
    """The date, days and months by hand as the reader of written digits has them; without value
    where the line is there and its digits are not read."""
    if match is None:
        return None
    day, month = digits[GapKind.DAY], digits[GapKind.MONTH]
    date = calendar_date(
        _digits(day, match["day"]), _digits(month, match["month"]), match["year"] or ""
    )
    value = words.value(date or "", match.start(), match.end(), sure if date else 0.0)
    if value is None:
        return None
    value = replace(value, raw=words.text[match.start() : match.end()])
    by_hand = [one for one in (day, month) if one is not None]
    if date is None or not by_hand:
        return value
    sure = min(value.confidence, *(one.confidence for one in by_hand))
    return replace(value, confidence=sure, handwritten=True)


def _digits(written: WrittenDigits | None, read: str) -> str:
    """What the reader of written digits has where it is rather sure, or recognition has nothing."""
    if written is None or (only_digits(read) and written.confidence < PREFERRED):
        return read
    return written.text


def _place(words: Words, end: int, sure: float, vocabulary: Vocabulary) -> Value | None:
    """The capitalised words before `, ngày`, back to a gap or something that is no place."""
    before = words.text[:end].rstrip(" ,.;")
    tokens = list(words.select_covered(0, len(before)))
    kept, whole = _read_name(tokens)
    if not kept or len(kept) > _PLACE_WORDS:
        return None
    text = clean_text(" ".join(token.text for token in kept))
    if text is None:
        return None
    known = _match_place(text, vocabulary.provinces)
    share = sure if known == text else sure * _REPAIRED
    if not whole or _mixed(text):
        share *= _DOUBTFUL
    prefix = _CITY.match(fold_same_length(known))
    name = known[prefix.end() :] if prefix else known
    misread = lacks_letter(name, vocabulary.provinces)
    if misread or not all(is_syllable(word) for word in re.findall(r"[^\W\d_]+", name)):
        share *= _DOUBTFUL
    start = words.text.find(kept[0].text)
    return words.value(known, start, len(before), share, corrected=known != text)


def _read_name(tokens: Sequence[Token]) -> tuple[list[Token], bool]:
    """The last words of a line that may be a place's, and whether nothing right before them is of
    the same phrase (`Thành ph Hà Giang` has lost a letter; `Làm tại: Đông Mỹ` has not)."""
    kept: list[Token] = []
    for token in reversed(tokens):
        bare = token.text.strip(",.;:()")
        if kept and kept[0].box.x0 - token.box.x1 > 1.5 * token.box.height:
            break
        if (
            not bare
            or not (bare[0].isupper() or (kept and _goes_on(bare)))
            or "/" in bare
        ):
            ends = token.text.endswith(":") or fold(bare) in _LEAD_IN
            return kept, ends or not any(char.islower() for char in bare)
        kept.insert(0, token)
    return kept, True


def _mixed(text: str) -> bool:
    """Whether capitals and small letters of a place speak of two lines: `Hà Nội ĐƠN ĐỀ NGHỊ`."""
    words = [
        word
        for word in re.findall(r"[^\W\d_]{2,}", text)
        if not _CITY.match(word.lower())
    ]
    return len({word.isupper() for word in words}) > 1


def _goes_on(text: str) -> bool:
    """Whether a word without a capital belongs to a place: `phố` of `Thành phố`, a misread capital
    (`1ô` for `Tô`)."""
    misread = text[0].isdecimal() and len(text) > 1 and text[1:].isalpha()
    return misread or fold(text) in {"pho", "xa", "tran"}


def _match_place(text: str, provinces: tuple[str, ...]) -> str:
    """A place with the marks of the province that it is but for marks; else as it is."""
    prefix = _CITY.match(fold_same_length(text))
    at = prefix.end() if prefix else 0
    same = by_fold(provinces).get(fold(text[at:]), ())
    before = _with_marks(text[:at])
    return before + same[0] if len(same) == 1 else before + text[at:]


def _with_marks(before: str) -> str:
    """`Thành phố` and `Thị xã` before a place's name with the marks that they lost."""
    whole = _WORDED_CITY.get(fold(before))
    return f"{whole} " if whole and before.lower() != f"{whole} ".lower() else before


def as_issuer_spells(
    place: Value | None, issuer: Value | None, words: LayoutWords
) -> Value | None:
    """A place whose first letters were misread, as the name of the issuing unit has it."""
    if place is None or issuer is None or place.confidence > issuer.confidence + 0.2:
        return place
    tail = max(
        (
            issuer.value.rpartition(f" {unit} ")[2]
            for unit in words.place_units
            if f" {unit} " in issuer.value
        ),
        key=len,
        default="",
    )
    name = _CITY.sub("", fold(place.value))
    if (
        tail
        and fuzz.ratio(fold(tail), fold(place.value)) >= 80
        and not place.value[0].isalpha()
    ):
        return replace(place, value=tail)
    if tail and fold(tail) == name and not place.value.lower().endswith(tail.lower()):
        # One of the two lost a mark.
        return replace(place, confidence=place.confidence * _DOUBTFUL)
    return place
