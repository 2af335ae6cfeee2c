"""What is held against a reading before anything is built on it, whatever engine it comes from.

Words are put into NFC and marked where they can't be right; the language is told; and a page with
ink on which nothing credible was read is called unread, so that it is never filed as done.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pipeline.ocr.checks.word_marks import compose, mark_word
from pipeline.ocr.language.detection import detect_language
from schemas.ocr import OcrLine, OcrPage, OcrWord

UNREAD = "unread"

CREDIBLE_CONFIDENCE = 0.5
# of letters and digits: below, what was read is taken for noise (hard pages: 0.84 and more)
MIN_CREDIBLE_SHARE = 0.5
SURE_CONFIDENCE, MIN_SURE_SHARE, MIN_CONFIDENCE = (
    0.9,
    0.3,
    0.7,
)  # photographs and other scripts stay below both
MIN_LETTERS = 3  # a letter or two is what photographs and scrawls are read as
# Of a page that is not plainly Vietnamese: mirrored pages and other scripts stay below.
MIN_OTHER_CONFIDENCE = 0.65


def guard_reading(page: OcrPage) -> OcrPage:
    """The page with composed words, their marks, and the language; words left empty fall away.

    The language of a page that was not read is None.
    """
    lines = tuple(line for line in map(_compose_line, page.lines) if line is not None)
    language = tell_language(lines)
    marked = tuple(
        replace(
            line,
            words=tuple(
                replace(w, marks=mark_word(w.text, language != "other"))
                for w in line.words
            ),
        )
        for line in lines
    )
    read = replace(page, lines=marked, language=language)
    return replace(read, language=None) if is_unread(read) else read


def _compose_line(line: OcrLine) -> OcrLine | None:
    words = tuple(replace(word, text=compose(word.text)) for word in line.words)
    kept = tuple(word for word in words if word.text)
    if not kept:
        return None
    if len(kept) == len(words):
        return replace(line, words=kept)
    return OcrLine.around(kept, line.block)


def tell_language(lines: tuple[OcrLine, ...]) -> Literal["vie", "other"] | None:
    """The language of the words that were read with some confidence."""
    return detect_language(
        " ".join(w.text for line in lines for w in line.words if _is_credible(w))
    )


def is_unread(page: OcrPage) -> bool:
    """Whether nothing credible was read on a page that is not blank (`page`: as `guarded_reading`
    gives it)."""
    everything = sum(_letters(word.text) for word in page.words)
    credible = sum(
        _letters(word.text)
        for word in page.words
        if _is_credible(word) and not word.marks
    )
    if credible < MIN_LETTERS or credible < MIN_CREDIBLE_SHARE * everything:
        return True
    sure = sum(
        _letters(word.text)
        for word in page.words
        if word.confidence >= SURE_CONFIDENCE and not word.marks
    )
    if sure < MIN_SURE_SHARE * everything and (page.confidence or 0.0) < MIN_CONFIDENCE:
        return True
    return page.language != "vie" and (page.confidence or 0.0) < MIN_OTHER_CONFIDENCE


def _is_credible(word: OcrWord) -> bool:
    return word.confidence >= CREDIBLE_CONFIDENCE


def _letters(text: str) -> int:
    return sum(char.isalnum() for char in text)
