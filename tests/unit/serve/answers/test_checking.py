"""What a typist is told of a value before it is taken; nothing is changed by asking."""

from __future__ import annotations

from pipeline.serve.answers.checking import check_answer
from pipeline.serve.answers.decisions import Answer
from pipeline.serve.texts import PageWords
from tests.unit.serve.conftest import Kept

PAPER = "H26.27-241101-0012.1"
BORN = f"field|{PAPER}|subject|1|birth_date"
NUMBER = f"field|{PAPER}|subject|1|citizen_id"
PERSON = f"match|{PAPER}|subject|1"


def checked(kept: Kept, key: str, value: str, because: str | None = None, lang="vi"):
    kept.site.queue.look_again()
    item = kept.site.queue.get(key)
    assert item is not None
    found = check_answer(kept.site, item, Answer(value, because), PageWords(lang))
    assert kept.events() == []
    return found


def test_nothing_typed_is_nothing_wrong(kept: Kept) -> None:
    assert checked(kept, BORN, "") == {"ok": True, "state": "empty"}


def test_a_date_is_shown_as_it_would_be_kept(kept: Kept) -> None:
    assert checked(kept, BORN, "7.5.2009") == {
        "ok": True,
        "state": "fits",
        "value": "07/05/2009",
        "overridable": False,
    }


def test_other_values_in_their_normal_form(kept: Kept) -> None:
    assert checked(kept, NUMBER, "001 209 000 123")["value"] == "001209000123"
    assert checked(kept, PERSON, "none")["value"] is None


def test_a_refusal_is_worded_in_the_persons_language(kept: Kept) -> None:
    vi, en = (checked(kept, BORN, "hôm qua", lang=lang) for lang in ("vi", "en"))
    assert {vi["code"], en["code"]} == {"review_bad_date"}
    assert (vi["ok"], vi["overridable"]) == (False, False)
    assert vi["message"] != en["message"] and vi["remedy"] != en["remedy"]
    assert en["message"] == "this is no date"


def test_what_a_reason_overrides_says_so_before_and_after(kept: Kept) -> None:
    another = "001180004567"
    refused = checked(kept, PERSON, another)
    assert (refused["ok"], refused["overridable"]) == (False, True)
    assert checked(kept, PERSON, another, "đã gọi điện") == {
        "ok": True,
        "state": "fits",
        "value": another,
        "overridable": True,
    }


def test_an_entry_of_quarantine_has_no_rule(kept: Kept) -> None:
    found = checked(kept, "quarantine|giay-1", "settled")
    assert found == {"ok": True, "state": "fits", "value": "settled"}
