"""Tonight's batch: what stands in quarantine, and who may try it again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from starlette.testclient import TestClient

from pipeline.ledger import Ledger
from schemas.states import BatchKind
from tests.unit.serve.conftest import Kept, csrf_of

Visit = Callable[..., TestClient]


def test_quarantine_is_shown_with_its_remedy_and_retried_by_administrators(
    kept: Kept, visit: Visit
) -> None:
    client = visit("administrator")
    page = client.get("/batch").text
    assert "Tệp PDF bị hỏng" in page
    assert "broken_pdf" in page
    assert "/batch/retry" in page
    assert "/batch/retry" not in visit("official").get("/batch").text
    reviewer = visit("reviewer")
    form = {"csrf": csrf_of(kept, reviewer)}
    assert reviewer.post("/batch/retry", data=form).status_code == 403
    with kept.folder.run_lock():
        busy = client.post("/batch/retry", data={"csrf": csrf_of(kept, client)})
    assert busy.status_code == 409
    assert "retry started" not in kept.audit()
    assert "Đang bắt đầu thử lại" in client.get("/batch?after=0").text
    assert "Đang bắt đầu thử lại" not in client.get("/batch").text
    with closing(Ledger(kept.folder.ledger_file)) as ledger:
        ledger.batches.open(BatchKind.RETRY, "", None)
    assert "Đang bắt đầu thử lại" not in client.get("/batch?after=0").text
