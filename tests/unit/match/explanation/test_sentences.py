"""Every level and every error has its words."""

from __future__ import annotations

import tomllib

from pipeline.common.data import CONFIGS
from pipeline.match.explanation.sentences import words
from pipeline.match.weights.model import LEVELS


def test_every_comparison_has_its_words() -> None:
    assert set(words().comparison) == set(LEVELS)


def test_every_error_code_has_vietnamese_words() -> None:
    texts = tomllib.loads((CONFIGS / "messages" / "match.toml").read_text(encoding="utf-8"))
    source = "".join(
        p.read_text(encoding="utf-8") for p in (CONFIGS.parent / "pipeline" / "match").rglob("*.py")
    )
    for code, text in texts.items():
        assert f'"{code}"' in source
        assert text["message"]
        assert text["remedy"]
