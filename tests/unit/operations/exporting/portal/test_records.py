"""What the portal is told: finished dossiers, each once, and again as a later revision where they change."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter

from pipeline.operations.exporting.portal import (
    portal_status,
    preview,
)
from schemas.answers.portal import PortalRecord
from tests.support.portal_server import (
    status,
)
from tests.unit.operations.exporting.conftest import CODE, DECISION, EARLIER
from tests.unit.operations.exporting.portal.conftest import (
    CODES,
    TOKEN,
    one_stop,
    report,
    result,
    settings,
)


def test_each_record_is_sent_once(folder, finished, portal):
    answer = report(folder, portal)
    assert (answer["added"], answer["delivered"], answer["waiting"]) == (5, 5, 0)
    assert portal.codes == list(CODES)
    again = report(folder, portal)
    assert (again["added"], again["delivered"], again["sent"]) == (0, 0, 5)
    assert len(portal.came) == 5
    headers = portal.headers[0]
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Idempotency-Key"] == portal.records[0]["key"]


def test_a_record_says_what_the_portal_needs_and_no_person(folder, file, portal):
    file(DECISION, EARLIER, register=[one_stop(CODE)])
    report(folder, portal)
    (record,) = portal.records
    TypeAdapter(PortalRecord).validate_python(
        json.loads(json.dumps(record), object_hook=None), strict=False
    )
    said = record["dossier"]
    assert (said["dossier_code"], said["status"]) == (CODE, "finished")
    assert said["procedure_code"] == "1.013236"
    (told,) = said["results"]
    assert told["result_code"] == f"{CODE}.2", "the one that replaces the earlier"
    assert (told["number"], told["sha256"]) == (DECISION.number, DECISION.pdf_sha256)
    assert told["file"] == DECISION.pdf_path
    assert "Mẫu" not in json.dumps(record, ensure_ascii=False)


@pytest.mark.parametrize(
    ("document", "register"),
    [
        ({"status": "needs_review"}, {}),
        ({"signature_level": "unsigned"}, {}),
        ({"kind": "component"}, {}),
        ({"superseded_by": "X.1"}, {}),
        ({}, {"status": "processing"}),
        ({}, {"dossier_code": "Z-1"}),
    ],
)
def test_what_is_not_finished_or_does_not_count_is_not_reported(
    folder, file, portal, document, register
):
    file(result("A-1", **document), register=[one_stop("A-1") | register])
    assert report(folder, portal)["added"] == 0
    assert portal.came == []


def test_what_changes_is_told_again_as_a_later_revision(folder, file, finished, portal):
    report(folder, portal)
    file(result("B-1", withdrawn_on="2026-07-05"))
    assert report(folder, portal)["added"] == 1
    file(result("B-1"))
    report(folder, portal)
    told = [one for one in portal.records if one["dossier"]["dossier_code"] == "B-1"]
    revisions = [one["revision"] for one in told]
    assert revisions == sorted(set(revisions)) and len(revisions) == 3
    assert [one["dossier"]["results"][0]["valid"] for one in told] == [
        None,
        False,
        None,
    ]
    assert len({one["key"] for one in told}) == 3


def test_a_register_that_says_finished_later_is_seen(folder, file, portal):
    file(result("A-1"), register=[one_stop("A-1", status="processing")])
    assert report(folder, portal)["added"] == 0
    file(register=[one_stop("A-1")])
    assert report(folder, portal)["added"] == 1


def test_since_looks_at_later_commits_alone(folder, file, portal):
    commit = file(result("A-1"), register=[one_stop("A-1"), one_stop("B-1")])
    file(result("B-1"))
    assert report(folder, portal, since=commit)["added"] == 1
    assert portal.codes == ["B-1"]
    assert report(folder, portal)["added"] == 1, "what was left out is not forgotten"


def test_an_old_revision_is_not_sent_behind_a_later_one(folder, file, finished, portal):
    portal.faults = [status(422)]
    report(folder, portal)
    file(result("A-1", withdrawn_on="2026-07-05"))
    report(folder, portal)
    assert report(folder, portal, again=True)["delivered"] == 0
    assert portal.codes[-1] == "A-1" and portal.codes.count("A-1") == 1


def test_a_preview_changes_nothing(folder, file, finished, portal):
    lines = list(preview(folder.root, settings()))
    assert [json.loads(line)["dossier"]["dossier_code"] for line in lines] == list(
        CODES
    )
    assert not (folder.root / "portal.sqlite").exists()
    portal.faults = [status(500)] * 100
    report(folder, portal)
    assert list(preview(folder.root, settings())) == lines
    assert portal_status(folder.root, settings())["waiting"] == 5
    portal.faults = []
    report(folder, portal)
    assert list(preview(folder.root, settings())) == []


def test_whatever_leaves_is_in_the_audit_trail(folder, finished, portal):
    report(folder, portal)
    lines = [json.loads(one) for one in folder.audit_file.read_text().splitlines()]
    assert [one["item"] for one in lines if one["action"] == "portal"] == list(CODES)
