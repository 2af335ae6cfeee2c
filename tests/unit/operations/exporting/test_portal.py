"""Finished dossiers reach the portal: each record once, in order, whatever the portal does."""

from __future__ import annotations

import datetime
import ipaddress
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from portal_server import (
    Portal,
    answer_twice,
    conflict,
    hang_up,
    other_key,
    serving,
    stall,
    status,
    take_and_hang_up,
)
from pydantic import TypeAdapter

from pipeline.config import Settings, load_settings
from pipeline.errors import UsageError
from pipeline.operations.exporting.portal import (
    Asked,
    portal_status,
    preview,
    report_to_portal,
)
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.answers.portal import PortalRecord
from schemas.tables.rows import DocumentRow
from tests.unit.operations.exporting.conftest import CODE, DECISION, EARLIER

TOKEN = "k-1f83"
CODES = ("A-1", "B-1", "C-1", "D-1", "E-1")


def settings(**portal: object) -> Settings:
    wanted = {"token": TOKEN, "timeout_seconds": 60, **portal}
    return load_settings(environ={}, options={"lang": "en", "portal": wanted})


def one_stop(code: str, **values: object) -> dict[str, object]:
    return {
        "dossier_code": code,
        "agency_code": "H26",
        "agency_name": "Ủy ban nhân dân phường An Khê",
        "level": "commune",
        "procedure_code": "1.013236",
        "received_at": "2024-10-01T08:00:00+07:00",
        "due_at": None,
        "finished_at": "2024-11-05T16:30:00+07:00",
        "status": "finished",
        "applicant_name": "Nguyễn Thị Mẫu",
        "applicant_id": "001185000001",
        "online": False,
        "reused_components": 0,
        **values,
    }


def result(code: str, **values: object) -> DocumentRow:
    name = f"{code}.1"
    return replace(
        DECISION,
        document_id=name,
        dossier_code=code,
        ordinal=1,
        pdf_path=f"documents/H26/2024/{code}/{name}.pdf",
        **values,
    )


@pytest.fixture
def file(folder):
    """Files rows of documents, and the one-stop register where rows of it are given."""

    def commit(
        *documents: DocumentRow, register: list[dict[str, object]] | None = None
    ):
        change = StoreChange(
            replace_documents={
                row.document_id: {"documents": [row]} for row in documents
            },
            replace_tables={} if register is None else {"one_stop": register},
        )
        return ParquetStore(folder.store).commit(change)

    return commit


@pytest.fixture
def finished(file) -> None:
    """Five finished dossiers, each with a result."""
    file(
        *(result(code) for code in CODES),
        register=[one_stop(code) for code in CODES],
    )


@pytest.fixture
def portal():
    with serving() as one:
        yield one


