"""A clerk's day, in short, through the command line alone: its answers, files, signatures, tally."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from integration_support import (
    ROOT,
    Answer,
    command,
    environment,
    pdf_of,
    sohoa,
    table,
    wait_for_waiter,
)
from store_rows import made_row

from pipeline.desk.calls.sockets import socket_path
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow, MatchRow

CLERK, OTHER = "Lê Văn Thử", "Trần Thị Khác"
CITIZEN = "001080000001"
CARD = f"{CITIZEN}|012345678|Nguyễn Văn An|12031980|Nam|Phúc Xá, Hà Nội|01012022"


@dataclass(frozen=True)
class Counter:
    """A counter's machine and its archive."""

    archive: Path
    variables: dict[str, str]

    def desk(self, *words: object, clerk: str | None = None, stdin: str = "") -> Answer:
        """A call; the clerk is named where the dossier is begun, or where two are at work."""
        named = clerk or (CLERK if words[0] == "start" else None)
        operator = ["--operator", named] if named else []
        asked = [*words, *operator, "--archive", self.archive, "--json"]
        done = subprocess.run(
            command("desk", *asked),
            capture_output=True,
            text=True,
            input=stdin,
            cwd=ROOT,
            env=environment(**self.variables),
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    def begin(self, *words: object) -> subprocess.Popen[str]:
        asked = [*words, "--operator", CLERK, "--archive", self.archive, "--json"]
        return subprocess.Popen(
            command("desk", *asked),
            cwd=ROOT,
            env=environment(**self.variables),
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def service(self) -> int | None:
        """The service's process; None where there is none."""
        with closing(socket.socket(socket.AF_UNIX)) as connection:
            try:
                connection.connect(self._socket())
            except OSError:
                return None
            told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        return int(struct.unpack("3i", told)[0])

    def kill_service(self) -> None:
        process = self.service()
        if process is not None:
            os.kill(process, signal.SIGKILL)

    def _socket(self) -> str:
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = self.variables["XDG_RUNTIME_DIR"]
        try:
            return socket_path(str(self.archive))
        finally:
            del os.environ["XDG_RUNTIME_DIR"]
            if before is not None:
                os.environ["XDG_RUNTIME_DIR"] = before


@pytest.fixture
def counter(archive: Path, tmp_path: Path, tmp_path_factory: Any) -> Iterator[Counter]:
    run = tmp_path_factory.mktemp("r")  # a socket's path must be short
    made = Counter(
        archive,
        {
            "XDG_RUNTIME_DIR": str(run),
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "SOHOA_OCR__ENGINE": "asternet",
        },
    )
    yield made
    made.kill_service()


def documents(counter: Counter) -> list[dict[str, Any]]:
    return sorted(
        table(counter.archive, "documents"), key=lambda row: row["document_id"]
    )


def put_on_file(archive: Path, pdf_path: str) -> None:
    """A signed birth certificate of the citizen, from an earlier procedure."""
    row = made_row(
        DocumentRow,
        document_id="A-1.1",
        dossier_code="A-1",
        ordinal=1,
        document_type="giay_khai_sinh",
        status="done",
        signature_level="B-LTA",
        pdf_path=pdf_path,
    )
    match = made_row(
        MatchRow,
        document_id="A-1.1",
        role="subject",
        outcome="matched",
        citizen_id=CITIZEN,
    )
    change = StoreChange(append={"documents": [row], "matches": [match]})
    ParquetStore(archive / "store").commit(change)


def test_a_dossier_with_reuse_a_rescan_a_doubt_and_a_signed_result(
    counter: Counter, papers: dict[str, bytes], tmp_path: Path
) -> None:
    paper, page, empty = (
        tmp_path / name for name in ("don.jpg", "mot-trang.pdf", "trang.pdf")
    )
    paper.write_bytes(papers["don_de_nghi"])
    page.write_bytes(pdf_of(papers["quyet_dinh"]))
    empty.write_bytes(b"no pdf")
    code = "H26.27-261128-0001"
    put_on_file(counter.archive, "documents/none.pdf")
    first = counter.desk("start", "--dossier", code, "--procedure", "2.000635")
    assert first.code == 0, first.err
    assert first.json["procedure_name"]
    assert counter.service() is not None
    person = counter.desk("person", "-", stdin=CARD)
    assert (person.json["citizen_id"], person.json["consistent"]) == (CITIZEN, True)
    have = counter.desk("have").json
    assert {one["document_type"]: one["action"] for one in have["papers"]} == {
        "to_khai": "scan",
        "giay_khai_sinh": "reuse",
        "the_can_cuoc": "do_not_scan",
    }
    refused = counter.desk("add", empty)
    assert (refused.code, refused.json["refused"][0]["code"]) == (1, "unsupported_type")
    added = counter.desk("add", paper, "--type", "don_de_nghi")
    assert (added.code, [one["paper"] for one in added.json["papers"]]) == (0, [2])
    again = counter.desk("add", paper, "--type", "don_de_nghi")
    assert again.json["papers"] == added.json["papers"]
    doubtful = [one for one in added.json["papers"][0]["fields"] if one["needs_review"]]
    assert all(one["crop"] for one in doubtful if one["box"])
    # A second clerk files another dossier on the same service meanwhile.
    theirs = counter.desk("start", "--dossier", "H26.27-261128-0002", clerk=OTHER)
    assert theirs.code == 0, theirs.err
    assert (
        counter.desk("result", page, clerk=OTHER).json["papers"][0]["kind"] == "result"
    )
    both = [counter.begin("done"), None]
    other = counter.desk("done", clerk=OTHER)
    out, err = both[0].communicate() if both[0] else ("", "")
    assert (other.code, both[0].returncode if both[0] else 1) == (0, 0), (
        other.err,
        err,
    )
    mine = json.loads(out)
    assert [one["kind"] for one in mine["documents"] + other.json["documents"]] == [
        "component",
        "result",
    ]
    assert mine["reused"] == ["giay_khai_sinh"]
    signed = counter.archive / other.json["documents"][0]["pdf_path"]
    # The issued result of a third dossier came signed: its bytes are kept.
    third = tmp_path / "ket-qua.pdf"
    third.write_bytes(signed.read_bytes())
    assert counter.desk("start", "--dossier", "H26.27-261128-0003").code == 0
    assert counter.desk("result", third).json["papers"][0]["signed"] is True
    kept = counter.desk("done")
    (document,) = kept.json["documents"]
    assert document["pdf_sha256"] == document["source_sha256"]
    assert (counter.archive / document["pdf_path"]).read_bytes() == third.read_bytes()
    assert [row["document_id"] for row in documents(counter)[1:]] == [
        f"H26.27-261128-000{number}.1" for number in (1, 2, 3)
    ]
    # What the one-shot command answers is the same, warm and cold, but for the time.
    words = (
        "counter",
        paper,
        "--dossier",
        code,
        "--operator",
        CLERK,
        "--json",
        "--archive",
    )
    warm = sohoa(*words, counter.archive, **counter.variables)
    counter.kill_service()
    cold = sohoa(*words, counter.archive, **counter.variables)
    assert {**warm.json, "seconds": 0} == {**cold.json, "seconds": 0}
    assert warm.json["documents"][0]["already_had"] is True
    day = counter.desk("day").json
    assert [
        (one["operator"], one["dossiers"], one["papers"]) for one in day["clerks"]
    ] == [
        (CLERK, 2, 2),
        (OTHER, 1, 1),
    ]
    assert (
        day["total"]["reused"],
        day["total"]["refused"],
        day["total"]["results"],
    ) == (1, 1, 2)
    assert sohoa("index", "reconcile", "--archive", counter.archive, "--json").code in (
        0,
        1,
    )


def test_a_power_cut_and_an_hour_offline(
    counter: Counter, papers: dict[str, bytes], tmp_path: Path
) -> None:
    paper = tmp_path / "don.jpg"
    paper.write_bytes(papers["don_de_nghi"])
    code = "H26.27-261128-0001"
    assert counter.desk("start", "--dossier", code).code == 0
    assert counter.desk("add", paper).code == 0
    # The power goes while the papers are about to be committed.
    with (counter.archive / ".write.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        call = counter.begin("done")
        wait_for_waiter(lock.fileno(), call)
        counter.kill_service()
        fcntl.flock(lock, fcntl.LOCK_UN)
    out, err = call.communicate()
    assert call.returncode == 0, err
    again = counter.desk("done")
    assert {**json.loads(out), "seconds": 0} == {**again.json, "seconds": 0}
    assert again.json["documents"][0]["already_had"] is False
    assert [row["document_id"] for row in documents(counter)] == [f"{code}.1"]
    # The archive's share is gone for an hour.
    second, third = "H26.27-261128-0002", "H26.27-261128-0003"
    assert counter.desk("start", "--dossier", second).code == 0
    away = counter.archive.with_name("away")
    counter.archive.rename(away)
    added = counter.desk("add", paper)
    assert (added.code, added.json["warnings"][0]["code"]) == (0, "archive_away")
    later = counter.desk("done")
    assert (later.code, later.json["deferred"]["code"]) == (3, "saved_for_later")
    assert counter.desk("done").json == later.json
    assert counter.desk("day").json["waiting"] == 1
    for kept in (tmp_path / "state").rglob("*"):
        assert (
            not kept.is_file() or papers["don_de_nghi"][:200] not in kept.read_bytes()
        )
    away.rename(counter.archive)
    assert counter.desk("start", "--dossier", third).code == 0
    assert counter.desk("add", paper).code == 0
    assert counter.desk("done").code == 0
    assert [row["document_id"] for row in documents(counter)] == [
        f"{one}.1" for one in (code, second, third)
    ]
    day = counter.desk("day").json
    assert (day["waiting"], day["total"]["dossiers"], day["total"]["deferred"]) == (
        0,
        3,
        1,
    )
    assert sohoa("verify", "--archive", counter.archive, "--json").code == 0


def test_a_hostile_caller(counter: Counter, tmp_path: Path) -> None:
    assert (
        counter.desk("person", "-", stdin="\0\1\2" * 1000).json["error"]["code"]
        == "no_card"
    )
    for words, code in (
        (("start", "--dossier", "../../etc"), "bad_dossier_code"),
        (("add", "/dev/zero", "--session", "../../../etc"), "no_session"),
        (("done", "--session", "x" * 5000), "no_session"),
        (("confirm", "1:x", "y" * 100_000), "no_session"),
    ):
        said = counter.desk(*words)
        assert (said.code, said.json["error"]["code"]) == (2, code), said.err
    assert counter.desk("start", "--dossier", "H26.27-261128-0009").code == 0
    trick = tmp_path / "trick.jpg"
    trick.symlink_to(counter.archive / "keys" / "person.p12")
    for path in (trick, counter.archive / "keys" / "person.p12"):
        inside = counter.desk("add", path)
        assert (inside.code, inside.json["error"]["code"]) == (2, "paper_in_archive")
    calls = [counter.begin("day") for _ in range(40)]
    assert {call.wait() for call in calls} == {0}
    for call in calls:
        call.communicate()
    assert documents(counter) == []
