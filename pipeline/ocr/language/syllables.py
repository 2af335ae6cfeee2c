"""Is this Vietnamese, and was it read well? Judged by the shape of syllables, without a dictionary.

A Vietnamese syllable is onset + rhyme + tone; the lists below are those of the standard orthography
(Đoàn Thiện Thuật, "Ngữ âm tiếng Việt", 1977), and syllables that end in a stop (c, ch, p, t) bear
only acute or dot below.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Literal

from schemas.ocr import OcrPage

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}  # grave, acute, tilde, hook, dot below
_STOP_TONES = {"\u0301", "\u0323"}
_ONSET = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]"
_OPEN = (
    "oai|oay|oao|oeo|uây|uyu|uôi|ươi|ươu|iêu|yêu|uya|uyê|"
    "ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|ia|ya|ua|ưa|uơ|oa|oe|uê|uy|[aeêioôơuưy]"
)
_CLOSED = (
    "(?:uyê|iê|yê|uô|ươ|oă|uâ|oa|[aăâeêioôơuư])(?:ng|n|m|c|t|p)|"
    "(?:oe|oo|uy)(?:ng|n|m|c|t|p)|(?:uy|uê|oa|[aêiy])(?:nh|ch)|y[ntp]"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_CLOSED}|{_OPEN})")
_OWN_LETTERS = re.compile("[ăâđêôơư]")
_WORD = re.compile(r"[^\W\d_]+")

MIN_WORDS = 5
FEW_WORDS = 2  # so many tell the language where all of them are Vietnamese beyond doubt
MIN_PLAUSIBLE = 0.6
MIN_MARKED = 0.25
MIN_CONFIDENCE = 0.6


@functools.lru_cache(maxsize=20_000)
def is_plausible_syllable(word: str) -> bool:
    """Whether the word (letters only) can be one Vietnamese syllable; case does not matter."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in decomposed if mark in _TONES]
    base = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(base):
        return False
    stopped = base.endswith(("c", "ch", "p", "t"))
    return not stopped or (bool(tones) and tones[0] in _STOP_TONES)


def is_marked(word: str) -> bool:
    """Whether the word bears a tone mark or a letter that only Vietnamese has."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return any(mark in _TONES for mark in decomposed) or bool(_OWN_LETTERS.search(word.lower()))


def plausible_share(text: str) -> tuple[float, float, int]:
    """Share of words that can be Vietnamese syllables, share that bear its marks, and the number of
    words."""
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    if not words:
        return 0.0, 0.0, 0
    plausible = sum(is_plausible_syllable(word) for word in words) / len(words)
    return plausible, sum(map(is_marked, words)) / len(words), len(words)


def detect_language(text: str) -> Literal["vie", "other"] | None:
    """`vie`, `other`, or None where there are too few words to tell
    (single letters do not count)."""
    plausible, marked, count = plausible_share(
        " ".join(word for word in _WORD.findall(text) if len(word) > 1)
    )
    if count >= MIN_WORDS:
        return "vie" if plausible >= MIN_PLAUSIBLE and marked >= MIN_MARKED else "other"
    return "vie" if count >= FEW_WORDS and plausible == 1.0 and marked >= 0.5 else None


def looks_unreliable(page: OcrPage) -> bool:
    """Whether a page was read so badly that turning it may help: low confidence, or words that are
    no syllables.

    A page with hardly any words is not called unreliable: there is nothing to gain by reading it
    again.
    """
    confidence = page.confidence
    if confidence is None or len(page.words) < MIN_WORDS:
        return False
    plausible, _, count = plausible_share(page.text)
    return confidence < MIN_CONFIDENCE or (
        count >= MIN_WORDS and plausible < MIN_PLAUSIBLE and confidence < 0.8
    )
