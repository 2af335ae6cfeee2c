"""What is received and kept: doubtful signatures are named, damaged bytes are found, nothing
changed is signed."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from integration_support import OPERATOR, sohoa, table
from signed_pdfs import (
    byte_changed,
    made_person,
    page_added_to,
    plain_pdf,
    signed_pdf,
    unlisted_pdf,
)

from pipeline import registry
from pipeline.archive.signing.signer import Signer
from pipeline.config import Settings, load_settings
from pipeline.errors import TransientInputError
from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.checks.verify import verify
from pipeline.operations.finding.find import lookup
from pipeline.operations.signing import sign_waiting
from pipeline.operations.status import batch_status
from pipeline.review.apply_table import apply_table
from pipeline.review.decision import DecisionKind
from pipeline.review.open_items.items import open_items
from pipeline.runner.signing import desk
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.archive import ArchivalPdf, SignedPdf

AN = made_person("Nguyễn Văn An")
ONE = signed_pdf(AN)


def locked(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    return out.getvalue()


def numbered(number: int) -> bytes:
    return plain_pdf().replace(b"100 100 re", b"1%02d 100 re" % number)


CONTENT = {
    "D-whole.pdf": ONE,
    "D-broken.pdf": byte_changed(ONE),
    "D-changed.pdf": page_added_to(ONE),
    "D-unlisted.pdf": unlisted_pdf(AN),
    "D-locked.pdf": locked(ONE),
    "D-plain/1.pdf": numbered(1),
    "D-plain/2.pdf": numbered(2),
    "D-plain/3.pdf": numbered(3),
}
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
DOUBTFUL = {
    "D-broken.1": "broken",
    "D-changed.1": "changed",
    "D-unlisted.1": "unlisted",
}


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("received") / "inbox"
    for name, data in CONTENT.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


@pytest.fixture(scope="module")
def received(
    tmp_path_factory: pytest.TempPathFactory, empty_archive: Path, inbox: Path
) -> tuple[Path, Any]:
    """An archive after one run, without signing, and the run's answer; only to be read."""
    place = Path(
        shutil.copytree(empty_archive, tmp_path_factory.mktemp("received") / "kho")
    )
    return place, run(inbox, place)


def run(inbox: Path, archive: Path) -> Any:
    words = (
        "run",
        inbox,
        "--archive",
        archive,
        "--operator",
        OPERATOR,
        "--workers",
        1,
        "--json",
    )
    return sohoa(*words, SOHOA_SIGNING="none")


@pytest.fixture
def kho(received: tuple[Path, Any], tmp_path: Path) -> Path:
    return Path(shutil.copytree(received[0], tmp_path / "kho"))


@pytest.fixture
def settings(kho: Path) -> Settings:
    return load_settings(kho, environ={}, options={"operator": OPERATOR})


def row_of(archive: Path, document_id: str) -> dict[str, Any]:
    return next(
        row for row in table(archive, "documents") if row["document_id"] == document_id
    )


def filed(archive: Path, document_id: str) -> Path:
    return archive / row_of(archive, document_id)["pdf_path"]


def original(archive: Path, name: str) -> Path:
    sha256 = hashlib.sha256(CONTENT[name]).hexdigest()
    return archive / "originals" / sha256[:2] / sha256


