"""One catalogue: every code that the program raises, finds or marks with has both languages, and no
text stands there that nothing asks for."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import pipeline
from pipeline.archive.verify import written
from pipeline.desk.pages.regions import Region
from pipeline.messages import ENGLISH, catalogue, worded
from pipeline.messages.findings import FINDINGS
from pipeline.messages.marks import PAGE_FLAGS, REVIEW_REASONS, WORD_MARKS
from pipeline.ocr.checks.guards import UNREAD
from pipeline.ocr.checks.missed_rows import MISSED
from pipeline.ocr.segmentation.curl import CURVED
from pipeline.ocr.text_layer.comparison import BELIEVED, REJECTED
from pipeline.plan.copies import NOTE_COPY
from pipeline.preprocess.flags import FLAGS
from schemas.archive import ReceivedVerdict
from schemas.kept import KEPT_OR_DRAWN
from schemas.ocr import HANDWRITING, STAMP

ROOT = Path(pipeline.__file__).resolve().parent.parent
# Calls that take a code, and which of their arguments it is.
CODED = {
    "Failure": 0,
    "Refusal": 2,
    "Finding": 2,
    "Difference": 2,
    "StoreProblem": 0,
    "refuse": 1,
}
# Codes that are put together: the place where, and all that may stand there.
MADE = {
    "table_is_": [
        "binary",
        "document",
        "encrypted",
        "html",
        "ods",
        "parquet",
        "pdf",
        "xls",
        "xlsb",
        "xml",
    ],
    "table_wrong_": [
        "code",
        "count",
        "date",
        "flag",
        "kind",
        "level",
        "number",
        "quotes",
        "status",
        "text",
        "time",
        "year",
    ],
}
MADE["place_"] = list(Region)
WORDING = {"table_place"}
"""Texts that help to word others."""


@cache
def trees() -> tuple[ast.Module, ...]:
    files = (
        path
        for package in ("pipeline", "cli", "schemas", "synthetic")
        for path in (ROOT / package).rglob("*.py")
        if "messages" not in path.parts
    )
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in files)


@cache
def strings() -> frozenset[str]:
    """All strings in code, but for the catalogue's own."""
    return frozenset(
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def coded_calls() -> Iterator[tuple[str, ast.expr]]:
    """(name of what is called, its code) of every error, failure, refusal and finding."""
    for tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            at = CODED.get(name, 0 if name.endswith("Error") else None)
            by_name = [one.value for one in node.keywords if one.arg == "code"]
            if at is not None and (by_name or len(node.args) > at):
                yield name, by_name[0] if by_name else node.args[at]


def raised_codes() -> set[str]:
    """Codes that stand in code as they are."""
    return {
        code.value
        for name, code in coded_calls()
        if isinstance(code, ast.Constant) and not _is_builtin(name)
    }


def _is_builtin(name: str) -> bool:
    found = getattr(__builtins__, name, None) or (
        __builtins__.get(name) if isinstance(__builtins__, dict) else None
    )
    return isinstance(found, type)


def test_what_is_raised_has_a_vietnamese_text():
    assert len(raised_codes()) > 120
    assert raised_codes() - catalogue().keys() == set()


def test_a_code_is_a_word_and_never_a_sentence():
    codes = raised_codes() | ENGLISH.keys() | catalogue().keys()
    assert {
        code for code in codes if not re.fullmatch(r"[a-z][a-z0-9_]*", code)
    } == set()
    sentences = [
        ast.unparse(code)
        for name, code in coded_calls()
        if isinstance(code, ast.JoinedStr) and not _is_builtin(name)
        for part in code.values
        if isinstance(part, ast.Constant) and " " in str(part.value)
    ]
    assert sentences == []


def test_every_text_is_asked_for():
    known = (
        strings()
        | WORDING
        | {f"{start}{end}" for start, ends in MADE.items() for end in ends}
    )
    known |= {one.review_reason for one in ReceivedVerdict}
    assert catalogue().keys() - known == set()


def test_what_is_found_and_marked_has_both_languages():
    assert ENGLISH.keys() - catalogue().keys() == set()
    for code, (message, remedy) in ENGLISH.items():
        text = catalogue()[code]
        assert text["message"] and message
        assert remedy is None or text["remedy"], code
        assert set(text) <= {"message", "remedy"}


@pytest.mark.parametrize("code", sorted(ENGLISH))
def test_both_languages_name_the_same_facts(code):
    places = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (ENGLISH[code][0], catalogue()[code]["message"])
    ]
    assert places[0] == places[1]


def test_all_flags_of_pages_are_in_the_catalogue():
    flags = {*FLAGS, UNREAD, MISSED, CURVED, BELIEVED, REJECTED, NOTE_COPY}
    flags |= {HANDWRITING, STAMP, *KEPT_OR_DRAWN}
    assert flags == set(PAGE_FLAGS)


def test_all_findings_and_reasons_are_in_the_catalogue():
    assert {one.review_reason for one in ReceivedVerdict} <= FINDINGS.keys()
    assert (
        set(re.findall(r"`(pdf_\w+)`", written.check_structure.__doc__ or ""))
        <= FINDINGS.keys()
    )
    assert strings() >= REVIEW_REASONS.keys() | WORD_MARKS.keys()


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Dòng 17 của nhật ký"), ("en", "line 17 does not")]
)
def test_facts_are_filled_in(lang, said):
    message, remedy = worded("audit_broken", lang, item=17)
    assert said in message
    assert remedy


@pytest.mark.parametrize("flag", sorted(PAGE_FLAGS))
def test_a_flag_is_said_in_either_language(flag):
    assert worded(flag, "vi")[0] not in {flag, worded(flag, "en")[0]}


def test_a_code_of_another_version_is_shown_as_it_is():
    assert worded("of_tomorrow", "vi") == ("of_tomorrow", None)
