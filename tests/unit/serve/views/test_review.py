"""The review page's requests: handing out, checking, taking, skipping, taking back, typing twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipeline.review.apply import decide
from pipeline.review.decision import Decision, Subject
from pipeline.store.parquet import ParquetStore
from tests.support.disposal import record_disposal
from tests.unit.serve.conftest import Kept, post

Visit = Callable[..., TestClient]
CODE = "H26.27-241101-0012"
BORN = f"field|{CODE}.1|subject|1|birth_date"
NUMBER = f"field|{CODE}.1|subject|1|citizen_id"
PERSON = f"match|{CODE}.1|subject|1"


def shown(text: str) -> str | None:
    """The key of the item on a page."""
    found = re.search(r'data-key="([^"]+)"', text)
    return found[1] if found else None


def value_of(kept: Kept, name: str) -> dict[str, Any]:
    rows = (
        ParquetStore(kept.folder.store)
        .read("fields", document_ids={f"{CODE}.1"})
        .to_pylist()
    )
    return next(row for row in rows if row["name"] == name)


def person_of(kept: Kept) -> dict[str, Any]:
    rows = ParquetStore(kept.folder.store).read("matches", document_ids={f"{CODE}.1"})
    return rows.to_pylist()[0]


def test_items_come_one_by_one_a_paper_together(kept: Kept, visit: Visit) -> None:
    client = visit()
    seen, key = [], shown(client.get("/review").text)
    while key is not None and key not in seen:
        seen.append(key)
        post(kept, client, "/review/skip", item=key)
        key = shown(client.get("/review/next", params={"after": key}).text)
    assert len(seen) == 10
    assert {one.split("|")[1] for one in seen[:3]} == {f"{CODE}.1"}
    assert seen[-1] == "quarantine|giay-1"
    assert client.get("/review/next", params={"after": seen[-1]}).status_code == 204
    assert shown(client.get("/review?again=1").text) == seen[0]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=match", 3),
        ("kind=field&unit=H26.31", 2),
        ("reason=broken_pdf", 1),
        ("batch=x", 0),
    ],
)
def test_filters_narrow_the_queue(visit: Visit, query: str, count: int) -> None:
    page = visit().get(f"/review?{query}").text
    found = re.search(r'id="open"[^>]*>\D*(\d+)', page)
    assert found is not None
    assert int(found[1]) == count


def test_two_people_never_get_the_same_paper(visit: Visit) -> None:
    dung, binh = visit("reviewer"), visit("administrator")
    first, second = shown(dung.get("/review").text), shown(binh.get("/review").text)
    assert first is not None
    assert second is not None
    assert first.split("|")[1] != second.split("|")[1]
    asked = binh.get("/review/next", params={"item": first})
    assert shown(asked.text) != first


def test_what_somebody_else_holds_can_not_be_decided(kept: Kept, visit: Visit) -> None:
    dung, binh = visit("reviewer"), visit("administrator")
    assert shown(dung.get("/review").text) == BORN
    answer = post(kept, binh, "/review/take", item=BORN, value="ok")
    assert (answer.status_code, answer.json()["code"]) == (422, "item_taken")
    assert kept.events() == []


def test_what_was_decided_elsewhere_meanwhile_is_not_decided_again(
    kept: Kept, visit: Visit
) -> None:
    client = visit()
    assert shown(client.get("/review").text) == BORN
    subject = Subject.parse(BORN)
    assert subject is not None
    other = Decision(subject, "16/05/2009")
    decide(kept.folder.root, kept.site.settings, [other], actor="Lê Văn Khác")
    answer = post(kept, client, "/review/take", item=BORN, value="18/05/2009")
    assert (answer.status_code, answer.json()["code"]) == (422, "review_stale")
    assert value_of(kept, "birth_date")["value"] == "2009-05-16"
    assert (
        post(kept, client, "/review/take", item=BORN, value="ok").json()["code"]
        == "item_gone"
    )


def test_rules_are_checked_while_typing_and_change_nothing(
    kept: Kept, visit: Visit
) -> None:
    client = visit()
    client.get("/review")

    def checked(item: str, value: str, **more: str) -> dict[str, Any]:
        found = post(kept, client, "/review/check", item=item, value=value, **more)
        assert found.status_code == 200
        return dict(found.json())

    assert checked(BORN, "")["state"] == "empty"
    assert checked(BORN, "17.5.2009")["value"] == "17/05/2009"
    assert checked(BORN, "hôm qua")["ok"] is False
    assert checked(PERSON, "999999999999")["ok"] is False
    refused = checked(PERSON, "001180004567")
    assert refused["ok"] is False
    assert refused["overridable"] is True
    assert refused["message"]
    assert checked(PERSON, "001180004567", because="đã gọi điện")["state"] == "fits"
    assert kept.events() == []


def test_a_value_is_taken_normalised_with_who_and_why(kept: Kept, visit: Visit) -> None:
    client = visit()
    client.get("/review")
    answer = post(
        kept, client, "/review/take", item=BORN, value="7.5.2009", seconds="4.5"
    )
    assert answer.json()["ok"], answer.text
    row = value_of(kept, "birth_date")
    assert (row["value"], row["method"], row["needs_review"]) == (
        "2009-05-07",
        "person",
        False,
    )
    (event,) = kept.events()
    assert event["actor"] == "Phạm Thị Reviewer"
    page = client.get("/figures").text
    assert "Phạm Thị Reviewer" in page
    assert "800" in page  # one decision in 4.5 seconds, an hour


def test_a_person_is_linked_and_the_link_taken_back(kept: Kept, visit: Visit) -> None:
    client = visit()
    client.get("/review?kind=match")
    before = person_of(kept)
    assert post(kept, client, "/review/take", item=PERSON, value="001209000123").json()[
        "ok"
    ]
    assert person_of(kept)["citizen_id"] == "001209000123"
    undone = post(kept, client, "/review/undo").json()
    assert (undone["ok"], undone["item"]) == (True, PERSON)
    assert person_of(kept) == before
    assert shown(client.get("/review/next", params={"item": PERSON}).text) == PERSON
    assert post(kept, client, "/review/undo").json()["code"] == "nothing_to_undo"
    assert len(kept.events()) == 2


def test_an_empty_answer_is_refused(kept: Kept, visit: Visit) -> None:
    client = visit()
    client.get("/review")
    assert (
        post(kept, client, "/review/take", item=BORN, value=" ").json()["code"]
        == "no_value"
    )
    long = post(kept, client, "/review/take", item=BORN, value="x" * 501)
    assert long.json()["code"] == "no_value"


def test_the_register_is_searched_by_name_date_and_both_numbers(
    kept: Kept, visit: Visit
) -> None:
    client = visit()
    client.get("/review?kind=match")
    for words in (
        "nguyen thi huong 1980",
        "Nguyễn Thị Hương 03/02/1980",
        "001180004567",
        "012345678",
    ):
        found = client.get("/review/people", params={"item": PERSON, "q": words})
        assert "001180004567" in found.text, words
        assert 'class="different' in found.text
    assert "register searched" in kept.audit()


def test_candidates_stand_beside_the_paper_with_what_differs(visit: Visit) -> None:
    page = visit().get("/review?kind=match").text
    assert 'value="001209000123"' in page
    assert 'value="001209000124"' in page
    differing = re.findall(r'class="different[^"]*">([^<]+)', page)
    assert differing == []
    near = re.findall(r'class="near[^"]*">([^<]+)', page)
    assert near == ["Trần Ngọc Hưng", "07/05/2009", "001209000124"]


def test_a_candidates_death_stands_beside_the_birth_date(visit: Visit) -> None:
    page = visit().get("/review?kind=match").text
    assert page.count("đã mất") == 1
    row = page[page.index('value="001209000124"') :]
    assert "đã mất 30/10/2026" in row[: row.index("</tr>")]


def test_a_settled_entry_leaves_quarantine(kept: Kept, visit: Visit) -> None:
    client = visit()
    assert shown(client.get("/review?kind=quarantine").text) == "quarantine|giay-1"
    answer = post(
        kept, client, "/review/take", item="quarantine|giay-1", value="settled"
    )
    assert answer.json()["ok"], answer.text
    assert not (kept.folder.quarantine / "giay-1").exists()


# ── numbers typed twice ─────────────────────────────────────────────────────────────


def only_numbers(kept: Kept) -> str:
    """Leave one number to type, and typing twice on."""
    kept.site.double_keying = True
    return NUMBER


def take_to_hand(client: TestClient, key: str) -> str:
    return client.get("/review/next", params={"item": key}).text


def test_the_second_typist_does_not_see_the_first_value(
    kept: Kept, visit: Visit
) -> None:
    key = only_numbers(kept)
    dung, binh = visit("reviewer"), visit("administrator")
    assert shown(take_to_hand(dung, key)) == key
    typed = post(kept, dung, "/review/take", item=key, value="001209000123").json()
    assert typed["outcome"] == "typed"
    assert kept.events() == []
    assert shown(take_to_hand(dung, key)) != key
    dung.get("/review?kind=quarantine")
    page = take_to_hand(binh, key)
    assert shown(page) == key
    assert 'name="value"' in page
    assert "001209000123" not in page
    done = post(kept, binh, "/review/take", item=key, value="001209000123").json()
    assert done["outcome"] == "taken"
    assert value_of(kept, "citizen_id")["needs_review"] is False
    assert kept.site.keyings.all() == {}
    agreed = {
        one.name: (one.keyed, one.agreed)
        for one in kept.site.keyings.work("2000-01-01")
    }
    assert agreed == {"Phạm Thị Reviewer": (1, 1), "Phạm Thị Administrator": (1, 1)}


def test_disagreement_goes_to_a_third_person(kept: Kept, visit: Visit) -> None:
    key = only_numbers(kept)
    third = visit("lan")
    dung, binh = visit("reviewer"), visit("administrator")
    take_to_hand(dung, key)
    post(kept, dung, "/review/take", item=key, value="001209000124")
    dung.get("/review?kind=quarantine")
    take_to_hand(binh, key)
    differs = post(kept, binh, "/review/take", item=key, value="001209000123").json()
    assert differs["outcome"] == "differs"
    assert shown(take_to_hand(binh, key)) != key
    binh.get("/review?kind=quarantine&again=1")
    page = take_to_hand(third, key)
    assert shown(page) == key
    assert "001209000123" in page
    assert "001209000124" in page
    done = post(kept, third, "/review/take", item=key, value="001209000123").json()
    assert done["outcome"] == "taken", done
    agreed = {
        one.name: (one.keyed, one.agreed)
        for one in kept.site.keyings.work("2000-01-01")
        if one.keyed
    }
    assert agreed == {"Phạm Thị Reviewer": (1, 0), "Phạm Thị Administrator": (1, 1)}


def test_what_was_typed_is_taken_back_and_private(kept: Kept, visit: Visit) -> None:
    key = only_numbers(kept)
    client = visit()
    take_to_hand(client, key)
    post(kept, client, "/review/take", item=key, value="001209000123")
    place = kept.folder.root / "review.sqlite"
    assert place.stat().st_mode & 0o777 == 0o600
    assert post(kept, client, "/review/undo").json()["item"] == key
    assert kept.site.keyings.all() == {}
    assert shown(take_to_hand(client, key)) == key


def test_items_of_a_paper_that_was_disposed_of_meanwhile_leave_the_queue(
    kept: Kept, visit: Visit
) -> None:
    client = visit()
    first = shown(client.get("/review").text)
    assert first is not None and first.split("|")[1] == f"{CODE}.1"
    record_disposal(kept.site.store, CODE)
    for path in ("/review/check", "/review/take"):
        said = post(kept, client, path, item=first, value="17/05/2009").json()
        assert (said["ok"], said["code"]) == (False, "review_disposed")
        assert "đã hủy ngày 02/01/2030 theo quyết định" in said["message"]
    answer = client.get("/review/next", params={"item": first})
    key = shown(answer.text)
    assert key is not None and CODE not in key
    assert not any(CODE in one.key for one in kept.site.queue._state.items)


def test_the_next_item_is_that_of_a_paper_which_is_there(
    kept: Kept, visit: Visit
) -> None:
    client = visit()
    record_disposal(kept.site.store, CODE)
    key = shown(client.get("/review").text)
    assert key is not None and CODE not in key
    assert f"{CODE}.1" not in kept.audit()
