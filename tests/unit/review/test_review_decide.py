"""What decisions make of the record, and how they are taken back."""

from __future__ import annotations

import pytest

from pipeline import audit
from pipeline.folder import ArchiveFolder
from pipeline.review.open_items.items import open_items
from pipeline.review.refusals import DecisionsRefused
from pipeline.runner.signing.signatures import doubtful_signatures
from pipeline.search.choose import open_index
from pipeline.search.request import SearchRequest
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.support.disposal import record_disposal
from tests.unit.review.papers import (
    ACTOR,
    BETTER,
    LAN,
    NAM,
    OTHER,
    PAPER,
    SETTINGS,
    events,
    row,
    rows,
    take,
)

BORN, NUMBER = f"field|{PAPER}|subject|1|birth_date", f"field|{PAPER}|number"
PERSON, DAUGHTER = f"match|{PAPER}|subject|1", f"match|{BETTER}|subject|1"


def refused(archive, *decisions, **more) -> list[str]:
    """The codes of the refusals; nothing has changed."""
    before = ParquetStore(archive / "store").manifest()
    with pytest.raises(DecisionsRefused) as caught:
        take(archive, *decisions, **more)
    assert ParquetStore(archive / "store").manifest() == before
    return [one.code for one in caught.value.refusals]


def standing(archive) -> list[dict]:
    """All that decisions change, in the order of the ids."""
    kinds = ("documents", "fields", "matches")
    return [sorted(rows(archive, name), key=repr) for name in kinds]


def test_a_corrected_value_is_the_persons_and_the_event_keeps_what_stood_there(kho):
    applied = take(kho, (BORN, "17.5.2009"))
    found = row(kho, "fields", PAPER, "birth_date")
    assert (found["value"], found["method"], found["needs_review"]) == (
        "2009-05-17",
        "person",
        False,
    )
    assert (found["raw_value"], found["decided_in"]) == (
        "2009-05-11",
        applied.events[0],
    )
    (event,) = events(kho)
    assert (event["actor"], event["action"], event["item"], event["event_id"]) == (
        ACTOR,
        "metadata modification",
        PAPER,
        applied.events[0],
    )
    (change,) = event["detail"]["changes"]
    assert (change["before"]["value"], change["before"]["confidence"]) == (
        "2009-05-11",
        0.41,
    )
    assert (event["detail"]["typed"], change["after"]["value"]) == (
        "17.5.2009",
        "2009-05-17",
    )


def test_a_typed_value_that_was_read_alike_is_taken_though_unlikely(kho):
    (read,) = [one for one in rows(kho, "fields", PAPER) if one["name"] == "birth_date"]
    others = [
        one for one in rows(kho, "fields", PAPER) if one is not read and one != read
    ]
    late = {**read, "value": "2024-09-27"}
    change = StoreChange(replace_documents={PAPER: {"fields": [*others, late]}})
    ParquetStore(kho / "store").commit(change)
    take(kho, (BORN, "27/09/2024"))
    found = row(kho, "fields", PAPER, "birth_date")
    assert (found["value"], found["method"]) == ("2024-09-27", "person")


def test_a_link_is_the_persons_and_no_machine_says_how_probable_it_is(kho, register):
    take(kho, (BORN, "17/05/2009"), (PERSON, LAN), register=register)
    found = row(kho, "matches", PAPER)
    assert (found["outcome"], found["citizen_id"]) == ("matched", LAN)
    assert (found["weight"], found["probability"], found["runner_up_weight"]) == (
        None,
    ) * 3
    assert found["explanation"].startswith(f"{ACTOR} quyết định ngày ")
    assert (
        "khớp hoàn toàn" not in found["explanation"] and LAN not in found["explanation"]
    )
    assert (
        "căn cứ: là một ứng viên của máy, có trong sổ công dân" in found["explanation"]
    )
    (decided,) = [one for one in events(kho) if one["detail"]["what"] == "match"]
    assert decided["detail"]["rests_on"] == [
        "candidate",
        "registered",
        "gender",
        "birth_date",
        "full_name",
    ]
    assert decided["detail"]["changes"][0]["before"]["probability"] == 0.81


