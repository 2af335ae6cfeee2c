"""Vietnamese syllables and their marks, told by their shape, without a dictionary.

A Vietnamese syllable is onset + rhyme + tone; the lists below are those of the standard orthography
(Đoàn Thiện Thuật, "Ngữ âm tiếng Việt", 1977), and syllables that end in a stop (c, ch, p, t) bear
only acute or dot below.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_TONES = {
    "\u0300",
    "\u0301",
    "\u0303",
    "\u0309",
    "\u0323",
}  # grave, acute, tilde, hook, dot below
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


@functools.lru_cache(maxsize=20_000)
def is_plausible_syllable(word: str) -> bool:
    """Whether the word (letters only) can be one Vietnamese syllable; case does not matter."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in decomposed if mark in _TONES]
    base = unicodedata.normalize(
        "NFC", "".join(mark for mark in decomposed if mark not in _TONES)
    )
    if len(tones) > 1 or not _SYLLABLE.fullmatch(base):
        return False
    stopped = base.endswith(("c", "ch", "p", "t"))
    return not stopped or (bool(tones) and tones[0] in _STOP_TONES)


def is_marked(word: str) -> bool:
    """Whether the word bears a tone mark or a letter that only Vietnamese has."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return any(mark in _TONES for mark in decomposed) or bool(
        _OWN_LETTERS.search(word.lower())
    )


def find_words(text: str) -> list[str]:
    """Runs of letters."""
    return _WORD.findall(text)


def measure_syllables(text: str) -> tuple[float, float, int]:
    """Share of words that can be Vietnamese syllables, share that bear its marks, and the number of
    words."""
    words = find_words(unicodedata.normalize("NFC", text))
    if not words:
        return 0.0, 0.0, 0
    plausible = sum(is_plausible_syllable(word) for word in words) / len(words)
    return plausible, sum(map(is_marked, words)) / len(words), len(words)
