"""The issuing organ: named top left above the number."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.head.initials import initials
from pipeline.extract.head.number import HEAD, number_start
from pipeline.extract.head.organ_words import (
    continues,
    cut_phrase,
    is_caps,
    names_one,
    organ_named,
    spans,
    starts_organ,
)
from pipeline.extract.normalize.text import fold, fold_word
from pipeline.extract.parts.label import Labelled, centred_below, first_run
from pipeline.extract.rows import TokenRow
from pipeline.extract.values import Value
from pipeline.extract.vocabulary import LayoutWords, Vocabulary

_DOUBTED = (
    0.6  # lines at the end of a name that are less surely part of it are left out
)
_UNKNOWN = 0.8  # share of confidence of a name that begins with no organ's first word
_CONTRADICTED = (
    0.6  # … of a name where the paper's notation is that of the organ above it
)
_PARTS = re.compile(r"[\d/.,&\s–-]+")  # what stands between the parts of a notation
_NOT_BELOW = {
    "BODY",
    "PARENT",
    "ORGAN",
    "AUTHHEAD",
    "SUBJECT",
}  # what no organ has right below it
_NAMES = {"ORGAN", "PARENT"}
_ABOUT = re.compile(r"\W*v\s?[/.]?\s?v\b|về việc", re.IGNORECASE)
_GAP = 3.0  # text heights between two lines of a head that belong to one name
_LONGER = 1.6  # times the lines above that the last line of a name that breaks off may be wide
_TELLING = 3  # letters of a part that tell an organ
_FEW = 3  # letters of a line that has no case of its own
_WHOLE = 2  # … that are the initials of its whole name


def organ_names(lines: Sequence[Labelled]) -> str:
    """The words of all organs named in the head, upper ones first."""
    return " ".join(line.row.text for line in lines if line.part in {"PARENT", "ORGAN"})


def read_issuer(
    lines: Sequence[Labelled], vocabulary: Vocabulary, number: str = ""
) -> Value | None:
    """The lower organ of those named in the head.

    Args:
        lines: the page's lines with their parts.
        vocabulary: words of organs.
        number: number and notation, which speaks for or against the organ.
    """
    head = [line for line in lines if line.row.box.y0 < HEAD * line.row.page_height]
    name = _find_name(head, vocabulary)
    names = _part_names(name.lines, vocabulary)
    if not names or not names_one(names[-1]):
        return None
    value = organ_named(names[-1], vocabulary)
    if value is None:
        return None
    words, rows = vocabulary.layout, names[-1]
    below = (line for line in head if line not in name.lines)
    goes_on = any(_may_go_on(line, name.lines) for line in below)
    breaks_off = continues(rows, words) or cut_phrase(rows, vocabulary)
    # `VĂN PHÒNG` goes on mostly, but may be all.
    whole = not breaks_off or value.value in words.organ_starts
    known = starts_organ(rows[0], words) and not _is_mixed(rows)
    if whole and known and not goes_on and bears_out(number, value.value):
        return value  # two readings agree on which organ it is and where its name ends
    others = [line.row.text for line in first_run(head, "PARENT")]
    others += [" ".join(row.text for row in upper) for upper in names[:-1]]
    doubts = (
        (not known, _UNKNOWN),
        (goes_on or breaks_off or not name.is_whole, _UNKNOWN),
        (_speaks_against(number, value.value, others), _CONTRADICTED),
    )
    credit = min(line.credit for line in name.lines)
    sure = math.prod((share for doubted, share in doubts if doubted), start=credit)
    return replace(value, confidence=value.confidence * sure)


@dataclass(frozen=True, slots=True)
class _NameLines:
    """The lines of an organ's name, with the upper ones that they were read with.

    `is_whole`: all of them were taken for an organ's, and none had to be added.
    """

    lines: list[Labelled]
    is_whole: bool


def _find_name(head: Sequence[Labelled], vocabulary: Vocabulary) -> _NameLines:
    run = _find_run(head, vocabulary)
    lower = _above_number(head, vocabulary.layout)
    is_whole = True
    if lower and (not run or _is_lower(lower, run)):
        run, is_whole = lower, False
    last = _last_line(head, run, vocabulary) if run else None
    return _NameLines([*run, last], False) if last else _NameLines(run, is_whole)


def _part_names(
    run: Sequence[Labelled], vocabulary: Vocabulary
) -> list[list[TokenRow]]:
    """The rows of each organ of a run, upper ones first."""
    names: list[list[TokenRow]] = []
    for line in run:
        if not names or _begins_another(names[-1], line.row, vocabulary):
            names.append([])
        names[-1].append(line.row)
    return names


def _speaks_against(number: str, organ: str, others: Sequence[str]) -> bool:
    """Whether a number's notation is that of more than the organ, or of one of the others."""
    return not _speaks_for(number, organ) and (
        _names_more(number, organ)
        or any(_speaks_for(number, other) for other in others)
    )


