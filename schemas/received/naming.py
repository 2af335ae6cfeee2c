"""Codes of dossiers, names of files made from them, and natural order."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_NAME = 120
# Of a file name made from a code: leaves room in the 255 of file systems for ordinal, endings and
# names set aside.
MAX_BYTES = 200
_UNSAFE = re.compile(r"[^\w.-]")
_DIGITS = re.compile(r"(\d+)")


def normal_code(text: str) -> str:
    """A dossier code in NFC without outer spaces.

    Raises:
        ValueError: empty, longer than 120 characters, or holding a control character, `/`, `\\` or
            `..`.
    """
    code = unicodedata.normalize("NFC", text).strip()
    if not code:
        raise ValueError("empty code")
    if len(code) > MAX_NAME:
        raise ValueError(f"longer than {MAX_NAME} characters")
    if any(
        unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in code
    ):
        raise ValueError("control character")
    if "/" in code or "\\" in code or ".." in code or code == ".":
        raise ValueError("'/', '\\' and '..' are not allowed")
    return code


def safe_file_name(code: str, most: int = MAX_BYTES) -> str:
    """The code as a file name of at most `most` bytes; the tables keep the code.

    Every character but letters, digits, `.`, `-`, `_` becomes `_`; so does a dot at the beginning,
    which would hide the file. A name that is too long is cut, see `cut_name`.
    """
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", code))
    return cut_name("_" + name[1:] if name.startswith(".") else name, most)


def cut_name(name: str, most: int = MAX_BYTES, ending: str = "") -> str:
    """`name` + `ending` in at most `most` bytes: cut between two letters, and then with 8 digits of
    its SHA-256.

    File systems count bytes (255 at most), and a Vietnamese letter has up to three.
    """
    room = most - len(_bytes(ending))
    if len(_bytes(name)) <= room:
        return name + ending
    mark = f"-{hashlib.sha256(_bytes(name)).hexdigest()[:8]}"
    room -= len(mark)
    end = 0
    while (room := room - len(_bytes(name[end]))) >= 0:
        end += 1
    while end and unicodedata.combining(name[end]):
        end -= 1
    return f"{name[:end]}{mark}{ending}"


def _bytes(name: str) -> bytes:
    """As the file system spells it; names may hold bytes that are no UTF-8."""
    return name.encode("utf-8", "surrogateescape")


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which `2` stands before `10`; letters compare without case, then exactly."""
    parts = _DIGITS.split(unicodedata.normalize("NFC", name))
    key = [
        (0, int(p), p) if p.isdecimal() else (1, 0, p.casefold()) for p in parts if p
    ]
    return (*key, (2, 0, name))
