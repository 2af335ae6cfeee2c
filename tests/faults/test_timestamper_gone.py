"""The time-stamper falls silent in the middle of the night: all that was read is filed, nothing is
blamed on a paper, and the files are signed by themselves once it answers again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import registry
from pipeline.errors import UsageError
from pipeline.operations.checks.verify import verify
from pipeline.operations.signing import sign_waiting
from pipeline.operations.status import batch_status
from tests.support.small_batches import (
    make_inbox,
    quick_settings,
    retry_quickly,
    run_quickly,
    slip,
)
from tests.support.tsa_server import TimeStampingService, serving
from tests.support.whole_commands import OPERATOR, sohoa, table

CODES = ("H26.27-240101-0001", "H26.27-240101-0002", "H26.27-240101-0003")


def levels(archive: Path) -> list[str]:
    return [row["signature_level"] for row in table(archive, "documents")]


def with_service(service: TimeStampingService) -> dict[str, object]:
    return {"keys": {"tsa_url": service.url}}


@pytest.fixture
def broken_night(archive: Path, tmp_path: Path):
    """A night in which the first file was signed and the second one was not."""
    inbox = make_inbox(tmp_path / "inbox", CODES)
    with serving(archive / "keys") as service:
        service.answers = 1 + 2  # when the run looks, and for the first file
        yield service, inbox, run_quickly(inbox, archive, **with_service(service))


def test_a_night_without_a_timestamper_is_made_good(broken_night, archive):
    service, inbox, night = broken_night
    assert night.deferred is not None and night.deferred.exit_code == 3
    assert (night.deferred.code, night.deferred.values) == (
        "waiting_for_signature",
        {"count": "2"},
    )
    assert night.answer["documents"] == {
        "found": 3,
        "done": 3,
        "skipped": 0,
        "quarantined": 0,
        "waiting": 0,
    }
    assert (night.answer["complete"], night.answer["waiting_for_signature"]) == (
        False,
        2,
    )
    assert levels(archive) == ["B-LTA", "unsigned", "unsigned"]
    # After the second file nobody asks any more, but for one look at the end.
    assert service.asked == 3 + 1 + 1
    said = batch_status(archive, quick_settings(archive))
    assert (said["state"], said["waiting_for_signature"], said["waiting"]) == (
        "deferred",
        2,
        0,
    )

    registry.file_signer.cache_clear()  # a call of its own opens its own
    with pytest.raises(UsageError) as caught:  # still silent: found before any work
        run_quickly(inbox, archive, **with_service(service))
    assert caught.value.code == "tsa_unreachable"
    service.answers = None
    again = run_quickly(inbox, archive, **with_service(service))
    assert (again.deferred, again.answer["complete"], again.answer["signed_late"]) == (
        None,
        True,
        2,
    )
    assert again.answer["documents"]["skipped"] == 3
    assert levels(archive) == ["B-LTA"] * 3
    assert verify(archive, "en")["failed"] == []
    assert {row["awaits_signature"] for row in table(archive, "documents")} == {None}


@pytest.mark.parametrize("command", ["sign", "retry"])
def test_other_commands_sign_what_waits_too(broken_night, archive, command):
    service, _, _ = broken_night
    service.answers = None
    settings = quick_settings(archive, **with_service(service))
    if command == "sign":
        assert sign_waiting(archive, settings)["signed"] == 2
    else:
        assert (
            retry_quickly(archive, **with_service(service)).answer["signed_late"] == 2
        )
    assert levels(archive) == ["B-LTA"] * 3


def test_what_was_never_to_be_signed_is_not_signed_by_a_run(archive, tmp_path):
    inbox = make_inbox(tmp_path / "inbox", CODES[:1])
    assert (
        run_quickly(inbox, archive, signing="none").answer["waiting_for_signature"] == 0
    )
    assert run_quickly(inbox, archive).answer["signed_late"] == 0
    assert levels(archive) == ["unsigned"]


def test_at_the_counter_a_paper_waits_for_its_own_clerk(archive, tmp_path):
    paper = tmp_path / "giay.png"
    paper.write_bytes(slip("Giấy số 7"))
    words = (
        "counter",
        paper,
        "--dossier",
        CODES[0],
        "--archive",
        archive,
        "--json",
        "--operator",
    )
    with serving(archive / "keys") as service:
        service.answers = 1
        said = sohoa(
            *words,
            OPERATOR,
            SOHOA_KEYS__TSA_URL=service.url,
            SOHOA_OCR__ENGINE="asternet",
        )
        assert (said.code, said.json["waiting_for_signature"]) == (3, 1), said.err
        service.answers = None
        mine = quick_settings(archive, **with_service(service))
        other = mine.model_copy(update={"operator": "Trần Thị Khác"})
        assert sign_waiting(archive, other)["waiting"] == 1
        assert levels(archive) == ["unsigned"]
        assert sign_waiting(archive, mine)["signed"] == 1
    assert levels(archive) == ["B-LTA"]