def test_a_reason_overcomes_what_speaks_against_a_number_and_is_marked(kho, register):
    assert refused(kho, (PERSON, NAM), register=register) == ["review_other_sex"]
    take(kho, (PERSON, NAM, "thẻ căn cước đã cấp lại"), register=register)
    found = row(kho, "matches", PAPER)
    assert found["citizen_id"] == NAM
    assert found["decided_against"] == [
        "review_other_sex",
        "review_other_name",
        "review_other_birth_date",
    ]
    assert found["explanation"].endswith("lý do: thẻ căn cước đã cấp lại")
    assert events(kho)[0]["detail"]["against"] == found["decided_against"]


def test_nobody_and_what_was_never_asked_about(kho, register):
    take(
        kho, (DAUGHTER, "none"), (f"match|{OTHER}|subject|1", "none"), register=register
    )
    found = row(kho, "matches", BETTER)
    assert (found["outcome"], found["citizen_id"], found["probability"]) == (
        "none",
        None,
        None,
    )
    take(kho, (f"field|{BETTER}|subject|1|full_name", "NGUYỄN THỊ LAN"))
    assert row(kho, "fields", BETTER, "full_name")["value"] == "Nguyễn Thị Lan"
    take(kho, (f"field|{BETTER}|subject|1|gender", "nữ"))
    added = row(kho, "fields", BETTER, "gender")
    assert (added["value"], added["method"], added["page"]) == ("F", "person", None)


def test_what_stands_in_the_documents_row_follows_and_so_does_the_search(kho):
    index = open_index(SETTINGS.index, ArchiveFolder(kho).index)
    applied = take(
        kho, (NUMBER, "46 / tlks - bs"), (f"field|{PAPER}|issued_date", "2.3.2023")
    )
    found = row(kho, "documents", PAPER)
    assert (found["number"], found["issued_date"], found["issued_year"]) == (
        "46/TLKS-BS",
        "2023-03-02",
        2023,
    )
    assert [
        one.document_id for one in index.search(SearchRequest("46/TLKS-BS")).hits
    ] == [PAPER]
    assert index.search(SearchRequest("45/TLKS-BS")).total == 2
    assert index.commit_number() == ParquetStore(kho / "store").manifest().commit
    assert applied.index_behind is None
    index.close()


def test_the_type_alone_leaves_other_questions_open(kho):
    take(kho, (f"field|{PAPER}|document_type", "Giấy khai sinh"))
    found = row(kho, "documents", PAPER)
    assert (found["document_type"], found["status"], found["review_reasons"]) == (
        "giay_khai_sinh",
        "needs_review",
        ["sheet_count"],
    )
    take(kho, (f"document|{PAPER}", "ok"))
    assert row(kho, "documents", PAPER)["status"] == "done"


def test_the_same_decision_again_is_no_error_and_leaves_no_event(kho, register):
    decisions = ((BORN, "17/05/2009"), (PERSON, LAN), (f"document|{PAPER}", "ok"))
    first = take(kho, *decisions, register=register)
    assert (first.applied, first.unchanged) == (3, 0)
    commit = ParquetStore(kho / "store").manifest().commit
    again = take(kho, *decisions, decisions[0], register=register)
    assert (again.applied, again.unchanged, again.events) == (0, 3, ())
    assert ParquetStore(kho / "store").manifest().commit == commit
    assert len(events(kho)) == 3


def test_the_last_decision_stands_and_contradictory_ones_are_refused(kho):
    take(kho, (BORN, "17/05/2009"))
    take(kho, (BORN, "18/05/2009"))
    assert row(kho, "fields", PAPER, "birth_date")["value"] == "2009-05-18"
    assert refused(kho, (BORN, "1/5/2009"), (NUMBER, "7"), (BORN, "2/5/2009")) == [
        "review_contradictory"
    ]


def test_all_or_nothing_and_every_refusal_is_told(kho, register):
    assert refused(
        kho,
        (NUMBER, "46/TLKS-BS"),
        (BORN, "hôm qua"),
        (PERSON, "999999999999"),
        ("document|H26-9.9", "ok"),
        register=register,
    ) == ["review_bad_date", "review_province", "review_unknown_document"]


