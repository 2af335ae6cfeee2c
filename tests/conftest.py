"""What all tests share: where modules for tests lie, missing tools, and the fixtures of whole-command tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))

pytest_plugins = ["integration_support"]


@pytest.fixture(scope="session")
def missing_tool():
    """Call it with a reason where a tool is not there: a skip, or a failure where everything must run."""

    def say(reason: str) -> None:
        if os.environ.get("SOHOA_REQUIRE_ALL") == "1":
            pytest.fail(f"SOHOA_REQUIRE_ALL=1, but {reason}")
        pytest.skip(reason)

    return say
