"""What all tests share: missing tools, made pages."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("OMP_THREAD_LIMIT", "1")


@pytest.fixture(scope="session")
def missing_tool():
    """Call it with a reason where a tool is not there: a skip, or a failure where everything must run."""

    def say(reason: str) -> None:
        if os.environ.get("SOHOA_REQUIRE_ALL") == "1":
            pytest.fail(f"SOHOA_REQUIRE_ALL=1, but {reason}")
        pytest.skip(reason)

    return say
