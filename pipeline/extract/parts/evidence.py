"""What is seen of a line, as names of features that the chain model has weights for.

Places and sizes are put into coarse classes, words into the kinds that tell a part (an organ's
first word, `Số`, `ngày … tháng`, `KT.`, a family name …); a line also sees the kinds of the lines
around it in its column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from statistics import median

from rapidfuzz import fuzz

from pipeline.common.vietnamese.folding import fold_same_length
from pipeline.extract.normalize.text import fold, is_syllable
from pipeline.extract.parts.lines import PartLine
from pipeline.extract.vocabulary import Vocabulary

_NUMBER = re.compile(r"^\W*s[o0oe]\W*\s*[\d/_.…]|^\W*s[o0]\s*:")
_NOTATION = re.compile(r"\d*\s?/\s?[A-ZĐ]|[A-ZĐ]{2,}\s?-\s?[A-ZĐ]{2,}")
_DATE = re.compile(r"ng[a-z]{1,2}y?\W.{0,14}th?[a-z]{1,3}g.{0,12}n[a-z]?m")
_SHORT_DATE = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}")
_AUTHORITY = re.compile(r"^\W*(?:t\s?/?\s?m|kt|tl|tuq|q)\s?[./]")
_ARTICLE = re.compile(r"^(?:dieu|khoan|chuong|muc|phan)\s*\d")
_LIST = re.compile(r"^\W?(?:\d{1,2}(?:\.\d{1,2})*[.)]|[ivx]{1,4}[.)]|[a-zđ]\))\s?")
_STARTS = {
    "about": ("v v", "vv", "ve viec", "ve"),
    "to": ("kinh gui",),
    "ground": ("can cu", "theo de nghi", "theo", "xet", "thuc hien", "thi hanh", "de "),
    "recipients": ("noi nhan", "noi gui"),
    "sign": ("ky ten", "ky ghi", "da ky", "ky va", "ky dong"),
    "annex": ("kem theo", "ban hanh kem", "kem "),
    "stamp": ("den", "cong van den", "chuyen", "ngay den", "so den"),
    "mark": ("khan", "hoa toc", "mat", "thuong khan", "toi mat", "mau so", "mau "),
    "esign": (
        "nguoi ky",
        "ngay ky",
        "ky boi",
        "thoi gian ky",
        "email",
        "chung thu",
        "co quan",
    ),
    "today": ("hom nay", "ngay "),
    "unit": (
        "tinh",
        "thanh pho",
        "huyen",
        "quan",
        "thi xa",
        "phuong",
        "xa",
        "thi tran",
        "va",
        "trung uong",
        "khu vuc",
    ),
}
_ANNEXES = ("phu luc", "danh sach", "danh muc", "bang ", "bieu ")
_TITLES = (
    "chu tich",
    "giam doc",
    "hieu truong",
    "truong",
    "pho",
    "chanh",
    "cuc truong",
    "thu truong",
    "bi thu",
    "chu nhiem",
    "vien truong",
    "tong giam doc",
    "bo truong",
    "doi truong",
    "thu ky",
    "chu tri",
    "nguoi",
    "vu truong",
    "tram truong",
)
_RANKS = (
    "thieu ta",
    "trung ta",
    "thuong ta",
    "dai ta",
    "thieu tuong",
    "trung tuong",
    "dai uy",
    "thuong uy",
    "trung uy",
    "ts",
    "ths",
    "pgs",
    "gs",
    "bs",
    "ks",
    "cn",
    "luat su",
    "bac si",
    "ptts",
    "bsck",
)
_NATIONAL = ("cong hoa xa hoi chu nghia viet nam", "doc lap tu do hanh phuc")


@lru_cache(maxsize=4)
def _organ_words(starts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """First words of organs, folded, each with a space; the longer ones without spaces."""
    folded = tuple(fold(start) for start in starts)
    long = tuple(start.replace(" ", "") for start in folded if len(start) > 7)
    return tuple(start + " " for start in folded), long


def features(
    lines: Sequence[PartLine], vocabulary: Vocabulary, titles: Sequence[str]
) -> list[list[str]]:
    """The features of each line of a page.

    Args:
        lines: the page's lines, in order.
        vocabulary: family names and first words of organs.
        titles: titles of document types, folded, with spaces.
    """
    body = _body_height(lines)
    kinds = [_kinds(line, vocabulary, titles) for line in lines]
    below: dict[int, int] = {}
    for at, line in enumerate(lines):
        if line.above is not None:
            below.setdefault(line.above, at)
    found = []
    for at, line in enumerate(lines):
        own = ["bias", *kinds[at], *_place(lines, at), *_look(line, body)]
        own += _around(lines, kinds, at, line.above, "up")
        own += _around(lines, kinds, at, below.get(at), "dn")
        own += [f"{kind}&{spot}" for kind in kinds[at] for spot in _spot(line)]
        found.append(own)
    return found


def name_like(text: str, family_names: Sequence[str]) -> bool:
    """Whether a text is two to five capitalised syllables of which the first is a family name."""
    words = [
        word
        for word in text.replace(".", ". ").split()
        if any(c.isalpha() for c in word)
    ]
    words = [word.strip(",;:*_-") for word in words]
    while words and (fold(words[0]) in _RANKS or words[0].endswith(".")):
        words = words[1:]
    if len(words) > 2 and fold(" ".join(words[:2])) in _RANKS:
        words = words[2:]
    if not 2 <= len(words) <= 5 or not all(
        w[:1].isupper() and w.isalpha() for w in words
    ):
        return False
    known = words[0].capitalize() in family_names
    return known and all(map(is_syllable, words))


def _is_national(joined: str) -> bool:
    """Whether a line without its spaces is one of the national motto's, letters misread or not."""
    same = (fuzz.ratio(joined, words.replace(" ", "")) for words in _NATIONAL)
    return len(joined) > 12 and max(same) > 78


