"""Files that change, decisions that come, crashes that happen while files are signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline import registry
from pipeline.archive.signing.signer import Signer
from pipeline.config import Settings
from pipeline.errors import TransientInputError
from pipeline.operations.checks.verify import verify
from pipeline.operations.signing import sign_waiting
from pipeline.runner.signing import desk
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.archive import ArchivalPdf, SignedPdf
from tests.faults.received.conftest import failures, filed, numbered, row_of, spoil
from tests.support.whole_commands import OPERATOR, sohoa, table


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
