"""Stacks, --until, review, a real scheduler, and the commands that need no archive."""

import csv
import io
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pyarrow.parquet as pq
import pytest

from pipeline import registry
from pipeline.common.clock import now
from pipeline.config import load_settings
from pipeline.executor import SerialExecutor
from pipeline.review.table.columns import heading
from pipeline.runner.batch import RunRequest, run_batch
from pipeline.runner.progress import Silent
from tests.support.whole_commands import OPERATOR, pdf_of, run_inbox, sohoa, table


def joined(*pdfs: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as whole:
        for data in pdfs:
            whole.pages.extend(pikepdf.open(io.BytesIO(data)).pages)
        whole.save(out)
    return out.getvalue()


@pytest.fixture
def sheets(tmp_path) -> Path:
    """Separator sheets as the command prints them, one page each."""
    printed = tmp_path / "sheets.pdf"
    answer = sohoa(
        "separators",
        "H26.27-260102-0001|2.000635|1",
        "H26.27-260102-0002",
        "--out",
        printed,
    )
    assert (answer.code, answer.out) == (0, ""), answer.err
    return printed


def test_a_stack_is_split_at_the_sheets_that_the_command_prints(
    archive, papers, sheets, tmp_path
):
    one, two = (io.BytesIO(), io.BytesIO())
    with pikepdf.open(sheets) as printed:
        for out, number in ((one, 0), (two, 1)):
            single = pikepdf.new()
            single.pages.append(printed.pages[number])
            single.save(out)
    stack = joined(
        pdf_of(papers["quyet_dinh"]),
        one.getvalue(),
        pdf_of(papers["giay_khai_sinh"], papers["don_de_nghi"]),
        two.getvalue(),
        pdf_of(papers["quyet_dinh"]),
    )
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "stack-0001.pdf").write_bytes(stack)
    answer = sohoa(
        "run",
        inbox,
        "--archive",
        archive,
        "--operator",
        OPERATOR,
        "--workers",
        2,
        "--json",
    )
    assert answer.code == 1, answer.err
    rows = {row["document_id"]: row for row in table(archive, "documents")}
    assert {key: row["page_count"] for key, row in rows.items()} == {
        "H26.27-260102-0001.1": 2,
        "H26.27-260102-0002.1": 1,
    }
    assert rows["H26.27-260102-0001.1"]["procedure_code"] == "2.000635"
    (entry,) = (archive / "quarantine").iterdir()
    reason = json.loads((entry / "reason.json").read_text())
    assert (reason["code"], (entry / "stack-0001.pdf").read_bytes()) == (
        "no_dossier",
        stack,
    )
    again = run_inbox(inbox, archive).json["documents"]
    assert (again["done"], again["skipped"]) == (0, 2)


def test_until_stops_and_the_same_request_goes_on(archive, inbox, monkeypatch):
    monkeypatch.setattr(registry, "open_executor", lambda *_: SerialExecutor())
    settings = load_settings(archive, options={"operator": OPERATOR})
    request = RunRequest(inbox, archive, settings, until=now() - timedelta(seconds=1))
    stopped = run_batch(request, Silent())
    assert stopped.answer["complete"] is False
    assert stopped.answer["documents"] == {
        "found": 5,
        "done": 0,
        "skipped": 0,
        "quarantined": 0,
        "waiting": 5,
    }
    assert stopped.all_well
    status = sohoa("status", "--archive", archive, "--json")
    assert (status.code, status.json["state"], status.json["waiting"]) == (
        0,
        "stopped",
        5,
    )
    finished = run_batch(replace(request, until=None), Silent())
    assert finished.answer["complete"] is True
    assert finished.answer["batch"] == stopped.answer["batch"]
    assert finished.answer["documents"]["done"] == 5


def test_review_goes_out_as_a_table_and_comes_back_as_decisions(filled, tmp_path):
    archive = shutil.copytree(filled[0], tmp_path / "kho")
    listed = tmp_path / "review.csv"
    assert sohoa("review", "list", "--archive", archive, "--out", listed).code == 0
    rows = list(csv.DictReader(io.StringIO(listed.read_text(encoding="utf-8-sig"))))
    assert rows, "made pages always leave something to decide"
    item, found, decision = (
        heading(name, "vi") for name in ("item", "found", "decision")
    )
    chosen = next(row for row in rows if row[item].startswith("field|") and row[found])
    chosen[decision] = "ok"
    with listed.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    nobody = sohoa("review", "apply", listed, "--archive", archive, "--json")
    assert (nobody.code, nobody.json["error"]["code"]) == (2, "no_operator")
    applied = sohoa(
        "review",
        "apply",
        listed,
        "--archive",
        archive,
        "--operator",
        "Phạm Thị Thử",
        "--json",
    )
    said = applied.json
    (decided,) = said.pop("events")
    assert (applied.code, said) == (
        0,
        {
            "applied": 1,
            "already": 0,
            "open": len(rows) - 1,
            "zeros_restored": [],
            "index_behind": None,
        },
    )
    event = next(
        one
        for one in table(archive, "events")
        if one["action"] == "metadata modification"
    )
    paper = chosen[item].split("|")[1]
    assert (event["event_id"], event["actor"], event["item"]) == (
        decided,
        "Phạm Thị Thử",
        paper,
    )
    again = sohoa(
        "review",
        "apply",
        listed,
        "--archive",
        archive,
        "--operator",
        "Phạm Thị Thử",
        "--json",
    )
    assert (again.code, again.json["applied"], again.json["already"]) == (0, 0, 1)
    assert sohoa("verify", "--archive", archive, "--json").code == 0