def _is_title(flat: str, titles: Sequence[str]) -> bool:
    joined = flat.replace(" ", "")
    near = (title for title in titles if abs(len(title) - len(flat)) < 4)
    return any(fuzz.ratio(joined, title.replace(" ", "")) >= 86 for title in near)


def _test_signs(text: str) -> dict[str, bool]:
    """What signs a line begins and ends with."""
    return {
        "paren": text.startswith("("),
        "dash": text[:1] in "-–+•*",
        "colon": text.endswith(":"),
        "semicolon": text.endswith((";", ",")),
        "stop": text.endswith("."),
    }


def _kinds(line: PartLine, vocabulary: Vocabulary, titles: Sequence[str]) -> list[str]:
    text, flat = line.row.text.strip(), fold(line.row.text)
    spaced = len(flat) > 6 and flat.count(" ") > 0.42 * len(flat)
    joined = flat.replace(" ", "")
    if spaced:
        flat = joined
    lower = fold_same_length(text)
    kinds = [name for name, starts in _STARTS.items() if flat.startswith(starts)]
    padded = flat + " "
    starts, long = _organ_words(vocabulary.layout.organ_starts)
    tests = {
        "nation": _is_national(joined),
        "organ": padded.startswith(starts) or joined.startswith(long),
        "number": bool(_NUMBER.match(lower)),
        "notation": bool(_NOTATION.search(text)),
        "date": bool(_DATE.search(lower)),
        "shortdate": bool(_SHORT_DATE.search(lower)),
        "type": _is_title(flat, titles),
        "typestart": padded.startswith(tuple(t + " " for t in titles)),
        "authority": bool(_AUTHORITY.match(lower)),
        "title": flat.startswith(_TITLES),
        "hastitle": any(f" {t} " in f" {flat} " for t in _TITLES),
        "name": name_like(text, vocabulary.family_names),
        "rank": flat.startswith(_RANKS),
        "article": bool(_ARTICLE.match(flat)),
        "list": bool(_LIST.match(lower)),
        **_test_signs(text),
        "digits": joined.isdecimal(),
        "annexword": flat.startswith(_ANNEXES),
        "spaced": spaced,
    }
    return kinds + [name for name, true in tests.items() if true]


def _body_height(lines: Sequence[PartLine]) -> float:
    long = [line.row.height for line in lines if len(line.row.tokens) > 5]
    return median(long or [line.row.height for line in lines] or [1.0])


def _place(lines: Sequence[PartLine], at: int) -> list[str]:
    line = lines[at]
    row = line.row
    width, height = row.page_width, row.page_height
    rank = sum(other.row.box.y1 <= row.box.y0 + 0.3 * row.height for other in lines)
    after = sum(other.row.box.y0 >= row.box.y1 - 0.3 * row.height for other in lines)
    return [
        f"side={line.side}",
        f"cx={int(line.middle * 10)}",
        f"x0={int(row.box.x0 / width * 10)}",
        f"w={int(row.box.width / width * 8)}",
        f"y={int(row.box.y0 / height * 12)}",
        f"rank={min(rank, 12) if rank < 6 else 6 + min(rank // 4, 5)}",
        f"after={min(after, 5) if after < 5 else 5 + min(after // 5, 4)}",
        f"centred={abs(line.middle - 0.52) < 0.06 and row.box.width < 0.78 * width}",
    ]


def _spot(line: PartLine) -> list[str]:
    row = line.row
    high = int(row.box.y0 / row.page_height * 5)
    return [
        f"y{high}",
        f"s{line.side or ('c' if abs(line.middle - 0.52) < 0.06 else 'o')}",
    ]


def _look(line: PartLine, body: float) -> list[str]:
    text = line.row.text
    letters = [char for char in text if char.isalpha()]
    caps = sum(char.isupper() for char in letters) / max(1, len(letters))
    words = len(line.row.tokens)
    size = line.row.height / body
    first = next((char for char in text if char.isalnum()), " ")
    share = (
        "all"
        if caps > 0.85
        else "most"
        if caps > 0.5
        else "some"
        if caps > 0.18
        else "few"
    )
    return [
        f"caps={share}",
        f"words={words if words < 5 else 5 + min(words // 4, 4)}",
        f"size={'small' if size < 0.85 else 'large' if size > 1.12 else 'same'}",
        f"first={'digit' if first.isdecimal() else 'upper' if first.isupper() else 'lower'}",
    ]


def _around(
    lines: Sequence[PartLine],
    kinds: Sequence[Sequence[str]],
    at: int,
    other: int | None,
    where: str,
) -> list[str]:
    if other is None:
        return [f"{where}=none"]
    own, near = lines[at].row, lines[other].row
    gap = own.box.y0 - near.box.y1 if where == "up" else near.box.y0 - own.box.y1
    gap /= max(own.height, near.height)
    centres = abs(lines[at].middle - lines[other].middle) < 0.03
    edges = abs(own.box.x0 - near.box.x0) < 0.02 * own.page_width
    space = (
        "tight"
        if gap < 0.25
        else "line"
        if gap < 0.8
        else "wide"
        if gap < 2.2
        else "far"
    )
    return [
        f"{where}gap={space}",
        f"{where}axis={centres}{edges}",
        *(f"{where}:{kind}" for kind in kinds[other]),
        *(
            f"{where}:{look}"
            for look in _look(lines[other], own.height)
            if not look.startswith("words")
        ),
    ]
