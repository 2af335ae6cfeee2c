"""Facts of a head: number, date and place, issuer, subject; read from the lines that the model of a
page's parts says they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from pipeline.common.vietnamese.digits import only_digits
from pipeline.common.vietnamese.folding import fold_same_length
from pipeline.extract.layout import Row, Token, box_of
from pipeline.extract.normalize import (
    by_fold,
    calendar_date,
    clean_text,
    fold,
    is_syllable,
    lacks_letter,
)
from pipeline.extract.number import HEAD, PREFERRED, number_start, read_number
from pipeline.extract.organ import organ_names, read_issuer
from pipeline.extract.parts.label import Labelled, centred_below, first_run
from pipeline.extract.types import LayoutWords, Vocabulary
from pipeline.extract.values import Value, Words
from schemas.ocr import GapKind, WrittenDigits

_PLACE_WORDS = 7
_OFF_AXIS = 0.12  # of the page's width: a last line that is set left under centred ones
_NEAR = 2.2  # text heights from one line of a subject to the next
_LOST = {"BODY", "MARK"}  # parts that a subject's first line may be taken for
_TAKEN = {"BODY", "MARK", "AUTHHEAD", "ORGAN", "PARENT"}  # … and its last ones
_AS_BEFORE = 1.25  # times the distance of its lines that the next one may stand below
_SAME_ROW = 0.6  # text heights between the feet of lines of one row
_ONE_PHRASE = 2.0  # text heights between two parts of a line
_TRAIL, _BEFORE = 12, 45  # letters behind and before the date of a line that says place and date
_RIGHT = 0.3  # of the page's width: a date without a place stands right of it
_NO_DATES = {"STAMP", "SUBJECT", "ANNEX", "RECIPIENTS", "TO"}
_MORE = 4  # letters behind the type's name from which a title says what the paper is about
_CUT = 0.8  # … a subject below which a line stands that may belong to it
_DOUBTFUL = 0.4  # share of confidence that a place with a word that is no syllable keeps
_REPAIRED = 0.95  # … one whose marks were restored
_ABOUT = re.compile(r"\W*v\s?[/.]?\s?v\b[\s:.;]*", re.IGNORECASE)
_ABBREVIATED = re.compile(r"v\s?(?:/|\.\s?)\s?v\b|vv\s?:", re.IGNORECASE)
# The digits may be misread: then the line still tells the place.
_DATED = re.compile(
    r"ng[a-z]{1,2}y?[\s.…_–,-]*(?P<day>\S{0,3}?)[\s.…_–-]*"
    r"th?[a-z]{1,3}g[\s.…_–-]*(?P<month>\S{0,3}?)[\s.…_–-]*"
    r"n(?:[a-z]?m|[a-z](?=\W*\d{4}))[\s.…_–-]*(?P<year>[\doilts|]{4}\b)?"
)
_DAY = re.compile(r"[\s,.;](?!nam\b)n[a-z]{0,2}[ag][a-z]?y?\b|[\s,.;]ng[a-z]{1,2}\b")
_CITY = re.compile(r"^(?:tp|thanh pho|tx|thi xa|tt)\b[\s.]*")


def read_heading(
    lines: Sequence[Labelled], titled: str, vocabulary: Vocabulary
) -> dict[str, Value]:
    """The heading facts of a document's first page.

    Args:
        lines: its lines with their parts.
        titled: the title that was found, folded, without spaces; empty for a paper without one.
        vocabulary: shared words.

    Returns:
        Values by name (number, issued_date, place, issuer, subject); what was not found is left
        out.
    """
    found: dict[str, Value | None] = {}
    found["number"] = read_number(lines, organ_names(lines), vocabulary.notations)
    found["issued_date"], found["place"] = dated_place(lines, vocabulary, upper=True)
    number = found["number"].value if found["number"] is not None else ""
    found["issuer"] = read_issuer(lines, vocabulary, number)
    found["place"] = _as_issuer_spells(found["place"], found["issuer"], vocabulary.layout)
    found["subject"] = read_subject(lines, titled, vocabulary)
    return {name: value for name, value in found.items() if value is not None}


def dated_place(
    lines: Sequence[Labelled], vocabulary: Vocabulary, upper: bool
) -> tuple[Value | None, Value | None]:
    """Date and place of `Hà Nội, ngày 05 tháng 11 năm 2024`, from the head or (not `upper`) from
    above a signature."""
    inside = [line for line in lines if (line.row.box.y0 < HEAD * line.row.page_height) == upper]
    ordered = inside if upper else inside[::-1]
    run = first_run(ordered, "DATE") or _dated_line(ordered)
    if not run:
        return None, None
    run = _as_read(run)
    tokens = [token for line in run for token in line.row.tokens]
    sure = min(line.credit for line in run)
    words = Words(tokens, run[0].row.page)
    flat = fold_same_length(words.text).replace(":", " ")
    match = _DATED.search(flat)
    day = _DAY.search(flat)
    end = match.start() if match else day.start() if day else len(flat)
    digits = {kind: _written(run, kind) for kind in (GapKind.DAY, GapKind.MONTH)}
    return _issued(words, match, sure, digits), _place(words, end, sure, vocabulary)


def _as_read(run: Sequence[Labelled]) -> list[Labelled]:
    """Lines from the top, those of one height from the left."""
    rows: list[list[Labelled]] = []
    for line in sorted(run, key=lambda line: line.row.box.y1):
        if not rows or line.row.box.y1 - rows[-1][0].row.box.y1 > _SAME_ROW * line.row.height:
            rows.append([])
        rows[-1].append(line)
    return [line for row in rows for line in sorted(row, key=lambda line: line.row.box.x0)]


def _written(run: Sequence[Labelled], kind: GapKind) -> WrittenDigits | None:
    return next((found for line in run if (found := line.row.digits(kind)) is not None), None)


def _dated_line(lines: Sequence[Labelled]) -> list[Labelled]:
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


def _issued(
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
    tokens = list(words.covered(0, len(before)))
    kept, whole = _named(tokens)
    if not kept or len(kept) > _PLACE_WORDS:
        return None
    text = clean_text(" ".join(token.text for token in kept))
    if text is None:
        return None
    known = _known_place(text, vocabulary.provinces)
    share = sure if known == text else sure * _REPAIRED
    if not whole or _mixed(text) or lacks_letter(known, vocabulary.provinces):
        share *= _DOUBTFUL
    prefix = _CITY.match(fold_same_length(known))
    name = known[prefix.end() :] if prefix else known
    if not all(is_syllable(word) for word in re.findall(r"[^\W\d_]+", name)):
        share *= _DOUBTFUL
    start = words.text.find(kept[0].text)
    return words.value(known, start, len(before), share, corrected=known != text)


def _named(tokens: Sequence[Token]) -> tuple[list[Token], bool]:
    """The last words of a line that may be a place's, and whether nothing right before them is of
    the same phrase (`Thành ph Hà Giang` has lost a letter)."""
    kept: list[Token] = []
    for token in reversed(tokens):
        bare = token.text.strip(",.;:()")
        if kept and kept[0].box.x0 - token.box.x1 > 1.5 * token.box.height:
            break
        if not bare or not (bare[0].isupper() or (kept and _goes_on(bare))) or "/" in bare:
            return kept, not any(char.islower() for char in bare)
        kept.insert(0, token)
    return kept, True


def _mixed(text: str) -> bool:
    """Whether capitals and small letters of a place speak of two lines: `Hà Nội ĐƠN ĐỀ NGHỊ`."""
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if not _CITY.match(word.lower())]
    return len({word.isupper() for word in words}) > 1


def _goes_on(text: str) -> bool:
    """Whether a word without a capital belongs to a place: `phố` of `Thành phố`, a misread capital
    (`1ô` for `Tô`)."""
    misread = text[0].isdecimal() and len(text) > 1 and text[1:].isalpha()
    return misread or fold(text) in {"pho", "xa", "tran"}


def _known_place(text: str, provinces: tuple[str, ...]) -> str:
    """A place with the marks of the province that it is but for marks; else as it is."""
    prefix = _CITY.match(fold_same_length(text))
    at = prefix.end() if prefix else 0
    same = by_fold(provinces).get(fold(text[at:]), ())
    return text[:at] + same[0] if len(same) == 1 else text


def _as_issuer_spells(
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
    if tail and fuzz.ratio(fold(tail), fold(place.value)) >= 80 and not place.value[0].isalpha():
        return replace(place, value=tail)
    if tail and fold(tail) == name and not place.value.lower().endswith(tail.lower()):
        # One of the two lost a mark.
        return replace(place, confidence=place.confidence * _DOUBTFUL)
    return place


def read_subject(lines: Sequence[Labelled], titled: str, vocabulary: Vocabulary) -> Value | None:
    """What a paper is about: the lines after `V/v`, or below the title; a title that says more than
    the type (`DANH SÁCH CÁC CƠ QUAN …`) belongs to it."""
    run = [line for line in first_run(lines, "SUBJECT") if _tells(line.row)]
    title = first_run(lines, "TYPE")
    if title and _says_more(" ".join(line.row.text for line in title), titled):
        run = [*title, *run]
    if not run or not _ABOUT.match(run[0].row.text):
        run = [*_about_line(lines, run), *run]
    if not run:
        return None
    run += _going_on(lines, run)
    run = [*_leading(lines, run[0]), *run, *_trailing(lines, run[-1])]
    doubtful = any(line.part != "SUBJECT" for line in run[:1]) and not title
    flowing = _flowing(lines, run, vocabulary.layout)
    run += flowing
    tokens = [token for line in run for token in line.row.tokens]
    words = Words(tokens, run[0].row.page)
    # `Về việc` is part of the subject, the abbreviation before it is not.
    about = _ABOUT.match(words.text)
    start = about.end() if about else 0
    text = clean_text(words.text[start:])
    sure = (1 + min(line.sure for line in run)) / 2
    widest = max(line.row.box.width for line in run)
    more = any(line not in run and _next_below(line, run[-1], lines, widest) for line in lines)
    headless = not about and not title and text is not None and text[:1].islower()
    if flowing or more or headless or doubtful or _breaks_off(text or "", vocabulary.layout):
        sure *= _CUT
    return words.value(text, start, len(words.text), sure) if text else None


def _about_line(lines: Sequence[Labelled], run: Sequence[Labelled]) -> list[Labelled]:
    """A line `V/v …` above a subject's lines that was taken for something else, with what stands
    beside it."""
    for line in lines:
        row = line.row
        taken = line.part in _TAKEN and row.box.y0 < HEAD * row.page_height
        if not taken or not _ABBREVIATED.match(row.text):
            continue
        if run and not -row.height < run[0].row.box.y0 - row.box.y0 < _NEAR * row.height:
            continue
        found = [line]
        for other in sorted(lines, key=lambda other: other.row.box.x0):
            level = abs(other.row.box.y1 - row.box.y1) < _SAME_ROW * row.height
            gap = other.row.box.x0 - found[-1].row.box.x1
            if level and other.part in _TAKEN and 0 < gap < _ONE_PHRASE * row.height:
                found.append(other)
        return found
    return []


def _breaks_off(text: str, words: LayoutWords) -> bool:
    """Whether a subject ends with a word that something must follow: `… ngày 27/3/2021 của`."""
    return text.lower().endswith(tuple(f" {end}" for end in words.open_words))


def _flowing(
    lines: Sequence[Labelled], run: Sequence[Labelled], words: LayoutWords
) -> list[Labelled]:
    """Lines below a subject that were taken for something else, though they begin with a small
    letter or the line above breaks off: nothing but the rest of a sentence does."""
    more: list[Labelled] = []
    last, height = run[-1].row, run[-1].row.height
    pitch = last.box.y0 - run[-2].row.box.y0 if len(run) > 1 else 0.0
    near = max(_NEAR * height, _AS_BEFORE * pitch)
    box = last.box
    while not last.text.endswith((".", ";", ":")):
        beneath = [
            line
            for line in lines
            if line.part in _TAKEN
            and (line.row.text[:1].islower() or _breaks_off(last.text, words))
            and 0.5 * height < line.row.box.y0 - box.y0 < near
            and min(line.row.box.x1, box.x1) > max(line.row.box.x0, box.x0)
        ]
        if not beneath:
            break
        beneath.sort(key=lambda line: line.row.box.x0)
        more += beneath
        last, box = beneath[-1].row, box_of([t for line in beneath for t in line.row.tokens])
    return more


def _leading(lines: Sequence[Labelled], first: Labelled) -> list[Labelled]:
    """A line in capitals right above a subject in capitals that was taken for something else: it is
    the subject's beginning."""
    box, height = first.row.box, first.row.height
    if not _in_capitals(first.row):
        return []
    for line in lines:
        above = line.row.box
        near = 0 < box.y0 - above.y0 < _NEAR * height and above.y1 < box.y1
        shared = min(box.x1, above.x1) - max(box.x0, above.x0)
        capitals = line.part in _LOST and _in_capitals(line.row) and _tells(line.row)
        if near and capitals and shared > 0.5 * min(box.width, above.width):
            return [line]
    return []