def _may_go_on(line: Labelled, run: Sequence[Labelled]) -> bool:
    """Whether a line below an organ's name may be part of it: what it was taken for is not sure, or
    it is nothing that stands there."""
    if _ABOUT.match(line.row.text) or number_start(line.row.tokens) is not None:
        return False
    doubted = line.sure < _UNKNOWN or line.part in {*_NOT_BELOW, "NUMBER"}
    return doubted and _is_below(line, run, _LONGER)


def _is_below(line: Labelled, run: Sequence[Labelled], longer: float = 1.0) -> bool:
    """Whether a line stands right below a name, no longer than the longest of its lines."""
    return centred_below(
        line, run[-1], longer * max(other.row.box.width for other in run)
    )


def _last_line(
    head: Sequence[Labelled], run: Sequence[Labelled], vocabulary: Vocabulary
) -> Labelled | None:
    """The line that a name lacks: it breaks off (`CÔNG AN XÃ`), or the line below goes on with
    `HUYỆN …`, or a phrase of both does."""
    words, above = vocabulary.layout, run[-1].row
    units = {fold(unit) for unit in words.place_units}
    last = fold(above.text).rpartition(" ")[2]
    for line in head:
        if line in run or line.part == "NUMBER" or not _is_below(line, run, _LONGER):
            continue
        first, _, more = fold(line.row.text).partition(" ")
        # `THÀNH / PHỐ …` and `HUYỆN …`; `thành phố` may stand whole in a line, too.
        named = {first, f"{first} {more.partition(' ')[0]}", f"{last} {first}"} & units
        goes_on = (
            named or continues([above], words) or spans(above, line.row, vocabulary)
        )
        small = line.row.text.startswith("và ") and not above.text.isupper()
        if small or (goes_on and _is_set_as(line.row, above)):
            return line
    return None


def _is_set_as(line: TokenRow, above: TokenRow) -> bool:
    """Whether a line is in capitals, or begins with one below a name in small letters."""
    return line.text.isupper() or (line.text[:1].isupper() and not is_caps(above))


def _above_number(head: Sequence[Labelled], words: LayoutWords) -> list[Labelled]:
    """The lines right above the number that begin as an organ's name does, where none was taken for
    one."""
    number = next((line for line in head if line.part == "NUMBER"), None)
    if number is None:
        return []
    own = number.row.box
    column = [
        line
        for line in head
        if line.part == "BODY"
        and line.row.box.y1 < own.y1
        and min(line.row.box.x1, own.x1) > max(line.row.box.x0, own.x0)
    ]
    starts = [at for at, line in enumerate(column) if starts_organ(line.row, words)]
    return column[starts[0] :] if starts else []


def _is_lower(lines: Sequence[Labelled], run: Sequence[Labelled]) -> bool:
    """Whether lines in capitals stand between an organ and the number: they name one under it."""
    return lines[0].row.box.y0 > run[-1].row.box.y0 and all(
        is_caps(line.row) for line in lines
    )


def _names_more(number: str, organ: str) -> bool:
    """Whether a notation is the initials of the end of a name alone: another organ may stand before
    it (`ỦY BAN NHÂN DÂN TỈNH HẠ YÊN SỞ XÂY DỰNG`, `SXD`)."""
    letters = fold_word(initials(organ))
    parts = (fold_word(part) for part in _PARTS.split(number))
    return any(
        _TELLING <= len(part) < len(letters) - 1 and letters.endswith(part)
        for part in parts
    )


