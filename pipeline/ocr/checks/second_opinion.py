"""A page read a second time as a whole by another reader: when that is asked for, and what of it
stands.

Reading row by row fails whole where rows are not found: on pages that are pale, curled, broken,
or of a kind that nobody has seen yet. The other reader looks for its lines by itself, on the page
as it is. Its reading stands where it sees much more; else it gives the lines that the first did not
see, and takes the place of lines that it reads much more surely.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.checks.guards import is_unread
from pipeline.ocr.checks.row_credibility import keep_writing
from pipeline.ocr.language.word_kinds import WordKind, classify_word
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage, OcrWord

# Readings with a confidence below this are held against another reader's. Made-up pages, hard ones
# too, stay above.
DOUBTFUL_PAGE = 0.972
# Rows of letters without a word that make a page doubtful.
MANY_MISSED = 3
# What words that are no syllables count, in shares of those that are.
NO_SYLLABLE = 0.5
# The other reading stands as a whole where so many times more letters of it are right.
MUCH_MORE = 1.1
# A line of the other reading is new where no more of its letters than this stand on words of ours;
# and takes the place of ours where ours is less sure than that, by so much.
COVERED, DOUBTFUL_LINE, SURER = 0.2, 0.8, 0.1
# A text has so many sure words, and so many of all its words are.
SURE_WORD, SURE_WORDS, SURE_SHARE = 0.85, 3, 0.6
# What was not seen by the first reader must be this sure.
LEAST_NEW = 0.6
# A number that two readings give differently is no surer than this: a person is asked.
DISPUTED = 0.5


def needs_second_opinion(page: OcrPage, missed: int) -> bool:
    """Whether a reading, as `guard_reading` gives it, should be held against another.

    Args:
        page: the reading.
        missed: rows of letters on which no word stands.
    """
    return (
        is_unread(page)
        or (page.confidence or 0.0) < DOUBTFUL_PAGE
        or missed >= MANY_MISSED
    )


def is_text(page: OcrPage) -> bool:
    """Whether a reading of faint traces is a text beyond doubt: Vietnamese words, read surely."""
    sure = sum(word.confidence >= SURE_WORD and not word.marks for word in page.words)
    return (
        not is_unread(page)
        and page.language == "vie"
        and sure >= max(SURE_WORDS, SURE_SHARE * len(page.words))
    )


def reads_better(page: OcrPage, other: OcrPage) -> bool:
    """Whether more of a page is read right by the first of two readings, both guarded."""
    return _right_letters(page.words) > _right_letters(other.words)


def join_opinions(ours: OcrPage, theirs: OcrPage) -> OcrPage:
    """What stands of two readings of a page, both with the probability that a word is right for
    confidence and guarded (see `guard_reading`)."""
    if is_unread(theirs):
        return ours
    if is_unread(ours):
        return replace(ours, lines=theirs.lines, language=theirs.language)
    if _right_letters(theirs.words) > MUCH_MORE * _right_letters(ours.words):
        whole = replace(ours, lines=theirs.lines, language=theirs.language)
        return _with_new_lines(
            whole, [line for line in ours.lines if line.confidence >= SURE_WORD]
        )
    lines = [_surer(line, theirs) for line in ours.lines]
    changed = any(new is not old for new, old in zip(lines, ours.lines, strict=True))
    joined = replace(ours, lines=tuple(lines)) if changed else ours
    return _with_new_lines(joined, theirs.lines)


def doubt_numbers(page: OcrPage, other: OcrPage) -> OcrPage:
    """The page with little confidence in numbers that another reading of it gives differently."""
    numbers = [word for word in other.words if _digits(word)]
    lines = [_with_doubts(line, numbers) for line in page.lines]
    return replace(page, lines=tuple(lines))


def _with_doubts(line: OcrLine, numbers: Sequence[OcrWord]) -> OcrLine:
    words = [
        replace(word, confidence=min(word.confidence, DISPUTED))
        if any(_differ(word, number) for number in numbers)
        else word
        for word in line.words
    ]
    return replace(line, words=tuple(words))


def _differ(word: OcrWord, number: OcrWord) -> bool:
    """Whether both are numbers, at the same place, and not the same."""
    mine = _digits(word)
    return bool(mine) and mine != _digits(number) and _on(number.box, word.box)


def _digits(word: OcrWord) -> str:
    return "".join(filter(str.isdecimal, word.text))


def _with_new_lines(page: OcrPage, others: Sequence[OcrLine]) -> OcrPage:
    """The page with what it lacks of another reading; itself where it lacks nothing."""
    lines = list(page.lines)
    for line in others:
        new = _new_words(line, page)
        if new:
            _insert(lines, OcrLine.around(new, line.block))
    return replace(page, lines=tuple(lines)) if len(lines) > len(page.lines) else page


def _right_letters(words: Iterable[OcrWord]) -> float:
    """How many letters and digits are right, by what the readers think of their words.

    Readers are too sure of what they make of a page that they can't read. So words that make no
    syllable count for less, and single letters and signs for nothing.
    """
    return sum(
        word.confidence * _letters(word) * _weight(word)
        for word in words
        if not word.marks and _letters(word) > 1
    )


def _weight(word: OcrWord) -> float:
    return 1.0 if classify_word(word.text) is WordKind.SYLLABLE else NO_SYLLABLE


def _letters(word: OcrWord) -> int:
    return sum(char.isalnum() for char in word.text)


def _surer(line: OcrLine, theirs: OcrPage) -> OcrLine:
    """The line, or what the other reader has in its place where that is much surer."""
    if line.confidence >= DOUBTFUL_LINE:
        return line
    words = max(
        (
            [word for word in other.words if _on(word.box, line.box)]
            for other in theirs.lines
        ),
        key=len,
        default=[],
    )
    if not words:
        return line
    other = OcrLine.around(words, line.block)
    long_enough = sum(map(_letters, words)) >= 0.8 * sum(map(_letters, line.words))
    return other if long_enough and other.confidence > line.confidence + SURER else line


def _on(box: BoundingBox, line: BoundingBox) -> bool:
    """Whether the middle of a box lies in a line."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return line.x0 <= x <= line.x1 and line.y0 <= y <= line.y1


def _new_words(line: OcrLine, ours: OcrPage) -> list[OcrWord]:
    """The words of a line where the first reader has none, if they are writing."""
    free = [
        w for w in line.words if not any(_on(w.box, other.box) for other in ours.lines)
    ]
    if sum(map(_letters, free)) < (1 - COVERED) * sum(map(_letters, line.words)):
        return []
    texts = [WordText(w.text, w.box.x0, w.box.x1, w.confidence) for w in free]
    kept = {(w.text, w.start) for w in keep_writing(texts)}
    words = [w for w in free if (w.text, w.box.x0) in kept]
    if not words or OcrLine.around(words).confidence < LEAST_NEW:
        return []
    return words


def _insert(lines: list[OcrLine], new: OcrLine) -> None:
    """Put a line where its place is among lines in reading order: before the first that begins
    lower, of those that stand over or under it; by height alone where there is none."""
    beside = [
        n
        for n, line in enumerate(lines)
        if line.box.x0 < new.box.x1 and line.box.x1 > new.box.x0
    ]
    places: Sequence[int] = beside or range(len(lines))
    middle = (new.box.y0 + new.box.y1) / 2
    above = [n for n in places if (lines[n].box.y0 + lines[n].box.y1) / 2 < middle]
    at = above[-1] + 1 if above else (places[0] if places else 0)
    block = lines[min(at, len(lines) - 1)].block if lines else 0
    lines.insert(at, replace(new, block=block))
