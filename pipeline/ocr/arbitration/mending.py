"""Words that are no Vietnamese syllables, mended by a letter that the recogniser saw nearly as
well.

`tôc` is none, since a syllable that ends in c bears an acute or a dot below; where ộ was the second
best guess, the word is `tộc`. Numbers, abbreviations and names from elsewhere stay: only words that
become syllables change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.ocr.arbitration.line_text import LineText, WordText
from pipeline.ocr.language.known_words import load_known_words
from pipeline.ocr.language.syllables import is_plausible_syllable

# A second best letter counts from this posterior on.
LEAST = 0.03
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_AFTER_PERCENT = re.compile(r"(?<=\d%)\d$")


def mend_line(line: LineText) -> LineText:
    """The line with such words mended, one letter in each; the letter's confidence is that of the
    second guess."""
    for found in _LETTERS.finditer(line.text):
        if _is_known(found.group()):
            continue
        seen = [at for at in range(*found.span()) if line.alternatives[at][1] >= LEAST]
        for at in sorted(
            seen, key=lambda at: line.confidences[at] - line.alternatives[at][1]
        ):
            if _is_known(
                line.text[found.start() : at]
                + line.alternatives[at][0]
                + line.text[at + 1 : found.end()]
            ):
                line = _exchange(line, at)
                break
    return line


def mend_percent(words: Sequence[WordText]) -> list[WordText]:
    """The words without the figure that the sign % leaves behind it: `27.27%6`."""
    return [replace(word, text=_AFTER_PERCENT.sub("", word.text)) for word in words]


def _is_known(word: str) -> bool:
    return is_plausible_syllable(word) or word.lower() in load_known_words()


def _exchange(line: LineText, at: int) -> LineText:
    """The line with character `at` and its alternative changing places."""
    letter, sure = line.alternatives[at]
    return replace(
        line,
        text=line.text[:at] + letter + line.text[at + 1 :],
        confidences=(*line.confidences[:at], sure, *line.confidences[at + 1 :]),
        alternatives=(
            *line.alternatives[:at],
            (line.text[at], line.confidences[at]),
            *line.alternatives[at + 1 :],
        ),
    )
