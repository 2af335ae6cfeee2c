"""Rules editions of a test's own, in place of the program's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest

from pipeline.common import rules

_EDITION = (rules.FOLDER / "2025-07.toml").read_text(encoding="utf-8")


class WriteEdition(Protocol):
    """Writes the edition of July 2025 under a name, with some of its text changed."""

    def __call__(self, name: str, *changes: tuple[str, str]) -> None:
        """Each change: what stands there, what is to stand there."""


@pytest.fixture
def write_edition(tmp_path_factory, monkeypatch) -> Iterator[WriteEdition]:
    """An empty folder of editions, to be written into."""
    folder = tmp_path_factory.mktemp("rules")
    monkeypatch.setattr(rules, "FOLDER", folder)
    rules.load_rules.cache_clear()

    def write(name: str, *changes: tuple[str, str]) -> None:
        text = _EDITION
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")

    yield write
    rules.load_rules.cache_clear()
