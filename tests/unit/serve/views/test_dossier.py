"""A dossier's page: shown, mended and taken back there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.unit.serve.conftest import Kept, csrf_of

Visit = Callable[..., TestClient]


CODE = "H26.27-241101-0012"


def test_an_unknown_dossier_is_a_page_that_says_so(visit: Visit) -> None:
    assert visit().get("/dossier?code=H26-1").status_code == 404


def mend(
    kept: Kept, client: TestClient, subject: str, value: str, because: str = ""
) -> int:
    form = {
        "csrf": csrf_of(kept, client),
        "code": CODE,
        "subject": subject,
        "value": value,
    }
    return client.post("/dossier/decide", data={**form, "because": because}).status_code


def test_what_is_filed_is_mended_and_taken_back_on_the_dossiers_page(
    kept: Kept, visit: Visit
) -> None:
    client = visit()
    born = f"field|{CODE}.1|subject|1|birth_date"
    assert mend(kept, client, born, "hôm qua") == 422
    assert kept.events() == []
    assert mend(kept, client, born, "07/05/2009") == 303
    assert mend(kept, client, f"withdraw|{CODE}.1", "withdraw") == 422
    assert mend(kept, client, f"withdraw|{CODE}.1", "withdraw", "cấp sai") == 303
    page = client.get(f"/dossier?code={CODE}").text
    assert "17/05/2009 → 07/05/2009" in page
    undo = re.findall(r'value="(undo\|[^"]+)"', page)
    assert len(undo) == 2
    for subject in undo:
        assert mend(kept, client, subject, "undo") == 303
    assert re.findall(
        r'value="(undo\|[^"]+)"', client.get(f"/dossier?code={CODE}").text
    )
    assert len(kept.events()) == 4
    assert {one["actor"] for one in kept.events()} == {"Phạm Thị Reviewer"}


@pytest.mark.parametrize("role", ["clerk", "official", "auditor"])
def test_who_only_looks_finds_nothing_to_mend_with(
    kept: Kept, visit: Visit, role: str
) -> None:
    client = visit(role)
    assert "/dossier/decide" not in client.get(f"/dossier?code={CODE}").text
    assert mend(kept, client, f"withdraw|{CODE}.1", "withdraw", "x") == 403
    assert kept.events() == []
