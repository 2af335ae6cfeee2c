"""Dots of a leader that were read as full stops: `.tờ.khai.theo. mẫu` is `tờ khai theo mẫu`.

Where dots touch letters, they can't be taken off the picture without harm to the letters; between
letters of a row that shows several of them, they are no punctuation: Vietnamese papers have none
inside of words but in numbers, abbreviations in capitals and addresses of sites.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ocr.arbitration.line_text import WordText

MANY = 2  # dots between letters that show a leader on a row
# A dot (with a comma, perhaps) between a word of small letters or a number and a word.
_INNER = re.compile(
    r"(?<=[^\W\d_][^\W\d_])([,;]?)\.+(?=[^\W_])|(?<=\d)([,;]?)\.+(?=[^\W\d_])|(?<=[:,;])\.+(?=\w)"
)
_AFTER_SIGN = re.compile(r"(?<=[:,;])\.+(?=\w)")
_LEADING = re.compile(r"^[.·]+(?=\w)")
_TRAILING = re.compile(r"(?<=[^\W_])([,;:]?)\.+$")
_SITE = re.compile(r"@|www\.|\.(?:vn|com|net|org)\b", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?:[A-ZĐ]{1,4}\.)+\w*$")


def drop_leader_dots(words: Sequence[WordText]) -> tuple[WordText, ...]:
    """The words of a row without the dots of a leader, parted where such a dot parted them.

    A dot in front of a word is never punctuation and always goes.
    """
    shown = sum(_leader_dots(word.text) for word in words)
    cleaned: list[WordText] = []
    for number, word in enumerate(words):
        begin = _LEADING.match(word.text)
        parts = _part(word, begin.end() if begin else 0, shown >= MANY)
        last = number == len(words) - 1
        small_follows = not last and words[number + 1].text[:1].islower()
        if parts and shown >= MANY and (small_follows or last):
            parts[-1] = _drop_end(parts[-1])
        cleaned += parts
    return tuple(word for word in cleaned if word.text)


def _leader_dots(text: str) -> int:
    if _SITE.search(text) or _ABBREVIATION.match(text):
        return 0
    return len(_INNER.findall(text)) + bool(_LEADING.match(text))


def _part(word: WordText, begin: int, split: bool) -> list[WordText]:
    text = word.text
    step = (word.end - word.start) / len(text)
    at = [begin]
    if not _SITE.search(text) and not _ABBREVIATION.match(text):
        for found in (_INNER if split else _AFTER_SIGN).finditer(text, begin):
            keep = found.start() + len(found.group().rstrip("."))
            at += [keep, found.end()]
    at.append(len(text))
    return [
        WordText(
            text[a:b], word.start + a * step, word.start + b * step, word.confidence
        )
        for a, b in zip(at[::2], at[1::2], strict=True)
    ]


def _drop_end(word: WordText) -> WordText:
    if _ABBREVIATION.match(word.text):
        return word
    return WordText(
        _TRAILING.sub(r"\1", word.text), word.start, word.end, word.confidence
    )