def _is_mixed(name: Sequence[TokenRow]) -> bool:
    """Whether a name has lines in capitals and lines that are not: the last ones are hardly part
    of it."""
    return len({is_caps(row) for row in name if len(row.text) > _FEW}) > 1


def bears_out(number: str, organ: str) -> bool:
    """Whether a part of a notation is the initials of an organ's name: `KH-PTCKH` of a `Phòng Tài
    chính - Kế hoạch`; all of them, or but for the first word (`CĐHY` of a `Trường Cao đẳng Hạ
    Yên`)."""
    letters = fold_word(initials(organ))
    parts = [fold_word(part) for part in _PARTS.split(number)]
    if len(letters) >= _WHOLE and letters in parts:
        return True
    return len(letters) > _TELLING and letters[1:] in parts


def _speaks_for(number: str, organ: str) -> bool:
    """Whether a part of a notation begins as the initials of an organ do."""
    parts = [fold_word(part) for part in _PARTS.split(number)]
    letters = fold_word(initials(organ))
    return bool(letters) and any(
        letters.startswith(part[:_TELLING]) for part in parts if len(part) >= _TELLING
    )


def _find_run(head: Sequence[Labelled], vocabulary: Vocabulary) -> list[Labelled]:
    """The lines of the issuing organ; a line above that can't end a name (`ỦY BAN NHÂN DÂN XÃ`)
    belongs to it."""
    words = vocabulary.layout
    run = _near_lines(first_run(head, "ORGAN"))
    while (
        len(run) > 1 and run[-1].sure < _DOUBTED and not continues([run[-2].row], words)
    ):
        run.pop()
    while len(run) > 1 and _tops_stamp(run[-1], head):
        run.pop()
    at = head.index(run[0]) if run else 0
    if at and _opens(head[at - 1], run[0], words):
        return [head[at - 1], *run]
    above: list[Labelled] = []
    while at > len(above) and head[at - 1 - len(above)].part == "PARENT":
        above.insert(0, head[at - 1 - len(above)])
    rows = [line.row for line in above]
    if above and (continues(rows, words) or spans(rows[-1], run[0].row, vocabulary)):
        run.insert(0, above[-1])
    return run


def _opens(line: Labelled, first: Labelled, words: LayoutWords) -> bool:
    """Whether a line that was hardly taken for something else begins the name of which the line
    right below it is no beginning."""
    return (
        line.part not in _NAMES
        and line.sure < _DOUBTED
        and starts_organ(line.row, words)
        and not starts_organ(first.row, words)
        and centred_below(first, line)
    )


def _tops_stamp(line: Labelled, head: Sequence[Labelled]) -> bool:
    """Whether a line stands right above `CÔNG VĂN ĐẾN`: it names who received the paper."""
    own = line.row.box
    return any(
        other.part == "STAMP"
        and 0 < other.row.box.y0 - own.y0 < _GAP * line.row.height
        and min(own.x1, other.row.box.x1) > max(own.x0, other.row.box.x0)
        for other in head
    )


def _near_lines(run: list[Labelled]) -> list[Labelled]:
    """The lines of a name up to a gap: a stamp further down names another organ."""
    for at in range(1, len(run)):
        above, below = run[at - 1].row, run[at].row
        if below.box.y0 - above.box.y1 > _GAP * max(above.height, below.height):
            return run[:at]
    return run


def _begins_another(
    name: Sequence[TokenRow], line: TokenRow, vocabulary: Vocabulary
) -> bool:
    """Whether a line is the lower of two organs. A word that may stand inside a name, too (`MÔI /
    TRƯỜNG`), begins one only below an organ of the kind that has others under it."""
    words = vocabulary.layout
    if not starts_organ(line, words) or continues(name, words):
        return False
    if spans(name[-1], line, vocabulary):
        return False
    above, flat = fold(name[0].text), fold(line.text)
    longer = any(
        flat.startswith(fold(start) + " ")
        for start in words.organ_starts
        if " " in start
    )
    return longer or above.startswith(
        tuple(fold(start) + " " for start in words.parent_starts)
    )
