"""Which Tesseract is installed."""

from pathlib import Path

import pytest

from pipeline.errors import MissingToolError
from pipeline.ocr.tesseract.probe import probe_tesseract


def test_a_missing_command_or_language_is_named_with_its_package(monkeypatch, tmp_path):
    assert "vie" in probe_tesseract("vie").languages
    assert Path(probe_tesseract("vie").tessdata, "vie.traineddata").is_file()
    with pytest.raises(MissingToolError) as language:
        probe_tesseract("vie+xyz")
    assert language.value.code == "tesseract_language_missing"
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError) as command:
        probe_tesseract("vie")
    assert (command.value.code, command.value.exit_code) == ("tesseract_missing", 4)
    assert "tesseract-ocr-vie" in command.value.remedy
