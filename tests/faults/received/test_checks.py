"""What `verify` says of bytes: filed, received, put aside; and what mends a damaged copy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from pipeline.config import Settings
from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.checks.verify import verify
from tests.faults.received.conftest import (
    CONTENT,
    DOUBTFUL,
    failures,
    filed,
    original,
    run,
    spoil,
)
from tests.support.whole_commands import OPERATOR, sohoa, table


def test_new_damage_is_no_standing_finding(kho: Path) -> None:
    spoil(filed(kho, "D-broken.1"))
    spoil(filed(kho, "D-whole.1"))
    answer = verify(kho, "en")
    assert failures(answer) == {
        ("D-broken.1.pdf", "file_changed"),
        ("D-whole.1.pdf", "file_changed"),
    }
    assert {Path(one["path"]).stem for one in answer["standing"]} == DOUBTFUL.keys() - {
        "D-broken.1"
    }


def test_received_files_are_checked(kho: Path, settings: Settings) -> None:
    spoil(original(kho, "D-whole.pdf"))
    original(kho, "D-plain/1.pdf").unlink()
    (kho / "originals" / "00").mkdir(exist_ok=True)
    (kho / "originals" / "00" / "stray.txt").write_text("nobody knows me")
    expected = {
        (original(kho, "D-whole.pdf").name, "original_changed"),
        (original(kho, "D-plain/1.pdf").name, "original_missing"),
    }
    answer = verify(kho, "en")
    assert failures(answer) == expected | {("stray.txt", "unknown_file")} and answer[
        "originals"
    ] == len(CONTENT)
    differences = reconcile(kho, settings, repair=False)["differences"]
    assert {Path(one["item"]).name for one in differences} == {
        name for name, _ in expected
    } | {"stray.txt"}
    assert (
        len(reconcile(kho, settings, repair=True)["differences"]) == 2
    )  # an index is mended without reading all
    # A sample of all documents takes the files along that they were made from, and those only.
    assert failures(verify(kho, "en", sample=99)) == expected


def test_named_files_may_be_filed_or_received(kho: Path) -> None:
    spoil(original(kho, "D-whole.pdf"))
    original(kho, "D-plain/1.pdf").unlink()
    alto = filed(kho, "D-plain.2").with_name("D-plain.2.alto.xml")
    spoil(alto)
    assert failures(verify(kho, "en", files=[filed(kho, "D-whole.1")])) == set()
    named = [
        original(kho, "D-whole.pdf"),
        original(kho, "D-plain/1.pdf"),
        original(kho, "D-plain/2.pdf"),
        alto,
    ]
    answer = verify(kho, "en", files=[*named, Path("nowhere.pdf")])
    assert (answer["checked"], answer["ok"], answer["originals"]) == (5, 1, 3)
    assert failures(answer) == {
        (named[0].name, "original_changed"),
        (named[1].name, "original_missing"),
        ("D-plain.2.pdf", "alto_changed"),
        ("nowhere.pdf", "unknown_file"),
    }


def test_quarantine_is_checked(kho: Path) -> None:
    entry = next((kho / "quarantine").iterdir())
    copy = next(one for one in entry.iterdir() if one.name != "reason.json")
    spoil(copy)
    assert failures(verify(kho, "en")) == {(copy.name, "quarantine_changed")}
    shutil.rmtree(entry)
    original(kho, "D-locked.pdf").unlink()
    assert failures(verify(kho, "en")) == {
        (entry.name, "quarantine_missing"),
        (original(kho, "D-locked.pdf").name, "original_missing"),
    }


def test_good_bytes_that_come_again_replace_a_damaged_copy(
    kho: Path, inbox: Path
) -> None:
    for name in ("D-whole.pdf", "D-locked.pdf"):
        spoil(original(kho, name))
    answer = run(inbox, kho)
    assert sorted(answer.json["originals_replaced"]) == sorted(
        original(kho, n).name for n in ("D-whole.pdf", "D-locked.pdf")
    )
    for name in ("D-whole.pdf", "D-locked.pdf"):
        place = original(kho, name)
        assert place.read_bytes() == CONTENT[name]
        assert place.with_name(f"{place.name}.damaged-1").is_file()
    told = [
        json.loads(e["detail"])["set_aside"]
        for e in table(kho, "events")
        if e["action"] == "recovery"
    ]
    assert len(told) == 2 and all((kho / one).is_file() for one in told)
    assert verify(kho, "en")["failed"] == []
    # The same papers again: the call still says what a person has not decided.
    assert (
        answer.code == 1
        and {one["document_id"] for one in answer.json["signatures"]} == DOUBTFUL.keys()
    )


def test_retry_uses_only_the_bytes_that_were_received(kho: Path) -> None:
    words = (
        "retry",
        "--archive",
        kho,
        "--operator",
        OPERATOR,
        "--workers",
        1,
        "--json",
    )
    entry = next((kho / "quarantine").iterdir())
    copy = next(one for one in entry.iterdir() if one.name != "reason.json")
    original(kho, "D-locked.pdf").unlink()
    restored = sohoa(*words, SOHOA_SIGNING="none")
    assert restored.json["originals_replaced"] == [original(kho, "D-locked.pdf").name]
    assert original(kho, "D-locked.pdf").read_bytes() == CONTENT["D-locked.pdf"]
    spoil(original(kho, "D-locked.pdf"))
    spoil(copy)
    lying = copy.read_bytes()
    again = sohoa(*words, SOHOA_SIGNING="none")
    assert again.code == 1 and again.json["documents"]["quarantined"] == 1
    assert copy.read_bytes() == lying
    assert "original_changed" in sohoa("status", "--archive", kho, "--json").out
