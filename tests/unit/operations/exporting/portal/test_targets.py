"""Where records go: a portal that is trusted, or a folder; what can't be used changes nothing."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from pipeline.errors import UsageError
from pipeline.operations.exporting.portal import (
    Asked,
    report_to_portal,
)
from schemas.answers.portal import PortalRecord
from tests.support.certificate import certificate
from tests.support.portal_server import (
    serving,
)
from tests.unit.operations.exporting.portal.conftest import (
    Pauses,
    report,
    result,
    settings,
)


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("", "no_portal_target"),
        ("http://cong.example/x", "portal_insecure"),
        ("ftp://cong.example/x", "portal_url_wrong"),
        ("https://", "portal_url_wrong"),
        ("https://user:word@cong.example/", "portal_url_wrong"),
        ("https://cong.example:none/", "portal_url_wrong"),
        ("/nowhere/at/all", "no_folder_there"),
    ],
)
def test_a_target_that_can_not_be_used_changes_nothing(folder, finished, target, error):
    with pytest.raises(UsageError) as told:
        report_to_portal(folder.root, settings(), Asked(to=target), Pauses())
    assert told.value.code == error
    assert not (folder.root / "portal.sqlite").exists()


def test_over_tls_only_a_trusted_portal_gets_records(folder, finished, tmp_path):
    pem = certificate(tmp_path / "portal.pem")
    with serving(pem) as portal:
        with pytest.raises(UsageError) as told:
            report(folder, portal)
        assert told.value.code == "portal_certificate"
        assert portal.came == []
        trusting = settings(ca_file=str(pem))
        asked = Asked(to=portal.url)
        assert report_to_portal(folder.root, trusting, asked)["delivered"] == 5
    broken = settings(ca_file=str(tmp_path / "none.pem"))
    with pytest.raises(UsageError, match="can't be read"):
        report_to_portal(folder.root, broken, asked)


def test_a_folder_gets_a_file_a_record(folder, file, finished, tmp_path):
    drop = tmp_path / "drop"
    drop.mkdir()
    asked = Asked(to=str(drop))
    assert report_to_portal(folder.root, settings(), asked)["delivered"] == 5
    file(result("B-1", withdrawn_on="2026-07-05"))
    report_to_portal(folder.root, settings(), asked)
    names = sorted(path.name for path in drop.iterdir())
    assert len(names) == 6 and names[1].startswith("B-1.1.")
    (line,) = (drop / names[2]).read_text(encoding="utf-8").splitlines()
    later = TypeAdapter(PortalRecord).validate_json(line)
    assert later.dossier.results[0].valid is False