def _going_on(lines: Sequence[Labelled], run: Sequence[Labelled]) -> list[Labelled]:
    """Lines right below a subject that are part of it, too: something beside it parts them from it
    in reading order, or they were taken for running text though they are in capitals as it is."""
    more: list[Labelled] = []
    for line in lines:
        last = [*run, *more][-1]
        lost = line.part in _LOST and _in_capitals(last.row) and _shouted(line.row)
        told = line.part == "SUBJECT" or lost
        if told and line not in run and _next_below(line, last, lines):
            more.append(line)
    return more


def _next_below(
    line: Labelled, last: Labelled, lines: Sequence[Labelled], widest: float = 0.0
) -> bool:
    """Whether a line stands right below another on its axis, and nothing between them."""
    if not centred_below(line, last, widest):
        return False
    top, bottom = last.row.box.y1, line.row.box.y0
    levels = ((other, (other.row.box.y0 + other.row.box.y1) / 2) for other in lines)
    return not any(
        top - 0.3 * last.row.height < level < bottom + 0.3 * line.row.height
        for other, level in levels
        if other is not line and other is not last and other.side == line.side
    )


def _trailing(lines: Sequence[Labelled], last: Labelled) -> list[Labelled]:
    """The short last line of a subject below the number, where it was taken for something else."""
    box, height = last.row.box, last.row.height
    middle = (box.x0 + box.x1) / 2
    if last.side != "left":
        return []
    for line in lines:
        below = line.row.box
        gap = below.y0 - box.y1
        centred = abs((below.x0 + below.x1) / 2 - middle) < _OFF_AXIS * line.row.page_width
        if line.part == "BODY" and line.side == "left" and -0.5 * height < gap < 0.7 * height:
            return [line] if centred and below.width <= box.width else []
    return []


def _in_capitals(row: Row) -> bool:
    return sum(char.isalpha() for char in row.text) > 8 and _shouted(row)


def _shouted(row: Row) -> bool:
    letters = [char for char in row.text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) > 0.9 * len(letters)


def _tells(row: Row) -> bool:
    """Whether a line says something; a page's number and `Số: …` are not what a paper is about."""
    signs = sum(char.isalnum() for char in row.text)
    return signs > 2 and not (row.text.startswith("Số") and number_start(row.tokens))


def _says_more(line: str, titled: str) -> bool:
    return len(fold(line).replace(" ", "")) > len(titled) + _MORE
