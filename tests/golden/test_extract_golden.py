"""Golden cases of extraction: a page drawn in letters above `# output`, type and fields below it.

Each letter is 16 px wide and each line 42 px high. Words more than three spaces apart are
recognised lines of their own, as engines that see columns give them; a first line `! merged` keeps
each line whole. Words are as sure as on an ordinary page (0.99).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.extract.document import extract_document
from pipeline.extract.types import load_document_types
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord, PageReading

CASES = sorted(Path(__file__).with_name("extract").glob("*.txt"))
SETTINGS = load_settings(environ={})
TYPES = load_document_types()
CHAR, PITCH, HEIGHT = 16.0, 42.0, 28.0


def page_of(drawing: str, confidence: float = 0.99) -> PageReading:
    lines = drawing.splitlines()
    merged = bool(lines) and lines[0].startswith("!")
    found: list[OcrLine] = []
    for at, line in enumerate(lines[1:] if merged else lines):
        top = 120 + at * PITCH
        pattern = r"\S.*\S|\S" if merged else r"\S+(?: {1,3}\S+)*"
        for part in re.finditer(pattern, line):
            words = tuple(
                OcrWord(
                    word.group(),
                    BoundingBox(x0, top, x0 + len(word.group()) * CHAR, top + HEIGHT),
                    confidence,
                )
                for word in re.finditer(r"\S+", part.group())
                for x0 in [(part.start() + word.start()) * CHAR]
            )
            box = BoundingBox(words[0].box.x0, top, words[-1].box.x1, top + HEIGHT)
            found.append(OcrLine(words, box, block=len(found)))
    page = OcrPage(tuple(found), PageGeometry(1654, 2339, 200), "drawn")
    return PageReading(1, page, not found, (), True, (), None, True, 0.0, {})


def case_of(path: Path) -> tuple[str, str, dict[str, str]]:
    drawing, expected = path.read_text(encoding="utf-8").split("# output\n")
    code, *rows = expected.strip().splitlines()
    return (
        drawing,
        code,
        dict(re.split(r"\s{2,}", row.strip(), maxsplit=1) for row in rows),
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    drawing, code, expected = case_of(path)
    record = extract_document([page_of(drawing)], TYPES, SETTINGS)
    found = {
        f"{field.role}/{field.role_index} {field.name}"
        if field.role
        else field.name: field.value
        for field in record.fields
        if field.value is not None
    }
    assert (record.document_type, found) == (code, expected)
    assert not [field.name for field in record.fields if field.needs_review]
