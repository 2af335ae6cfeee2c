from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.match.register import Register
from tests.unit.review import papers


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    return papers.make_archive(tmp_path / "kho")


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return papers.make_register(tmp_path_factory.mktemp("register"))
