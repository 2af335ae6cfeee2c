"""Calls of the desk's service answered as the command line would: out, err, exit code, whose it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.desk.responder import CommandLineResponder
from pipeline.desk.calls.service import DeskCall, DeskReply
from pipeline.desk.calls.wire import DESK_NAME, DESK_SINCE
from pipeline.operations.upkeep.create import create_archive

CLERK = "Lê Văn Thử"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return create_archive(tmp_path / "kho", development_keys=False).root


def answer(
    archive: Path, *words: str, stdin: bytes = b"", **variables: str
) -> DeskReply:
    call = DeskCall(1, str(archive.parent), variables, words, stdin)
    return CommandLineResponder(archive).answer(call)


def said(reply: DeskReply) -> dict:
    return json.loads(reply.out)


def test_the_archive_need_not_be_named(archive):
    reply = answer(archive, "desk", "day", "--json")
    assert reply.code == 0 and reply.err == b""
    assert said(reply)["open"] == 0


def test_what_is_wrong_with_a_call_is_its_answer(archive):
    reply = answer(archive, "desk", "nothing", "--json")
    assert (reply.code, said(reply)["error"]["code"]) == (2, "unknown_command")
    reply = answer(archive, "desk", "add", "x.pdf", "--json")
    assert (reply.code, said(reply)["error"]["code"]) == (2, "no_session")


def test_a_caller_has_its_own_variables_folder_and_stdin(archive):
    start = ("desk", "start", "--dossier", "H26.27-261128-0001", "--json")
    told = said(answer(archive, *start, SOHOA_OPERATOR=CLERK))
    assert told["dossier_code"] == "H26.27-261128-0001"
    card = "001080000001|012345678|Nguyễn Văn An|12031980|Nam|Phúc Xá, Hà Nội|01012022"
    person = answer(archive, "desk", "person", "-", "--json", stdin=card.encode())
    assert said(person)["full_name"] == "Nguyễn Văn An"
    # A path is the caller's, not the service's.
    (archive.parent / "card.txt").write_text("x", encoding="utf-8")
    away = answer(archive, "desk", "add", "nowhere.pdf", "--json", SOHOA_OPERATOR=CLERK)
    assert said(away)["error"]["code"] == "no_file"


def test_one_callers_language_is_not_the_nexts(archive):
    english = answer(archive, "desk", "day", "--lang", "en").out
    assert answer(archive, "desk", "day").out != english
    assert answer(archive, "desk", "day", SOHOA_LANG="en").out == english
    assert answer(archive, "desk", "day").out != english


def test_a_desk_on_another_machine_sees_its_own_dossiers(archive):
    desk = {DESK_NAME: "Quầy 3", DESK_SINCE: "0", "SOHOA_OPERATOR": CLERK}
    begun = answer(archive, "desk", "start", "--dossier", "A-1", "--json", **desk)
    assert begun.code == 0
    assert answer(archive, "desk", "have", "--json", **desk).code == 0
    here = answer(archive, "desk", "have", "--json", SOHOA_OPERATOR=CLERK)
    assert said(here)["error"]["code"] == "no_session"


@pytest.mark.parametrize(
    ("code", "exit_code"), [("desk_call_too_large", 2), ("desk_busy", 6)]
)
def test_a_call_that_is_not_taken_is_answered_as_json(archive, code, exit_code):
    reply = CommandLineResponder(archive).refuse(code)
    assert (reply.code, said(reply)["error"]["code"]) == (exit_code, code)
