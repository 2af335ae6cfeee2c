"""What a paper is about: the lines after `V/v` or below its title, and whether they are all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.head.number import HEAD, number_start
from pipeline.extract.head.organ_words import has_signer_title
from pipeline.extract.normalize.text import clean_text, fold
from pipeline.extract.parts.label import Labelled, centred_below, first_run
from pipeline.extract.rows import TokenRow, box_of
from pipeline.extract.values import Value, Words
from pipeline.extract.vocabulary import LayoutWords, Vocabulary

_OFF_AXIS = 0.12  # of the page's width: a last line that is set left under centred ones
_NEAR = 2.2  # text heights from one line of a subject to the next
_LOST = {"BODY", "MARK"}  # parts that a subject's first line may be taken for
_TAKEN = {"BODY", "MARK", "AUTHHEAD", "ORGAN", "PARENT"}  # … and its last ones
_SUBJECTS = {"SUBJECT", "TYPE"}
_UNTOLD = 0.7  # probability that a line taken for something else is part of a subject
# `Quyết định số`, `quý II năm`; `chuyển đổi số` and `hàng tháng` are whole.
_OPEN_END = re.compile(
    r" (?:(?:định|quyết|tư|văn|trình|báo|hoạch|luật|thị|lệnh|bản) số|ngày|tháng|năm(?: học)?"
    r"|giai đoạn|nhiệm kỳ)$"
)
_WHOLE_END = re.compile(
    r" (?:h[àằ]ng|trong|mỗi|nhiều|các|từng|đầu|cuối|cả) (?:ngày|tháng|năm)$"
)
_BEFORE_PLACES = ("bàn", "dân", "ở")  # `trên địa bàn huyện`
_AS_BEFORE = 1.25  # times the distance of its lines that the next one may stand below
_SAME_ROW = 0.6  # text heights between the feet of lines of one row
_ONE_PHRASE = 2.0  # text heights between two parts of a line
_FEWEST = 3  # words of a subject
_LONG = 8  # letters of a line whose case tells something
_GOES_ON = (
    "ve ",
    "trong ",
    "doi voi ",
)  # … in small letters below a subject in capitals
_OPENS_BODY = ("can cu ", "theo de nghi cua ", "xet de nghi ")
_MORE = (
    4  # letters behind the type's name from which a title says what the paper is about
)
_CUT = 0.8  # … a subject below which a line stands that may belong to it
_ABOUT = re.compile(r"\W*v\s?[/.]?\s?v\b[\s:.;]*", re.IGNORECASE)
_CONCERNING = re.compile(r"^V[eềêể] vi[eệêé]c\b")  # `Về viêc`
_ABBREVIATED = re.compile(r"v\s?(?:/|\.\s?)\s?v\b|vv\s?:", re.IGNORECASE)


def read_subject(
    lines: Sequence[Labelled], titled: str, vocabulary: Vocabulary
) -> Value | None:
    """What a paper is about: the lines after `V/v`, or below the title; a title that says more than
    the type (`DANH SÁCH CÁC CƠ QUAN …`) belongs to it."""
    title = first_run(lines, "TYPE")
    run = _find_run(lines, title, titled)
    if not run:
        return None
    layout = vocabulary.layout
    doubtful = run[0].part != "SUBJECT" and not title
    flowing = _find_flow(lines, run, layout)
    run += flowing
    end = _body_begins(run)
    run, runs_on = run[:end], end < len(run)
    words = Words([token for line in run for token in line.row.tokens], run[0].row.page)
    # `Về việc` is part of the subject, the abbreviation before it is not.
    about = _ABOUT.match(words.text)
    start = about.end() if about else 0
    text = clean_text(words.text[start:])
    if not text:
        return None
    text = _CONCERNING.sub("Về việc", text)
    headless = not about and not title and not text[:1].isupper()
    is_cut = (
        bool(flowing)
        or doubtful
        or headless
        or runs_on
        or _is_odd(run, text)
        or _breaks_off(text, layout)
        or _has_more(lines, run, layout)
    )
    sure = (1 + min(_part_sure(run, at, layout) for at in range(len(run)))) / 2
    return words.value(text, start, len(words.text), sure * _CUT if is_cut else sure)


def _find_run(
    lines: Sequence[Labelled], title: Sequence[Labelled], titled: str
) -> list[Labelled]:
    """The lines of a subject, with those of its title where it says more than the type."""
    run = [line for line in first_run(lines, "SUBJECT") if _tells(line.row)]
    if title and _says_more(" ".join(line.row.text for line in title), titled):
        run = [*title, *run]
    if not run or not _ABOUT.match(run[0].row.text):
        run = [*_about_line(lines, run), *run]
    if not run:
        return []
    run += _find_rest(lines, run)
    return [*_find_lead(lines, run[0]), *run, *_find_trail(lines, run[-1])]


def _has_more(
    lines: Sequence[Labelled], run: Sequence[Labelled], words: LayoutWords
) -> bool:
    """Whether a line stands below a subject that may belong to it."""
    widest = max(line.row.box.width for line in run)
    return any(
        line not in run
        and _next_below(line, run[-1], lines, widest)
        and not _is_another(line, run[-1], words)
        for line in lines
    )


def _part_sure(run: Sequence[Labelled], at: int, words: LayoutWords) -> float:
    """How sure a line is part of a subject: where it begins with a small letter or the line above
    breaks off, nothing but that sentence goes on there; how sure a line is something else says
    nothing for it."""
    line = run[at]
    if line.part not in _SUBJECTS:
        return _UNTOLD
    above = run[at - 1].row.text if at else ""
    goes_on = above and (line.row.text[:1].islower() or _breaks_off(above, words))
    return line.credit if goes_on else line.sure


def _is_another(line: Labelled, last: Labelled, words: LayoutWords) -> bool:
    """Whether a line below a subject says by its wording that it is something else: a mark of
    urgency, the reference of an annex, who decides, the stamp of arrival; or a line in capitals
    below small letters."""
    row = line.row
    if _in_capitals(row) and not _shouted(last.row):
        return True
    match line.part:
        case "ANNEX":
            return "kem theo" in fold(row.text)
        case "AUTHHEAD":
            return has_signer_title(row.text, words.signer_titles)
        case "TO":
            return fold(row.text).startswith("kinh gui")
        case "MARK" | "STAMP":
            return fold(row.text) in words.folded_marks
    return False


def _body_begins(run: Sequence[Labelled]) -> int:
    """Which line of a run opens the body: by its words, or in small letters below capitals; how
    many there are where none does."""
    capitals = _in_capitals(run[0].row)
    for at, line in enumerate(run[1:], start=1):
        said = fold(line.row.text)
        small = capitals and _in_small_letters(line.row)
        if (small and not said.startswith(_GOES_ON)) or said.startswith(_OPENS_BODY):
            return at
    return len(run)


def _is_odd(run: Sequence[Labelled], text: str) -> bool:
    """Whether a subject is hardly one: two words, a digit first, capitals below small letters."""
    return (
        len(text.split()) < _FEWEST
        or text[:1].isdecimal()
        or (_in_capitals(run[-1].row) and not _shouted(run[0].row))
    )


def _about_line(lines: Sequence[Labelled], run: Sequence[Labelled]) -> list[Labelled]:
    """A line `V/v …` above a subject's lines that was taken for something else, with what stands
    beside it."""
    for line in lines:
        row = line.row
        taken = line.part in _TAKEN and row.box.y0 < HEAD * row.page_height
        if not taken or not _ABBREVIATED.match(row.text):
            continue
        if (
            run
            and not -row.height < run[0].row.box.y0 - row.box.y0 < _NEAR * row.height
        ):
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
    said = f" {text.lower()}"
    if _OPEN_END.search(said) and not _WHOLE_END.search(said):
        return True
    if said.endswith(tuple(f" {end}" for end in words.open_words)):
        return True
    # `tại thành phố` lacks a name; `đường liên xã` does not.
    for unit in words.place_units:
        before = said.removesuffix(f" {unit.lower()}")
        if before != said and before.endswith(
            tuple(f" {word}" for word in (*words.open_words, *_BEFORE_PLACES))
        ):
            return True
    return False


def _find_flow(
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
        last, box = (
            beneath[-1].row,
            box_of([t for line in beneath for t in line.row.tokens]),
        )
    return more


def _find_lead(lines: Sequence[Labelled], first: Labelled) -> list[Labelled]:
    """A line in capitals right above a subject in capitals that was taken for something else: it is
    the subject's beginning."""
    box, height = first.row.box, first.row.height
    if not _shouted(first.row):
        return []
    for line in lines:
        above = line.row.box
        near = 0 < box.y0 - above.y0 < _NEAR * height and above.y1 < box.y1
        shared = min(box.x1, above.x1) - max(box.x0, above.x0)
        capitals = line.part in _LOST and _in_capitals(line.row) and _tells(line.row)
        if near and capitals and shared > 0.5 * min(box.width, above.width):
            return [line]
    return []


