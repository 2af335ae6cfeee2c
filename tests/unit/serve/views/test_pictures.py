"""Pictures of pages: drawn for whoever may see them, told where they are gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from starlette.testclient import TestClient

from tests.support.disposal import record_disposal
from tests.unit.serve.conftest import Kept

Visit = Callable[..., TestClient]


CODE = "H26.27-241101-0012"


def test_a_page_that_is_gone_is_said(kept: Kept, visit: Visit) -> None:
    client = visit()
    picture = f"/page.jpg?document={CODE}.1"
    crop = f"/crop.jpg?document={CODE}.1&page=1&part=0.1,0.1,0.5,0.2"
    assert client.get(f"{picture}&page=1").content[:3] == b"\xff\xd8\xff"
    assert client.get(crop).content[:3] == b"\xff\xd8\xff"
    for odd in ("0", "2", "-1", "x", "9" * 30):
        assert client.get(f"{picture}&page={odd}").status_code == 404
    for part in ("", "0,0,0,0", "nan,0,1,1", "1,2,3", "5,5,6,6", "inf,0,1,1"):
        odd_crop = f"/crop.jpg?document={CODE}.1&page=1&part={part}"
        assert client.get(odd_crop).status_code == 404, part
    shutil.rmtree(kept.folder.documents)
    kept.site.pictures.forget()
    assert client.get(f"{picture}&page=1").status_code == 404
    assert client.get(crop).status_code == 404
    assert client.get("/review").status_code == 200


def test_no_file_outside_the_archive_is_drawn(kept: Kept, visit: Visit) -> None:
    client = visit()
    for document in ("../../etc/passwd", "x", "", "H26.27-241101-0012.9"):
        answer = client.get("/page.jpg", params={"document": document, "page": "1"})
        assert answer.status_code == 404


def test_the_picture_of_a_paper_that_was_disposed_of_is_gone(
    kept: Kept, visit: Visit
) -> None:
    client = visit()
    picture = f"/page.jpg?document={CODE}.1&page=1"
    crop = f"/crop.jpg?document={CODE}.1&page=1&part=0.1,0.1,0.5,0.2"
    assert client.get(picture).status_code == client.get(crop).status_code == 200
    record_disposal(kept.site.store, CODE)
    for address in (picture, crop):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "Văn bản này đã hủy ngày 02/01/2030" in answer.text
