"""A report in the browser: its own style, and nothing that runs."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

from tests.unit.serve.conftest import EVIL

Visit = Callable[..., TestClient]


def test_a_report_is_shown_with_its_own_style_and_can_run_nothing(visit: Visit) -> None:
    client = visit("official")
    answer = client.get("/reports/show?name=quality&period=2024")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "<script" not in answer.text
    assert EVIL not in answer.text
    for odd in ("name=quality&period=hôm qua", "name=x", f"name={EVIL}"):
        refused = client.get(f"/reports/show?{odd}")
        assert refused.status_code == 400
        assert EVIL not in refused.text
    assert visit("clerk").get("/reports/show?name=quality").status_code == 403
