"""Notices speak of counts and codes, in the reader's language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.notices import end_notice, stop_notice, stop_told, tell_end
from pipeline.config import Settings, load_settings
from pipeline.errors import StorageError, UsageError

COUNTS = {"found": 5, "done": 3, "skipped": 1, "quarantined": 1, "waiting": 0}
ANSWER = {
    "batch": "run-1",
    "documents": COUNTS,
    "waiting_for_signature": 2,
    "review_items": 4,
    "missing": ["H26-9"],
    "growing": 1,
}


def settings(target: str) -> Settings:
    return load_settings(
        environ={}, options={"lang": "en", "notify": {"target": target}}
    )


def test_the_end_is_told_in_counts() -> None:
    notice = end_notice(ANSWER, 1, "en")
    assert notice.subject == "sohoa run-1: 3 documents done, 1 in quarantine, 0 waiting"
    assert (
        "Wait for signature: 2" in notice.lines
        and "Still being copied: 1" in notice.lines
    )
    assert notice.content == {"exit": 1, "answer": ANSWER}
    assert "cách ly 1" in end_notice(ANSWER, 1, "vi").subject


def test_a_stop_says_why_and_what_to_do() -> None:
    error = StorageError(
        "disk_full", "the disk is full (/kho)", item="/kho", remedy="make room"
    )
    notice = stop_notice(error, "en")
    assert notice.subject == "sohoa: the run has stopped (disk_full)"
    assert notice.content["exit"] == 6 and notice.content["error"]["item"] == "/kho"


def test_both_reach_whom_the_settings_name(tmp_path: Path) -> None:
    told = tmp_path / "told"
    to = settings(f"sh -c 'cat > {told}'")
    tell_end(to, ANSWER, 0)
    assert json.loads(told.read_text())["exit"] == 0
    with pytest.raises(StorageError), stop_told(to):
        raise StorageError("disk_full", "full")
    assert json.loads(told.read_text())["error"]["code"] == "disk_full"


def test_a_notice_that_fails_changes_nothing_but_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_end(settings("false"), ANSWER, 0)
    assert "could not be handed on" in capsys.readouterr().err
    with pytest.raises(UsageError), stop_told(settings("someone@example.vn")):
        pytest.fail("a target that can't work is found before the work")
