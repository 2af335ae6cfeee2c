"""Golden cases of extraction: drawn pages with what must be read from them, as `sohoa types check`
takes them. Nothing may be asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.extract.document import extract_document
from pipeline.extract.samples.drawn import draw_page
from pipeline.extract.samples.truth import read_truth
from pipeline.extract.types import load_document_types

CASES = sorted(Path(__file__).with_name("extract").glob("*.txt"))
SETTINGS = load_settings(environ={})
TYPES = load_document_types()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    truth = read_truth(path)
    record = extract_document([draw_page(truth.drawing)], TYPES, SETTINGS)
    found = {
        f"{field.role}/{field.role_index} {field.name}"
        if field.role
        else field.name: field.value
        for field in record.fields
        if field.value is not None
    }
    assert (record.document_type, found) == (truth.code, truth.values)
    assert not [field.name for field in record.fields if field.needs_review]