def test_a_person_settles_a_quarantine_entry(archive, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "D-1.pdf").write_bytes(b"")
    assert run_inbox(inbox, archive).code == 1
    (inbox / "D-1.pdf").unlink()
    decisions = tmp_path / "decisions.csv"
    (item,) = sohoa("review", "list", "--archive", archive, "--json").json["items"]
    decisions.write_text(f"item,decision\n{item['item']},settled\n")
    assert (
        sohoa(
            "review",
            "apply",
            decisions,
            "--archive",
            archive,
            "--operator",
            OPERATOR,
            "--json",
        ).code
        == 0
    )
    assert sohoa("status", "--archive", archive, "--json").code == 0
    assert list((archive / "quarantine").iterdir()) == []


def test_sheet_counts_send_a_dossier_to_review(archive, papers, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in ("A", "B"):
        (inbox / f"{name}.jpg").write_bytes(papers["don_de_nghi"])
    (inbox / "batch.csv").write_text(
        "dossier_code,sheet_count,level\nA,1,district\nB,3,commune\n"
    )
    answer = run_inbox(inbox, archive)
    assert answer.code == 0, answer.err
    rows = {row["dossier_code"]: row for row in table(archive, "documents")}
    assert (rows["A"]["status"], rows["B"]["status"]) == ("done", "needs_review")
    assert (rows["A"]["level"], rows["B"]["review_reasons"]) == (
        "district",
        ["sheet_count"],
    )


def test_a_run_on_a_scheduler_elsewhere(archive, papers, tmp_path):
    from distributed import LocalCluster

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "H26-240102-0001.jpg").write_bytes(papers["don_de_nghi"])
    with LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0"
    ) as cluster:
        address = cluster.scheduler_address
        answer = sohoa(
            "run",
            inbox,
            "--archive",
            archive,
            "--operator",
            OPERATOR,
            "--scheduler",
            address,
            "--json",
        )
    assert answer.code == 0, answer.err
    assert answer.json["documents"]["done"] == 1


def test_unsigned_files_are_signed_later(archive, papers, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "H26-240102-0001.jpg").write_bytes(papers["don_de_nghi"])
    assert sohoa("run", inbox, "--archive", archive, SOHOA_SIGNING="none").code == 0
    answer = sohoa("sign", "--archive", archive, "--operator", OPERATOR, "--json")
    said = {"signed": 1, "level": "B-LTA", "refused": [], "waiting": 0}
    assert (answer.code, answer.json) == (0, said), answer.err
    assert [row["signature_level"] for row in table(archive, "documents")] == ["B-LTA"]
    assert sohoa("verify", "--archive", archive, "--json").code == 0


def test_ocr_alone_in_every_format(papers, tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.jpg").write_bytes(papers["don_de_nghi"])
    files = (tmp_path / "a.jpg", tmp_path / "b.jpg")
    said = sohoa("ocr", *files, "--json").json["files"]
    assert [Path(one["file"]).name for one in said] == ["a.jpg", "b.jpg"]
    (page,) = said[0]["pages"]
    assert page["page"] == 1
    assert len(page["words"]) > 50
    assert all(
        0 <= w["x0"] < w["x1"] <= page["width_px"] and 0 <= w["confidence"] <= 1
        for w in page["words"]
    )
    text = sohoa("ocr", *files).out
    assert text.count("\f") == 1
    for form, name in (
        ("text", "a.txt"),
        ("alto", "a.alto.xml"),
        ("hocr", "a.hocr"),
        ("json", "a.json"),
    ):
        done = sohoa("ocr", files[0], "--format", form, "--out", tmp_path / "out")
        assert (done.code, done.out) == (0, "")
        assert (tmp_path / "out" / name).stat().st_size > 500
    command = sohoa("ocr", files[0], "--engine", "tesseract", "--json").json["files"][
        0
    ]["pages"][0]
    assert len(command["words"]) > 50
    (tmp_path / "bad.pdf").write_bytes(b"")
    assert sohoa("ocr", tmp_path / "bad.pdf", "--json").code == 1


def test_matching_alone_writes_the_contracts_columns(register, tmp_path):
    queries = tmp_path / "q.csv"
    queries.write_text(
        "query_id,full_name,birth_date,citizen_id\nq1,Người Không Có,01/01/1900,\n"
    )
    answer = sohoa(
        "match",
        queries,
        "--register",
        register,
        "--out",
        tmp_path / "out.parquet",
        "--json",
    )
    assert answer.code == 0, answer.err
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.column_names[:9] == [
        "query_id",
        "outcome",
        "citizen_id",
        "weight",
        "probability",
        "runner_up_id",
        "runner_up_weight",
        "candidate_ids",
        "explanation",
    ]
    assert found.to_pylist()[0]["outcome"] in {"none", "review"}


def test_doctor_names_what_is_there():
    answer = sohoa("doctor", "--json")
    assert answer.code == 0
    assert {"tesseract", "poppler", "fonts"} <= {
        one["name"] for one in answer.json["parts"] if one["found"]
    }


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["counter"],
        ["review", "apply"],
        ["index", "reconcile"],
        ["register", "build"],
    ],
)
def test_every_help_has_an_example(words):
    answer = sohoa(*words, "--help")
    assert answer.code == 0
    assert f"Example: sohoa {' '.join(words)}" in " ".join(answer.out.split())
