"""Files that came signed: what can't be relied on is said until a person has decided, what turns bad later is news."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.config import Settings
from pipeline.operations.checks.verify import verify
from pipeline.operations.finding.find import lookup
from pipeline.operations.status import batch_status
from pipeline.review.apply_table import apply_table
from pipeline.review.decision import DecisionKind
from pipeline.review.open_items.items import open_items
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.faults.received.conftest import CONTENT, DOUBTFUL, failures, row_of
from tests.support.whole_commands import OPERATOR, sohoa, table

MATCH = {
    "role": "subject",
    "role_index": 1,
    "outcome": "matched",
    "citizen_id": "001090000123",
    "weight": 20.0,
    "probability": 0.999,
    "runner_up_weight": None,
    "explanation": "",
    "candidate_ids": [],
}


def test_a_run_names_the_signatures_that_cannot_be_relied_on(
    received: tuple[Path, Any],
) -> None:
    archive, answer = received
    assert answer.code == 1 and answer.json["complete"]
    assert {
        one["document_id"]: one["verdict"] for one in answer.json["signatures"]
    } == DOUBTFUL
    for document_id, verdict in DOUBTFUL.items():
        row = row_of(archive, document_id)
        assert (row["signature_level"], row["signature_verdict"]) == (
            "received",
            verdict,
        )
        assert (
            row["status"] == "needs_review"
            and f"signature_{verdict}" in row["review_reasons"]
        )
        assert (archive / row["pdf_path"]).read_bytes() == CONTENT[
            f"{document_id[:-2]}.pdf"
        ]
    whole = row_of(archive, "D-whole.1")
    assert (
        whole["signature_verdict"] == "untrusted"
        and "signature_untrusted" not in whole["review_reasons"]
    )
    said = {
        e["item"]: e["detail"]
        for e in table(archive, "events")
        if e["action"] == "digital signature validation"
    }
    assert all(
        verdict in said[document_id] and "intact" not in said[document_id]
        for document_id, verdict in DOUBTFUL.items()
    )
    assert [
        json.loads(one.read_text())["code"]
        for one in (archive / "quarantine").glob("*/reason.json")
    ] == ["encrypted_pdf"]


def test_commands_say_what_is_wrong_until_a_person_has_decided(
    kho: Path, settings: Settings, tmp_path: Path
) -> None:
    status = sohoa("status", "--archive", kho)
    assert status.code == 1 and all(one in status.out for one in DOUBTFUL)
    assert "[broken]" in sohoa("show", "D-broken", "--archive", kho).out
    before = sohoa("verify", "--archive", kho, "--json")
    assert before.code == 1 and before.json["failed"] == []
    standing = {
        Path(one["path"]).stem: (one["code"], one["decided"])
        for one in before.json["standing"]
    }
    assert standing == {
        one: (f"signature_{verdict}", False) for one, verdict in DOUBTFUL.items()
    }
    assert before.json["checked"] == 7 and before.json["ok"] == 4

    decisions = tmp_path / "decisions.csv"
    items = [
        one.key
        for one in open_items(kho)
        if one.subject.item in DOUBTFUL and one.subject.kind is DecisionKind.DOCUMENT
    ]
    decisions.write_text(
        "item,decision\n" + "".join(f"{one},ok\n" for one in items), encoding="utf-8"
    )
    apply_table(kho, settings, decisions)
    assert batch_status(kho, settings)["signatures"] == []
    after = sohoa("verify", "--archive", kho, "--json")
    assert (
        after.code == 0
        and all(one["decided"] for one in after.json["standing"])
        and len(after.json["standing"]) == 3
    )


def test_the_counter_and_a_lookup_say_it_too(
    kho: Path, inbox: Path, settings: Settings
) -> None:
    words = ("--dossier", "Q-1", "--archive", kho, "--operator", OPERATOR, "--json")
    answer = sohoa("counter", inbox / "D-broken.pdf", *words, SOHOA_SIGNING="none")
    assert answer.code == 1 and [
        one["verdict"] for one in answer.json["signatures"]
    ] == ["broken"]
    assert answer.json["documents"][0]["status"] == "needs_review"
    matches = [one | {"document_id": "D-broken.1"} for one in [MATCH]]
    ParquetStore(kho / "store").commit(StoreChange(append={"matches": matches}))
    [found] = lookup(kho, settings, MATCH["citizen_id"])["documents"]
    assert (found["signature_verdict"], found["status"]) == ("broken", "needs_review")


def test_a_signature_that_turns_out_bad_later_is_news(kho: Path) -> None:
    store = ParquetStore(kho / "store")
    row = row_of(kho, "D-changed.1") | {"signature_verdict": "valid"}
    store.commit(StoreChange(replace_documents={"D-changed.1": {"documents": [row]}}))
    answer = verify(kho, "en")
    assert failures(answer) == {("D-changed.1.pdf", "signature_changed")}
