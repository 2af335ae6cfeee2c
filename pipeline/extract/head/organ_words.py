"""How an organ's name begins, goes on and ends, by its words."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.extract.kinds import organ_value
from pipeline.extract.normalize.text import fold
from pipeline.extract.rows import TokenRow
from pipeline.extract.values import Value, Words
from pipeline.extract.vocabulary import LayoutWords, Vocabulary

_PHRASE = 4  # words of a phrase on each side of a line's end
_CUT = 3  # words from which the beginning of a phrase is hardly one itself
_FEW = 9  # letters of an organ's first words that must stand exactly


def spans(above: TokenRow, below: TokenRow, vocabulary: Vocabulary) -> bool:
    """Whether a known phrase of organs' names begins at the end of one line and ends in the next:
    `MỘT THÀNH / VIÊN`, `PHÁT TRIỂN / QUỸ ĐẤT`."""
    upper, lower = fold(above.text).split(), fold(below.text).split()
    phrases = vocabulary.folded_phrases
    return any(
        " ".join((*upper[-before:], *lower[:behind])) in phrases
        for before in range(1, min(len(upper), _PHRASE) + 1)
        for behind in range(1, min(len(lower), _PHRASE) + 1)
    )


def cut_phrase(name: Sequence[TokenRow], vocabulary: Vocabulary) -> bool:
    """Whether a name ends in the middle of a known phrase: `BỆNH VIỆN Y HỌC CỔ`."""
    words = fold(" ".join(row.text for row in name)).split()
    tails = {" ".join(words[-length:]) for length in range(_CUT, len(words) + 1)}
    return bool(tails & vocabulary.phrase_beginnings)


def names_one(name: Sequence[TokenRow]) -> bool:
    """Whether a name says which organ: `KHOA` before a gap does not."""
    flat = fold(" ".join(row.text for row in name))
    alone = {
        "khoa",
        "phong",
        "ban",
        "to",
        "truong",
        "so",
        "doi",
        "uy ban nhan dan",
        "ubnd",
    }
    return flat not in alone and bool(flat)


def has_signer_title(text: str, titles: Sequence[str]) -> bool:
    """Whether a line is a signer's title and no organ (`CỤC TRƯỞNG`, `KT. CHỦ TỊCH`)."""
    if text.upper().startswith(("TM", "KT", "TL.", "TUQ")):
        return True
    flat = fold(text)
    organs = {"uy ban nhan dan", "ubnd"}
    return any(
        flat == title or flat.startswith(title + " ")
        for title in map(fold, titles)
        if title not in organs
    )


def is_caps(segment: TokenRow) -> bool:
    """Whether most letters of a segment are capitals."""
    letters = [char for char in segment.text if char.isalpha()]
    return len(letters) >= 3 and sum(char.isupper() for char in letters) >= 0.7 * len(
        letters
    )


def organ_named(lines: Sequence[TokenRow], vocabulary: Vocabulary) -> Value | None:
    """The organ that lines below one another name."""
    return organ_value(
        Words([token for line in lines for token in line.tokens], lines[0].page),
        vocabulary,
    )


def starts_organ(line: TokenRow, words: LayoutWords) -> bool:
    """Whether a line begins with an organ's first word."""
    flat = fold(line.text)
    joined = flat.replace(" ", "")
    spelled = line.text.lower().strip(" -*:.")
    if spelled.startswith(tuple(word.lower() for word in words.no_organs)):
        return False
    for start in words.organ_starts:
        folded = fold(start)
        if " " not in folded:
            # Words of one syllable must stand with their marks: `Bộ` begins an organ, `Bồ Đề` is a
            # place.
            if spelled == start.lower() or spelled.startswith(start.lower() + " "):
                return True
        elif (flat + " ").startswith(folded + " ") or (
            len(joined) >= len(folded) > _FEW
            and fuzz.ratio(
                joined[: len(folded) - folded.count(" ")], folded.replace(" ", "")
            )
            >= 84
        ):
            return True
    return False


def continues(name: Sequence[TokenRow], words: LayoutWords) -> bool:
    """Whether the next line must end the name so far:
    `ỦY BAN NHÂN DÂN XÃ`, `CHI NHÁNH`, `SỞ … VÀ`."""
    # With their marks: a place may be called `Quang Phong`, which is no `Phòng`.
    above = " " + " ".join(part.text for part in name).lower()
    open_ends = (*words.place_units, *words.organ_links)
    if above.endswith(tuple(" " + whole.lower() for whole in words.closed_ends)):
        return False
    return above.endswith(tuple(" " + end.lower() for end in open_ends))
