"""Model files that are missing, damaged or not listed."""

import os
import re
import subprocess
import sys

import pytest

from pipeline.common.data import CONFIGS
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


def test_running_a_model_leaves_nothing_and_tells_nobody(tmp_path):
    # What the library would leave shows that it reports: a number of the machine in the home
    # folder, a session in the folder for temporary files.
    code = (
        "from pipeline.common.model_file import find_model, open_session\n"
        "session = open_session(find_model('digits').verify())\n"
        "print(session.get_inputs()[0].name)"
    )
    home = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], "HOME": home, "TMPDIR": home},
        cwd=CONFIGS.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip()
    assert list(tmp_path.rglob("*")) == []


def test_the_library_is_loaded_in_one_place():
    root = CONFIGS.parent
    loading = re.compile(r"^\s+import onnxruntime|^import onnxruntime", re.MULTILINE)
    found = {
        path.relative_to(root).as_posix()
        for folder in ("pipeline", "cli", "schemas", "synthetic", "benchmarks")
        for path in (root / folder).rglob("*.py")
        if loading.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"pipeline/common/model_file.py"}
