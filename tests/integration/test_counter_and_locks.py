"""A clerk's call beside a running batch, and what keeps two runs apart."""

import json
import os
import shutil
import signal
import subprocess
from functools import partial

import psutil

from tests.support.whole_commands import (
    OPERATOR,
    ROOT,
    command,
    environment,
    held_at_a_commit,
    run_inbox,
    sohoa,
    table,
)


def start_run(inbox, archive, register, **more):
    words = command(
        "run",
        inbox,
        "--archive",
        archive,
        "--register",
        register,
        "--operator",
        OPERATOR,
        "--json",
    )
    return subprocess.Popen(
        [*words, "--workers", "1"],
        cwd=ROOT,
        env=environment(**more),
        text=True,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_counter_digitizes_beside_a_run_and_a_second_run_is_refused(
    archive, inbox, register, papers, tmp_path
):
    paper = tmp_path / "to-khai.jpg"
    paper.write_bytes(papers["don_de_nghi"])
    # A document a commit: four are still to be made when the first is at its commit. Its workers
    # are held then, so that the run is at work for as long as this takes.
    start = partial(
        start_run, inbox, archive, register, SOHOA_RUN__COMMIT_DOCUMENTS="1"
    )
    with held_at_a_commit(archive, start) as run:
        workers = psutil.Process(run.pid).children(recursive=True)
        for one in workers:
            one.suspend()
    second = run_inbox(inbox, archive)
    assert (second.code, second.json["error"]["code"]) == (5, "archive_busy")
    clerk = sohoa(
        "counter",
        paper,
        "--dossier",
        "H26.27-260901-0001",
        "--procedure",
        "2.000635",
        "--operator",
        "Lê Văn Thử",
        "--register",
        register,
        "--archive",
        archive,
        "--json",
    )
    assert run.poll() is None
    for one in workers:
        one.resume()
    assert clerk.code == 0, clerk.err
    (document,) = clerk.json["documents"]
    assert document["already_had"] is False
    assert (archive / document["pdf_path"]).is_file()
    assert {
        "role",
        "role_index",
        "name",
        "value",
        "raw_value",
        "confidence",
        "page",
        "box",
        "needs_review",
    } <= set(document["fields"][0])
    out, err = run.communicate()
    assert run.returncode == 0, err
    assert json.loads(out)["documents"]["done"] == 5
    assert len(table(archive, "documents")) == 6
    assert sohoa("verify", "--archive", archive, "--json").code == 0
    assert sohoa("index", "reconcile", "--archive", archive, "--json").code == 0

    again = sohoa(
        "counter",
        paper,
        "--dossier",
        "H26.27-260901-0001",
        "--operator",
        "Lê Văn Thử",
        "--archive",
        archive,
        "--json",
    )
    assert again.code == 0
    assert [one["already_had"] for one in again.json["documents"]] == [True]
    assert len(table(archive, "documents")) == 6


def test_ctrl_c_ends_with_130_and_the_same_command_goes_on(archive, inbox, register):
    start = partial(
        start_run, inbox, archive, register, SOHOA_RUN__COMMIT_DOCUMENTS="1"
    )
    with held_at_a_commit(archive, start) as run:
        # A terminal sends Ctrl-C to the whole group, the workers too.
        os.killpg(run.pid, signal.SIGINT)
    out, err = run.communicate()
    assert run.returncode == 130, err
    assert "Traceback" not in err
    said = json.loads(out)
    assert said["complete"] is False
    assert (
        sohoa("status", "--archive", archive, "--json").json["state"] == "interrupted"
    )
    again = sohoa(
        "run",
        inbox,
        "--archive",
        archive,
        "--register",
        register,
        "--operator",
        OPERATOR,
        "--json",
    )
    assert again.code == 0, again.err
    documents = again.json["documents"]
    assert (documents["found"], documents["done"] + documents["skipped"]) == (5, 5)
    assert len(table(archive, "pages")) == 6


def test_counter_puts_a_broken_file_aside_and_says_so(archive, tmp_path):
    broken = tmp_path / "hỏng.pdf"
    broken.write_bytes(b"this is no PDF")
    answer = sohoa(
        "counter",
        broken,
        "--dossier",
        "D-1",
        "--operator",
        OPERATOR,
        "--archive",
        archive,
        "--json",
    )
    assert answer.code == 1
    assert [one["code"] for one in answer.json["quarantined"]] == ["unsupported_type"]
    missing = sohoa(
        "counter",
        tmp_path / "none.pdf",
        "--dossier",
        "D-1",
        "--operator",
        OPERATOR,
        "--archive",
        archive,
        "--json",
    )
    assert (missing.code, missing.json["error"]["code"]) == (2, "no_file")


def test_without_signing_no_operator_is_needed_and_files_are_unsigned(
    archive, papers, tmp_path
):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "H26-240102-0001.jpg").write_bytes(papers["don_de_nghi"])
    answer = sohoa("run", inbox, "--archive", archive, "--json", SOHOA_SIGNING="none")
    assert answer.code == 0, answer.err
    assert [row["signature_level"] for row in table(archive, "documents")] == [
        "unsigned"
    ]
    shutil.rmtree(archive / "keys")
    assert run_inbox(inbox, archive).code == 2