class Pauses(list[float]):
    """What was waited, without waiting."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def report(folder, portal: Portal, pauses: Pauses | None = None, **asked: object):
    wait = Pauses() if pauses is None else pauses
    return report_to_portal(
        folder.root, settings(), Asked(**{"to": portal.url, **asked}), wait
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


@pytest.mark.parametrize(
    "fault", [status(500), status(503), status(429), hang_up, other_key]
)
def test_a_portal_that_fails_for_a_while_is_asked_again(
    folder, finished, portal, fault
):
    portal.faults = [fault, fault]
    pauses = Pauses()
    answer = report(folder, portal, pauses)
    assert (answer["delivered"], answer["waiting"]) == (5, 0)
    assert portal.codes == list(CODES)
    assert portal.came[:3] == [portal.records[0]["key"]] * 3, "always the same key"
    assert pauses == [1.0, 2.0]


def test_a_portal_that_never_answers_is_left_and_asked_again(folder, finished, portal):
    portal.faults = [stall]
    quick = settings(timeout_seconds=2)
    asked = Asked(to=portal.url)
    assert report_to_portal(folder.root, quick, asked, Pauses())["delivered"] == 5
    assert portal.codes == list(CODES)


def test_the_pause_that_it_asks_for_is_kept_within_bounds(folder, finished, portal):
    portal.faults = [status(429, Retry_After="7"), status(503, Retry_After="9999")]
    pauses = Pauses()
    report(folder, portal, pauses)
    assert pauses == [7.0, 60.0]


def test_an_acknowledgement_that_is_lost_brings_the_same_key_again(
    folder, finished, portal
):
    portal.faults = [take_and_hang_up]
    assert report(folder, portal)["delivered"] == 5
    assert portal.came[0] == portal.came[1]
    assert portal.codes == list(CODES)


def test_a_conflict_that_names_the_key_is_an_acknowledgement(folder, finished, portal):
    portal.faults = [conflict]
    answer = report(folder, portal)
    assert (answer["delivered"], answer["refused"]) == (5, 0)


def test_a_second_answer_is_not_taken_for_the_next_record(folder, finished, portal):
    portal.faults = [answer_twice, status(400)]
    answer = report(folder, portal)
    assert (answer["delivered"], answer["refused"]) == (4, 1)
    assert portal.codes == [code for code in CODES if code != "B-1"]


def test_a_portal_that_is_down_ends_the_call_and_a_later_one_goes_on(
    folder, file, finished, portal
):
    portal.faults = [status(500)] * 100
    pauses = Pauses()
    answer = report(folder, portal, pauses)
    assert (answer["delivered"], answer["waiting"]) == (0, 5)
    assert len(portal.came) == 3 * 4, "three dossiers, four tries each"
    assert max(pauses) <= 60
    assert answer["troubles"][0] == {
        "dossier_code": "A-1",
        "state": "waiting",
        "tries": 4,
        "reason": "HTTP 500",
    }
    file(result("A-1", withdrawn_on="2026-07-05"))
    portal.faults = []
    assert report(folder, portal)["delivered"] == 6
    first, second, *_ = portal.taken
    assert first[0] == second[0] == "A-1" and first[1] < second[1], "in order"


def test_a_record_that_always_fails_does_not_hold_up_the_others(
    folder, file, finished, portal
):
    file(result("B-1", withdrawn_on="2026-07-05"))
    portal.faults = [None, *[status(500)] * 4]
    answer = report(folder, portal)
    assert (answer["delivered"], answer["waiting"]) == (4, 1)
    assert portal.codes == ["A-1", "C-1", "D-1", "E-1"]


def test_what_is_refused_is_named_and_sent_again_when_asked(folder, finished, portal):
    portal.faults = [status(422)]
    answer = report(folder, portal)
    assert (answer["delivered"], answer["refused"]) == (4, 1)
    assert answer["troubles"][0]["reason"] == "HTTP 422"
    assert report(folder, portal)["delivered"] == 0
    assert report(folder, portal, again=True)["delivered"] == 1
    assert portal_status(folder.root, settings())["refused"] == 0


def test_an_old_revision_is_not_sent_behind_a_later_one(folder, file, finished, portal):
    portal.faults = [status(422)]
    report(folder, portal)
    file(result("A-1", withdrawn_on="2026-07-05"))
    report(folder, portal)
    assert report(folder, portal, again=True)["delivered"] == 0
    assert portal.codes[-1] == "A-1" and portal.codes.count("A-1") == 1


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (401, "portal_forbidden"),
        (403, "portal_forbidden"),
        (404, "portal_nothing_there"),
        (301, "portal_nothing_there"),
    ],
)
def test_what_a_person_must_correct_ends_the_call_and_loses_nothing(
    folder, finished, portal, code, error
):
    portal.faults = [None, status(code, Location="http://127.0.0.1:1/")]
    with pytest.raises(UsageError) as told:
        report(folder, portal)
    assert told.value.code == error
    stands = portal_status(folder.root, settings())
    assert (stands["sent"], stands["waiting"], stands["refused"]) == (1, 4, 0)
    assert report(folder, portal)["delivered"] == 4


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


def certificate(place: Path) -> Path:
    """A certificate of this machine that only itself vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    day = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day - datetime.timedelta(days=3650))
        .not_valid_after(day + datetime.timedelta(days=36500))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            False,
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    place.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return place


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


KILL = """
import os, sys
sys.path[:0] = [{tests!r}]
from pathlib import Path
from pipeline.common import fault_points
from pipeline.config import load_settings
from pipeline.operations.exporting.portal import Asked, report_to_portal
left = [{passage}]
def kill(point):
    if point == {point!r}:
        left[0] -= 1
        if not left[0]:
            os._exit(9)
fault_points.at_point = kill
report_to_portal(Path({root!r}), load_settings(environ={{}}), Asked(to={url!r}))
"""


@pytest.mark.parametrize(
    ("point", "passage"),
    [
        ("outbox.change", 1),
        ("outbox.commit", 1),
        ("outbox.committed", 1),
        ("audit.written", 2),
        ("outbox.change", 3),
        ("outbox.commit", 3),
        ("outbox.committed", 3),
    ],
)
def test_a_kill_loses_nothing_and_sends_nothing_under_a_second_key(
    folder, finished, portal, point, passage
):
    words = {"tests": str(Path(__file__).parents[3]), "root": str(folder.root)}
    code = KILL.format(**words, url=portal.url, point=point, passage=passage)
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 9
    answer = report(folder, portal)
    assert (answer["waiting"], answer["sent"]) == (0, 5)
    assert portal.codes == list(CODES)
    assert len(set(portal.came)) == 5


def test_an_outbox_that_is_lost_brings_the_same_keys_again(
    folder, file, finished, portal
):
    report(folder, portal)
    for path in folder.root.glob("portal.sqlite*"):
        path.unlink()
    report(folder, portal)
    assert len(portal.came) == 10 and len(set(portal.came)) == 5
    highest = max(revision for _, revision in portal.taken)
    for path in folder.root.glob("portal.sqlite*"):
        path.unlink()
    file(result("B-1", withdrawn_on="2026-07-05"))
    report(folder, portal)
    assert all(revision > highest for _, revision in portal.taken[5:])


def test_a_store_brought_back_from_a_backup_is_looked_at_anew(
    folder, file, finished, portal
):
    report(folder, portal)
    manifest = folder.store / "manifest.json"
    before = manifest.read_bytes()
    file(result("F-1"))
    report(folder, portal)
    manifest.write_bytes(before)
    file(result("C-1", withdrawn_on="2026-07-05"))
    assert report(folder, portal)["added"] == 1