def spoil(path: Path) -> None:
    """One bit of it is another, its size the same."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o640)
    path.write_bytes(data)


def failures(answer: dict[str, Any]) -> set[tuple[str, str]]:
    return {(Path(one["path"]).name, one["code"]) for one in answer["failed"]}


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


def test_a_signature_that_turns_out_bad_later_is_news(kho: Path) -> None:
    store = ParquetStore(kho / "store")
    row = row_of(kho, "D-changed.1") | {"signature_verdict": "valid"}
    store.commit(StoreChange(replace_documents={"D-changed.1": {"documents": [row]}}))
    answer = verify(kho, "en")
    assert failures(answer) == {("D-changed.1.pdf", "signature_changed")}


def test_sign_refuses_what_is_not_as_recorded_and_signs_the_others(kho: Path) -> None:
    spoil(filed(kho, "D-plain.1"))
    changed = filed(kho, "D-plain.1").read_bytes()
    filed(kho, "D-plain.2").unlink()
    before = row_of(kho, "D-plain.1")
    answer = sohoa("sign", "--archive", kho, "--operator", OPERATOR, "--json")
    assert answer.code == 1 and answer.json["signed"] == 1
    assert {one["document_id"]: one["code"] for one in answer.json["refused"]} == {
        "D-plain.1": "file_changed",
        "D-plain.2": "file_missing",
    }
    assert (
        row_of(kho, "D-plain.1") == before
        and filed(kho, "D-plain.1").read_bytes() == changed
    )
    assert row_of(kho, "D-plain.3")["signature_level"] == "B-LTA"
    refused = [e for e in table(kho, "events") if e["action"] == "fixity check"]
    assert {e["item"] for e in refused} == {
        "D-plain.1",
        "D-plain.2",
    } and "file_changed" in refused[0]["detail"]
    assert not list((kho / "documents").rglob(".*"))
    assert failures(verify(kho, "en")) == {
        ("D-plain.1.pdf", "file_changed"),
        ("D-plain.2.pdf", "file_missing"),
    }


class SwappingSigner:
    """Signs what somebody puts in the place of the file at that moment."""

    def __init__(self, inner: Signer, meanwhile: Any) -> None:
        self._inner, self._meanwhile = inner, meanwhile
        self.profile, self.level = inner.profile, inner.level
        self.corner, self.stamp_size = inner.corner, inner.stamp_size

    def sign(
        self, pdf: ArchivalPdf, out: Path, when: Any, box: Any = None
    ) -> SignedPdf:
        self._meanwhile(Path(pdf.path))
        return self._inner.sign(pdf, out, when, box)


def with_signer(monkeypatch: pytest.MonkeyPatch, meanwhile: Any) -> None:
    opened = registry.file_signer
    monkeypatch.setattr(
        registry,
        "file_signer",
        lambda *words: SwappingSigner(opened(*words), meanwhile),
    )


def test_a_file_changed_while_it_is_signed_is_refused(
    kho: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_signer(monkeypatch, lambda path: path.write_bytes(numbered(9)))
    answer = sign_waiting(kho, settings)
    assert answer["signed"] == 0 and {one["code"] for one in answer["refused"]} == {
        "file_changed"
    }
    assert {row["signature_level"] for row in table(kho, "documents")} == {
        "received",
        "unsigned",
    }


def test_a_decision_that_comes_while_a_file_is_signed_is_kept(
    kho: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decide(path: Path) -> None:
        row = row_of(kho, path.stem) | {"title": "decided meanwhile"}
        ParquetStore(kho / "store").commit(
            StoreChange(replace_documents={path.stem: {"documents": [row]}})
        )

    with_signer(monkeypatch, decide)
    assert sign_waiting(kho, settings)["signed"] == 3
    row = row_of(kho, "D-plain.1")
    assert (row["title"], row["signature_level"]) == ("decided meanwhile", "B-LTA")


@pytest.mark.parametrize(
    ("code", "signed", "waiting"), [("signing_failed", 2, 0), ("tsa_failed", 0, 2)]
)
def test_a_file_that_cannot_be_signed_does_not_stop_the_others_a_silent_time_stamper_does(
    kho: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    signed: int,
    waiting: int,
) -> None:
    def fail(path: Path) -> None:
        if path.stem == "D-plain.1":
            raise TransientInputError(code, "made to fail", item=path.name)

    with_signer(monkeypatch, fail)
    answer = sign_waiting(kho, settings)
    assert (
        answer["signed"],
        answer["waiting"],
        [one["code"] for one in answer["refused"]],
    ) == (
        signed,
        waiting,
        [code],
    )
    assert row_of(kho, "D-plain.1")["signature_level"] == "unsigned"


def test_a_crash_between_file_and_record_is_made_good(
    kho: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as fault:

        def crash(*_: object) -> bool:
            raise KeyboardInterrupt

        fault.setattr(desk.SigningDesk, "_record", crash)
        with pytest.raises(KeyboardInterrupt):
            sign_waiting(kho, settings)
    assert [one["code"] for one in verify(kho, "en")["failed"]] == ["file_changed"]
    assert sign_waiting(kho, settings) | {"level": ""} == {
        "signed": 3,
        "refused": [],
        "waiting": 0,
        "level": "",
    }
    assert verify(kho, "en")["failed"] == []


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
