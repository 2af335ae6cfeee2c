"""Names of persons as they are filed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from pipeline.extract.normalize.text import by_fold, clean_text, fold_word

_HONORIFIC = re.compile(
    r"^(?:(?:ông|bà|anh|chị|cháu|cụ|hộ)\s*(?:[/(]\s*(?:ông|bà)\s*\)?)?\s*:?\s+)+",
    re.IGNORECASE,
)
_UPPER_LETTERS = "A-ZĐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯ"
_RUN_TOGETHER = re.compile(
    rf"(?<=[^\W\d_{_UPPER_LETTERS}])(?=[{_UPPER_LETTERS}][^\W\d_{_UPPER_LETTERS}])"
)
_BEHIND_NAME = re.compile(
    r"[\d,;:()/\\|…]|\.\s|\s[-–—]\s|\s(?:Số|Ngày|CCCD|CMND|Giới tính|Chức vụ|Địa chỉ)\b"
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def person_name(
    text: str, family_names: tuple[str, ...] = (), rare_names: tuple[str, ...] = ()
) -> str | None:
    """A person's name in NFC title case: `Ông: NGUYỄN VĂN AN,` gives `Nguyễn Văn An`.

    The reading ends at the first thing that no name holds (digit, comma, bracket). A first word
    that is a family name but for its marks (`Nguyên`) gets them, where only one family name is
    meant and it is none of `rare_names` itself.
    """
    cleaned = clean_text(unicodedata.normalize("NFC", text))
    if cleaned is None:
        return None
    cleaned = _HONORIFIC.sub("", cleaned)
    cleaned = _RUN_TOGETHER.sub(" ", cleaned)
    head = _BEHIND_NAME.split(cleaned, maxsplit=1)[0]
    words = [
        word for word in _NAME_WORD.findall(head) if len(word) > 1 or word.isupper()
    ]
    # A lower-case word ends a name that began in capitals ("NGUYỄN VĂN AN và vợ", "Lê Thị Hoa sinh
    # năm").
    if words and words[0][0].isupper():
        kept = next(
            (at for at, word in enumerate(words) if word[0].islower()), len(words)
        )
        words = words[:kept]
    if not 2 <= len(words) <= 8:
        return None
    named = [word.capitalize() for word in words]
    if family_names:
        named[0], _ = family_name(named[0], family_names, rare_names)
    return " ".join(named)


@lru_cache(maxsize=4096)
def family_name(
    word: str, family_names: tuple[str, ...], rare_names: tuple[str, ...] = ()
) -> tuple[str, bool]:
    """A family name with the marks that it lost, and whether that is sure: no other family name is
    a letter away (`Nguyên` can only be `Nguyễn`; `Phạn` may be Phan or Phạm).

    Args:
        family_names: those whose lost marks are restored.
        rare_names: stand as they are; unsure where a common one without its marks looks the same
            (`Ly` may be Lý).
    """
    if word in family_names:
        return word, True
    table = by_fold(family_names)
    meant = table.get(fold_word(word), ())
    if word in rare_names:
        return word, not any(_marks(word) <= _marks(other) for other in meant)
    if len(meant) != 1:
        return word, False
    near = sum(
        Levenshtein.distance(fold_word(word), other, score_cutoff=1) <= 1
        for other in table
    )
    return meant[0], near == 1


def _marks(word: str) -> Counter[str]:
    """The marks of a word's letters; `đ` is a letter with one."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return Counter(char for char in apart if unicodedata.combining(char) or char == "đ")
