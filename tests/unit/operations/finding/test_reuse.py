"""Scan or reuse, and the record of what is used again."""

import json
from dataclasses import replace

import pytest

from pipeline import audit
from pipeline.config import load_settings
from pipeline.errors import InputError, UsageError
from pipeline.operations.finding.find import lookup
from pipeline.operations.finding.reusable import Reusable, advise, is_usable
from pipeline.operations.finding.reuse import record_reuse
from pipeline.report.counting.dossiers.reused import recorded_reuse
from pipeline.store.parquet import ParquetStore
from pipeline.store.queries import events_about

SETTINGS = load_settings(environ={}, options={"operator": "Nguyễn Thị Mẫu"})
CITIZEN, OTHER = "001080000001", "001080000002"
SOUND = Reusable(
    document_id="A.1",
    dossier_code="A",
    document_type="giay_khai_sinh",
    number="1",
    issued_date="2020-01-01",
    issuer=None,
    pdf_path="documents/A.1.pdf",
    still_valid=True,
    status="done",
    title=None,
    signature_verdict=None,
    withdrawn_on=None,
    signature_level="B-LTA",
)


@pytest.mark.parametrize(
    "change",
    [
        {"withdrawn_on": "2024-01-01"},
        {"still_valid": False},
        {"status": "needs_review"},
        {"signature_level": "unsigned"},
        {"signature_verdict": "broken"},
    ],
)
def test_what_is_not_beyond_doubt_is_scanned(change):
    row = replace(SOUND, **change)
    assert is_usable(SOUND)
    assert not is_usable(row)
    assert advise([row], "giay_khai_sinh", "2025-07").answer == "scan"


def test_the_newest_of_the_type_comes_first():
    newer = replace(SOUND, document_id="B.1", issued_date="2024-01-01")
    advice = advise(
        [SOUND, newer, replace(SOUND, document_type="other")], "giay_khai_sinh", "x"
    )
    assert (advice.answer, advice.document_ids, advice.rules_edition) == (
        "reuse",
        ("B.1", "A.1"),
        "x",
    )


@pytest.fixture
def filed(folder, file_paper):
    signed = {
        "document_type": "giay_khai_sinh",
        "signature_level": "B-LTA",
        "still_valid": True,
    }
    file_paper("A-1", citizen=CITIZEN, **signed)
    file_paper("B-1", citizen=OTHER, **signed)
    return folder


def recorded(folder, dossier):
    store = ParquetStore(folder.store)
    return [
        (one["actor"], one["action"], json.loads(one["detail"])["document_id"])
        for one in events_about(store, [dossier]).to_pylist()
    ]


def test_a_lookup_advises_under_the_rules_in_force(filed):
    advice = lookup(filed.root, SETTINGS, CITIZEN, document_type="giay_khai_sinh")[
        "advice"
    ]
    assert (advice["answer"], advice["document_ids"]) == ("reuse", ("A-1.1",))
    assert advice["rules_edition"] == SETTINGS.rules
    advice = lookup(filed.root, SETTINGS, CITIZEN, document_type="quyet_dinh")["advice"]
    assert (advice["answer"], advice["document_ids"]) == ("scan", ())


def test_a_reuse_is_recorded_once_with_its_line_in_the_audit_trail(filed):
    assert record_reuse(filed.root, SETTINGS, CITIZEN, "C-1") == ("A-1.1",)
    assert record_reuse(filed.root, SETTINGS, CITIZEN, "C-1", ["giay_khai_sinh"]) == ()
    assert recorded(filed, "C-1") == [("Nguyễn Thị Mẫu", "reuse", "A-1.1")]
    told = recorded_reuse(
        {"events": ParquetStore(filed.store).read("events")}
    ).to_pylist()
    assert [(one["dossier_code"], one["papers"]) for one in told] == [
        ("C-1", ["A-1.1"])
    ]
    lines = [json.loads(line) for line in filed.audit_file.read_text().splitlines()]
    assert [one["item"] for one in lines if one["action"] == "reuse"] == ["C-1"]
    assert CITIZEN not in filed.audit_file.read_text()
    assert audit.broken_line(filed.audit_file) is None


def test_nothing_is_recorded_that_may_not_be_used(filed):
    with pytest.raises(InputError) as caught:
        record_reuse(
            filed.root, SETTINGS, CITIZEN, "C-1", ["giay_khai_sinh", "quyet_dinh"]
        )
    assert caught.value.code == "nothing_to_reuse"
    with pytest.raises(InputError):
        record_reuse(filed.root, SETTINGS, "001080000003", "C-1")
    with pytest.raises(UsageError) as nobody:
        record_reuse(filed.root, load_settings(environ={}), CITIZEN, "C-1")
    assert nobody.value.code == "no_operator"
    assert recorded(filed, "C-1") == []
