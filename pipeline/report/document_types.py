"""What document types are called, and which one a register means by a word."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache

from pipeline.common.data import CONFIGS


@cache
def load_type_names() -> dict[str, str]:
    """The Vietnamese names of document types by code."""
    files = sorted((CONFIGS / "document_types").glob("*.toml"))
    found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]
    named = [entry for entry in found if "code" in entry and "name" in entry]
    return {str(entry["code"]): str(entry["name"]) for entry in named}


@cache
def _codes() -> dict[str, str]:
    return {_fold(name): code for code, name in load_type_names().items()}


def type_code(word: str) -> str:
    """The code of a type that a table names by its code or its Vietnamese name; another word as it
    is."""
    folded = _fold(word)
    return folded if folded in load_type_names() else _codes().get(folded, word)


def _fold(word: str) -> str:
    return " ".join(unicodedata.normalize("NFC", word).casefold().split())
