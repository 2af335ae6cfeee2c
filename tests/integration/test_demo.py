"""The demo as a newcomer runs it, and its archive against the samples' truth and the outside
judges."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.outside_tools import judged
from tests.support.whole_commands import ROOT, environment, table

TRUTH = ROOT / "sample_scans" / "truth"
CONTRACT_CHECK = ROOT.parent / "shared" / "contract_check.py"


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    out = tmp_path_factory.mktemp("demo") / "out"
    ran = subprocess.run(
        ["bash", ROOT / "scripts" / "demo.sh"],
        env=environment(DEMO_OUT=str(out)),
        capture_output=True,
        text=True,
        check=False,
    )
    return out, ran


@pytest.fixture(scope="module")
def truth() -> dict[str, dict]:
    documents = {}
    for path in TRUTH.glob("H26*.json"):
        dossier = json.loads(path.read_text(encoding="utf-8"))
        for one in dossier["documents"]:
            documents[f"{dossier['dossier_code']}.{one['ordinal']}"] = one
    return documents


def test_the_demo_runs_to_its_end_and_names_what_to_look_at(demo):
    out, ran = demo
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr
    assert (out / "ty-le-so-hoa.html").stat().st_size > 10_000
    assert str(out / "ty-le-so-hoa.xlsx") in ran.stdout
    assert (out / "truong-du-lieu.png").stat().st_size > 10_000


def test_everything_is_filed_or_in_quarantine_with_the_expected_reason(demo):
    out, _ = demo
    expected = json.loads((TRUTH / "expected.json").read_text(encoding="utf-8"))
    assert len(table(out / "kho", "documents")) == expected["documents"]["done"]
    assert len(table(out / "kho", "pages")) == expected["pages"]["done"]
    found = {
        entry.name: json.loads((entry / "reason.json").read_text())["code"]
        for entry in (out / "kho" / "quarantine").iterdir()
    }
    assert found == {
        f"{one['dossier_code']}.{one['ordinal']}": one["code"]
        for one in expected["quarantine"]
    }


def test_pages_stand_upright_and_blank_backs_are_flagged(demo, truth):
    out, _ = demo
    turned, skew, blanks = Counter(), [], Counter()
    for page in table(out / "kho", "pages"):
        true = truth[page["document_id"]]["pages"][page["page"] - 1]
        blanks[(true["is_blank"], page["is_blank"])] += 1
        if not true["is_blank"]:
            turned[true["rotation_deg"] == page["rotation_deg"]] += 1
            skew.append(abs(true["skew_deg"] - page["skew_deg"]))
    assert blanks[(False, True)] == 0, "no page with text may be called blank"
    assert blanks[(True, False)] <= 2
    assert turned[False] == 0
    assert sorted(skew)[len(skew) // 2] <= 0.1


def test_types_and_key_fields_are_read(demo, truth):
    out, _ = demo
    documents = table(out / "kho", "documents")
    right = sum(
        row["document_type"] == truth[row["document_id"]]["document_type"]
        for row in documents
    )
    assert right / len(documents) >= 0.95
    read = {
        (r["document_id"], r["role"], r["role_index"], r["name"]): r["value"]
        for r in table(out / "kho", "fields")
    }
    for name, least in (
        ("citizen_id", 0.9),
        ("birth_date", 0.9),
        ("full_name", 0.8),
        ("number", 0.85),
    ):
        true = [
            (read.get((key, one["role"], one["role_index"], name)), one["value"])
            for key, document in truth.items()
            if document["quarantine"] is None
            for one in document["fields"]
            if one["name"] == name
        ]
        assert sum(found == value for found, value in true) / len(true) >= least, name


def test_nobody_is_linked_to_the_wrong_citizen(demo, truth):
    out, _ = demo
    links = 0
    for row in table(out / "kho", "matches"):
        if row["outcome"] == "matched":
            persons = {
                person["citizen_id"] for person in truth[row["document_id"]]["persons"]
            }
            assert row["citizen_id"] in persons, row["document_id"]
            links += 1
    assert links >= 80


@pytest.mark.java
def test_every_pdf_passes_both_judges(demo, java):
    archive = demo[0] / "kho"
    files = sorted((archive / "documents").rglob("*.pdf"))
    refused = [
        one for one in judged("pdfa", files, "--flavour", "2u") if not one["compliant"]
    ]
    assert refused == []
    roots = [
        word
        for pem in sorted((archive / "keys/trust").glob("*.pem"))
        for word in ("--trust", str(pem))
    ]
    refused = [
        one for one in judged("pades", files, *roots, "--sealed") if not one["valid"]
    ]
    assert refused == []


def test_the_archive_holds_the_contracts_shapes(demo):
    if not CONTRACT_CHECK.exists():
        pytest.skip(
            "the contract's checker lies beside the project only where it is developed"
        )
    archive = demo[0] / "kho"
    sohoa = ROOT / ".venv" / "bin" / "sohoa"
    done = subprocess.run(
        [sys.executable, CONTRACT_CHECK, archive, "--sohoa", sohoa],
        capture_output=True,
        text=True,
        check=False,
        env={**environment(), "PATH": os.environ["PATH"]},
    )
    assert done.returncode == 0, done.stdout
