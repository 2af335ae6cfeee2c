"""A dossier's page: shown, mended and taken back there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from pipeline.store.record import StoreChange
from schemas.tables.disposal import Disposal
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


TOLD = {
    "vi": "Đã hủy ngày 02/01/2030 theo quyết định của Phạm Thị Trưởng (danh mục đã ký 0123456789ab…)",
    "en": "Disposed of on 02/01/2030, on the decision of Phạm Thị Trưởng (signed list 0123456789ab…)",
}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_dossier_that_was_disposed_of_says_when_and_by_whose_decision(
    kept: Kept, removed: Disposal, visit: Visit, lang: str
) -> None:
    client = visit()
    if lang == "en":
        form = {"csrf": csrf_of(kept, client), "lang": "en", "next": "/"}
        assert client.post("/language", data=form).status_code == 303
    answer = client.get(f"/dossier?code={CODE}")
    assert answer.status_code == 200
    page = answer.text
    assert TOLD[lang] in page
    assert f"{CODE}.1 · " in page and "45/CV-UBND" in page and "03/02/2001" in page
    # Nothing leads to what is gone, and nothing of it can be mended.
    assert "/page.jpg" not in page and "/crop.jpg" not in page
    assert "/dossier/decide" not in page
    assert "{&#39;" not in page, "no event stands there as it was written"


def test_a_paper_that_came_after_the_disposal_is_shown_beside_it(
    kept: Kept, removed: Disposal, visit: Visit
) -> None:
    rows = kept.site.store.read("documents").to_pylist()
    later = {**rows[0], "document_id": f"{CODE}.2", "dossier_code": CODE, "ordinal": 2}
    kept.site.store.commit(StoreChange(append={"documents": [later]}))
    page = visit().get(f"/dossier?code={CODE}").text
    assert TOLD["vi"] in page and 'id="d2"' in page and 'id="d1"' not in page


def test_a_decision_about_a_paper_that_is_gone_is_refused_in_words(
    kept: Kept, removed: Disposal, visit: Visit
) -> None:
    client = visit()
    form = {"csrf": csrf_of(kept, client), "code": CODE}
    subject = {"subject": f"withdraw|{CODE}.1", "value": "withdraw", "because": "x"}
    answer = client.post("/dossier/decide", data={**form, **subject})
    assert answer.status_code == 422
    assert "Giấy tờ này đã hủy ngày 02/01/2030" in answer.text