def _find_rest(lines: Sequence[Labelled], run: Sequence[Labelled]) -> list[Labelled]:
    """Lines right below a subject that are part of it, too: something beside it parts them from it
    in reading order, or they were taken for running text though they are in capitals as it is."""
    more: list[Labelled] = []
    for line in lines:
        last = [*run, *more][-1]
        mistaken = line.part in _LOST or line.sure < _UNTOLD
        lost = mistaken and _in_capitals(last.row) and _shouted(line.row)
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


def _find_trail(lines: Sequence[Labelled], last: Labelled) -> list[Labelled]:
    """The short last line of a subject below the number, where it was taken for something else."""
    box, height = last.row.box, last.row.height
    middle = (box.x0 + box.x1) / 2
    if last.side != "left":
        return []
    for line in lines:
        below = line.row.box
        gap = below.y0 - box.y1
        centred = (
            abs((below.x0 + below.x1) / 2 - middle) < _OFF_AXIS * line.row.page_width
        )
        if (
            line.part == "BODY"
            and line.side == "left"
            and -0.5 * height < gap < 0.7 * height
        ):
            return [line] if centred and below.width <= box.width else []
    return []


def _in_capitals(row: TokenRow) -> bool:
    return sum(char.isalpha() for char in row.text) > _LONG and _shouted(row)


def _in_small_letters(row: TokenRow) -> bool:
    letters = [char for char in row.text if char.isalpha()]
    return len(letters) > _LONG and sum(map(str.islower, letters)) > len(letters) / 2


def _shouted(row: TokenRow) -> bool:
    letters = [char for char in row.text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) > 0.9 * len(
        letters
    )


def _tells(row: TokenRow) -> bool:
    """Whether a line says something; a page's number and `Số: …` are not what a paper is about."""
    signs = sum(char.isalnum() for char in row.text)
    return signs > 2 and not (row.text.startswith("Số") and number_start(row.tokens))


def _says_more(line: str, titled: str) -> bool:
    return len(fold(line).replace(" ", "")) > len(titled) + _MORE