def test_undo_restores_what_stood_there_and_can_be_undone(kho, register):
    before = standing(kho)
    applied = take(
        kho,
        (BORN, "17/05/2009"),
        (PERSON, LAN),
        (f"document|{PAPER}", "ok"),
        register=register,
    )
    decided = standing(kho)
    undone = [take(kho, (f"undo|{one}", "undo")).events[0] for one in applied.events]
    assert standing(kho) == before
    assert len(events(kho)) == 6
    assert [one["detail"].get("undoes") for one in events(kho)[3:]] == list(
        applied.events
    )
    # The same again is no error; and what was undone can be had back.
    assert take(kho, (f"undo|{applied.events[0]}", "undo")).unchanged == 1
    for one in undone:
        take(kho, (f"undo|{one}", "undo"))
    assert standing(kho) == decided
    take(kho, (f"undo|{applied.events[1]}", "undo"))
    assert row(kho, "matches", PAPER)["probability"] == 0.81


def test_an_added_field_goes_again_when_undone(kho):
    before = standing(kho)
    applied = take(kho, (f"field|{PAPER}|subject|1|ethnicity", "kinh"))
    assert row(kho, "fields", PAPER, "ethnicity")["value"] == "Kinh"
    undone = take(kho, (f"undo|{applied.events[0]}", "undo"))
    assert standing(kho) == before
    take(kho, (f"undo|{undone.events[0]}", "undo"))
    assert row(kho, "fields", PAPER, "ethnicity")["value"] == "Kinh"


def test_undo_after_a_later_decision_says_so(kho):
    first = take(kho, (NUMBER, "46/TLKS-BS")).events[0]
    take(kho, (f"document|{PAPER}", "ok"))
    second = take(kho, (NUMBER, "47/TLKS-BS")).events[0]
    with pytest.raises(DecisionsRefused) as caught:
        take(kho, (f"undo|{first}", "undo"))
    assert caught.value.code == "review_overtaken" and caught.value.values == {
        "event": second
    }
    take(kho, (f"undo|{second}", "undo"))
    take(kho, (f"undo|{first}", "undo"))
    assert row(kho, "documents", PAPER)["number"] == "45/TLKS-BS"
    assert row(kho, "documents", PAPER)["status"] == "done"
    assert refused(kho, ("undo|9999-1", "undo")) == ["review_unknown_event"]


def test_several_decisions_are_undone_at_once_and_others_rest_on_what_then_stands(kho):
    before = standing(kho)
    events_ = [take(kho, (NUMBER, f"{n}/TB")).events[0] for n in (1, 2, 3)]
    take(kho, *((f"undo|{one}", "undo") for one in events_))
    assert standing(kho) == before
    event = take(kho, (NUMBER, "9/TB")).events[0]
    # "Right as it is" is said of the value that the undoing brings back.
    take(kho, (f"undo|{event}", "undo"), (NUMBER, "ok"))
    assert row(kho, "fields", PAPER, "number")["value"] == "45/TLKS-BS"


def test_a_paper_that_another_replaces_stays_but_asks_for_nothing(kho):
    take(kho, (f"supersede|{PAPER}", BETTER))
    found = row(kho, "documents", PAPER)
    assert (found["superseded_by"], found["superseded_on"] is not None) == (
        BETTER,
        True,
    )
    assert [one for one in open_items(kho) if one.subject.item == PAPER] == []
    assert take(kho, (f"supersede|{PAPER}", BETTER)).unchanged == 1
    # A value of the replaced paper can still be mended, and its decisions undone.
    event = take(kho, (NUMBER, "46/TLKS-BS")).events[0]
    take(kho, (f"undo|{event}", "undo"))
    (replaced,) = [one for one in events(kho) if one["action"] == "supersession"]
    take(kho, (f"undo|{replaced['event_id']}", "undo"))
    assert row(kho, "documents", PAPER)["superseded_by"] is None
    assert [one for one in open_items(kho) if one.subject.item == PAPER]


def test_replacements_that_can_not_be(kho):
    assert refused(kho, (f"supersede|{PAPER}", PAPER)) == ["review_same_document"]
    assert refused(kho, (f"supersede|{PAPER}", "H26-9.9")) == [
        "review_unknown_document"
    ]
    assert refused(kho, (f"supersede|{PAPER}", OTHER)) == ["review_other_dossier"]
    assert refused(
        kho, (f"supersede|{PAPER}", BETTER), (f"supersede|{BETTER}", PAPER)
    ) == ["review_replacement_replaced"]
    take(kho, (f"supersede|{PAPER}", OTHER, "nộp nhầm mã hồ sơ"))
    assert row(kho, "documents", PAPER)["superseded_by"] == OTHER


