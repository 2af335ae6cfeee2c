"""export portal as a person calls it."""

from __future__ import annotations

import json

import pytest

from cli.app import run_here
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.support.portal_server import serving, status
from tests.unit.operations.exporting.portal.conftest import one_stop, result


@pytest.fixture
def archive(tmp_path, monkeypatch) -> str:
    """With a finished dossier, and no pauses between tries."""
    folder = create_archive(tmp_path / "kho", development_keys=False)
    change = StoreChange(
        append={"documents": [result("A-1")]},
        replace_tables={"one_stop": [one_stop("A-1")]},
    )
    ParquetStore(folder.store).commit(change)
    monkeypatch.setenv("SOHOA_PORTAL__FIRST_PAUSE_SECONDS", "0")
    monkeypatch.setenv("SOHOA_PORTAL__TOKEN", "k-1f83")
    return str(folder.root)


def test_a_record_waits_is_refused_and_arrives(archive, capsys):
    asked = ["export", "portal", "--archive", archive]
    assert run_here([*asked, "--dry-run"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["dossier"]["dossier_code"] == "A-1"
    with serving() as portal:
        sending = [*asked, "--to", portal.url, "--lang", "en"]
        portal.faults = [status(500, Retry_After="0")] * 4
        assert run_here([*sending, "--json"]) == 3
        said = json.loads(capsys.readouterr().out)
        assert (said["added"], said["delivered"], said["waiting"]) == (1, 0, 1)
        assert run_here([*asked, "--status"]) == 3
        assert "chưa gửi được sau 4 lần (HTTP 500)" in capsys.readouterr().out
        portal.faults = [status(422)]
        assert run_here(sending) == 1
        assert "refused by the portal (HTTP 422)" in capsys.readouterr().out
        assert run_here([*sending, "--again"]) == 0
        assert "Sent 1 records" in capsys.readouterr().out
        assert portal.codes == ["A-1"]
    assert run_here([*asked, "--status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sent"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "no_portal_target"),
        (["--status", "--dry-run"], "portal_options"),
        (["--status", "--to", "/tmp"], "portal_options"),
        (["--to", "/nowhere/at/all"], "no_folder_there"),
    ],
)
def test_wrong_words_send_nothing(archive, capsys, words, code):
    assert run_here(["export", "portal", "--archive", archive, *words, "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == code and error["remedy"]
