"""Samples of document types, tried one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.extract.samples.truth import RIGHT
from pipeline.extract.types import document_types
from pipeline.operations.document_types import sample_texts, try_samples

GOLDEN = Path(__file__).parents[2] / "golden" / "extract"
SETTINGS = load_settings(environ={})


def test_samples_of_a_folder_are_tried_in_order() -> None:
    paths = sample_texts(GOLDEN)[:3]
    tried = list(try_samples(paths, document_types(), SETTINGS))
    assert [one.path for one in tried] == paths
    assert all(fact.outcome in RIGHT for one in tried for fact in one.facts)


def test_a_sample_of_no_known_type_stops_all(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("GIẤY MỜI\n# output\ngiay_la\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        list(try_samples(sample_texts(tmp_path), document_types(), SETTINGS))
    assert caught.value.code == "sample_invalid"
    assert "giay_la" in caught.value.message