def test_a_withdrawn_result_needs_a_reason_and_is_not_valid_from_that_day(kho):
    assert refused(kho, (f"withdraw|{PAPER}", "withdraw")) == ["review_no_reason"]
    assert refused(kho, (f"withdraw|{PAPER}", "1/1/2999", "x")) == ["review_in_future"]
    event = take(
        kho, (f"withdraw|{PAPER}", "20/11/2026", "QĐ 12/QĐ-UBND hủy bỏ")
    ).events[0]
    found = row(kho, "documents", PAPER)
    assert (found["withdrawn_on"], found["still_valid"]) == ("2026-11-20", False)
    assert events(kho)[0]["detail"]["because"] == "QĐ 12/QĐ-UBND hủy bỏ"
    take(kho, (f"undo|{event}", "undo"))
    found = row(kho, "documents", PAPER)
    assert (found["withdrawn_on"], found["still_valid"]) == (None, True)


def test_a_decision_on_what_somebody_else_has_decided_meanwhile_is_refused(kho):
    from dataclasses import replace

    from pipeline.review.apply import decide
    from pipeline.review.decision import Decision

    shown = {one.key: one for one in open_items(kho)}[BORN]
    mine = Decision(shown.subject, "18/05/2009", seen=shown.version)
    take(kho, (BORN, "17/05/2009"), actor="Người Khác")
    with pytest.raises(DecisionsRefused) as caught:
        decide(kho, SETTINGS, [mine], actor=ACTOR)
    assert caught.value.code == "review_stale"
    # The same value is no contradiction, and who has not seen the item says so by leaving it out.
    assert (
        decide(
            kho, SETTINGS, [replace(mine, value="17/05/2009")], actor=ACTOR
        ).unchanged
        == 1
    )
    assert decide(kho, SETTINGS, [replace(mine, seen=None)], actor=ACTOR).applied == 1


def test_who_decided_stands_in_the_audit_trail(kho):
    take(kho, (BORN, "17/05/2009"))
    text = (kho / "audit.jsonl").read_text(encoding="utf-8")
    assert f'"actor": "{ACTOR}", "action": "review", "item": "1 decisions"' in text
    assert "2009" not in text.split('"action": "review"')[1].split("hash")[0]
    assert audit.broken_line(kho / "audit.jsonl") is None


def test_a_signature_that_a_person_let_pass_is_in_doubt_again_when_that_is_undone(kho):
    store = ParquetStore(kho / "store")
    (kept,) = store.read("documents", document_ids={OTHER}).to_pylist()
    doubtful = {
        **kept,
        "signature_verdict": "broken",
        "status": "needs_review",
        "review_reasons": ["signature_broken"],
    }
    store.commit(StoreChange(replace_documents={OTHER: {"documents": [doubtful]}}))
    assert [one.decided for one in doubtful_signatures(store)] == [False]
    event = take(kho, (f"document|{OTHER}", "ok")).events[0]
    assert [one.decided for one in doubtful_signatures(store)] == [True]
    take(kho, (f"undo|{event}", "undo"))
    assert [one.decided for one in doubtful_signatures(store)] == [False]


def test_a_paper_that_was_disposed_of_is_told_by_its_decision(kho):
    """Nothing is decided about it any more, and nothing that was decided is taken back."""
    event = take(kho, (NUMBER, "46/TLKS-BS")).events[0]
    store = ParquetStore(kho / "store")
    (dossier,) = {one["dossier_code"] for one in rows(kho, "documents", PAPER)}
    record_disposal(store, dossier)
    for decision in ((BORN, "17.5.2009"), (PERSON, LAN), (f"undo|{event}", "undo")):
        assert refused(kho, decision) == ["review_disposed"]
    with pytest.raises(DecisionsRefused, match="02/01/2030, on the decision of"):
        take(kho, (BORN, "17.5.2009"))
    assert refused(kho, (BORN.replace(PAPER, "H26-9.9"), "ok")) == [
        "review_unknown_document"
    ]
