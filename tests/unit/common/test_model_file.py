"""Model files that are missing, damaged or not listed."""

import pytest

from pipeline.common.model_file import find_model, load_models
from pipeline.errors import MissingToolError, UsageError
from pipeline.ocr.asternet.model import AsterNet


def test_a_missing_model_names_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.common.model_file.MODELS", tmp_path)
    with pytest.raises(MissingToolError) as caught:
        AsterNet()
    assert (
        caught.value.code == "model_missing"
        and "scripts/models.sh" in caught.value.remedy
    )


def test_a_damaged_model_is_refused(tmp_path, monkeypatch):
    (tmp_path / find_model("asternet").file).write_bytes(b"\0" * 100)
    monkeypatch.setattr("pipeline.common.model_file.MODELS", tmp_path)
    with pytest.raises(MissingToolError) as caught:
        AsterNet()
    assert caught.value.code == "model_damaged"


def test_unknown_models_and_broken_lists_are_refused(tmp_path):
    with pytest.raises(UsageError, match="no model"):
        find_model("nothing")
    broken = tmp_path / "models.toml"
    for text in ("[a]\nfile = 'x'\n", "[a\n", "a = 1\n"):
        broken.write_text(text)
        load_models.cache_clear()
        with pytest.raises(UsageError) as caught:
            load_models(broken)
        assert caught.value.code == "models_invalid"
    load_models.cache_clear()
