"""Codes of dossiers, names of files made from them, and natural order."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME = 120
_UNSAFE = re.compile(r"[^\w.-]")
_DIGITS = re.compile(r"(\d+)")


def normal_code(text: str) -> str:
    """A dossier code in NFC without outer spaces.

    Raises:
        ValueError: empty, longer than 120 characters, or holding a control character, `/`, `\\` or `..`.
    """
    code = unicodedata.normalize("NFC", text).strip()
    if not code:
        raise ValueError("empty code")
    if len(code) > MAX_NAME:
        raise ValueError(f"longer than {MAX_NAME} characters")
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in code):
        raise ValueError("control character")
    if "/" in code or "\\" in code or ".." in code or code == ".":
        raise ValueError("'/', '\\' and '..' are not allowed")
    return code


def safe_file_name(code: str) -> str:
    """The code as a file name: every character but letters, digits, `.`, `-`, `_` becomes `_`."""
    return _UNSAFE.sub("_", unicodedata.normalize("NFC", code))


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which `2` stands before `10`; letters compare without case, then exactly."""
    parts = _DIGITS.split(unicodedata.normalize("NFC", name))
    key = [(0, int(p), p) if p.isdecimal() else (1, 0, p.casefold()) for p in parts if p]
    return (*key, (2, 0, name))
