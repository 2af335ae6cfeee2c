"""The service's calls are answered as the command line answers them."""

import json
from pathlib import Path

import pytest

from cli.desk.responder import CommandLineResponder
from pipeline.desk.calls.service import DeskCall
from pipeline.operations.upkeep.create import create_archive


@pytest.fixture
def responder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLineResponder:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = create_archive(tmp_path / "kho", development_keys=False).root
    return CommandLineResponder(root)


def call(folder: Path, *words: str, stdin: bytes = b"", **variables: str) -> DeskCall:
    return DeskCall(1, str(folder), variables, words, stdin)


def test_a_call_has_its_own_folder_variables_and_stdin(responder, tmp_path) -> None:
    start = ("desk", "start", "--dossier", "H26.27-261128-0001", "--json")
    begun = responder.answer(call(tmp_path, *start, SOHOA_OPERATOR="Lê Thử"))
    assert begun.code == 0, begun.err
    card = "001080000001||Nguyễn Văn An|12031980|Nam|Hà Nội|01012022".encode()
    person = responder.answer(
        call(tmp_path, "desk", "person", "-", "--json", stdin=card)
    )
    assert json.loads(person.out)["full_name"] == "Nguyễn Văn An"
    (tmp_path / "trong.pdf").touch()
    added = responder.answer(call(tmp_path, "desk", "add", "trong.pdf", "--json"))
    assert added.code == 1
    assert [one["code"] for one in json.loads(added.out)["refused"]] == ["empty_file"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("desk", "nonsense", "--json"), 2),
        (("desk", "done", "--json"), 2),
        (("run", "/", "--json"), 2),
        (("desk", "day", "--json", "--day", "x"), 2),
    ],
)
def test_what_can_not_be_answered_is_told(responder, tmp_path, words, code) -> None:
    reply = responder.answer(call(tmp_path, *words))
    assert reply.code == code
    assert json.loads(reply.out)["error"]["message"]


@pytest.mark.parametrize(
    ("code", "exit_code"), [("desk_call_too_large", 2), ("desk_busy", 6)]
)
def test_a_call_that_is_not_listened_to_is_told_why(responder, code, exit_code) -> None:
    reply = responder.refuse(code)
    assert reply.code == exit_code
    assert json.loads(reply.out)["error"]["code"] == code
