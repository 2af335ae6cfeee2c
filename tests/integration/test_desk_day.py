"""A clerk's day, in short, through the command line alone: its answers, files, signatures, tally."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.desk.calls.wire import MOST_STDIN
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow, MatchRow
from tests.acceptance.office import CLERK, OTHER, Office
from tests.support.store_rows import made_row
from tests.support.whole_commands import pdf_of, sohoa, table

CITIZEN = "001080000001"
CARD = f"{CITIZEN}|012345678|Nguyễn Văn An|12031980|Nam|Phúc Xá, Hà Nội|01012022"


@pytest.fixture
def counter(archive: Path, tmp_path: Path, tmp_path_factory: Any) -> Iterator[Office]:
    run = tmp_path_factory.mktemp("r")  # a socket's path must be short
    made = Office(
        archive,
        {
            "XDG_RUNTIME_DIR": str(run),
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "SOHOA_OCR__ENGINE": "asternet",
        },
    )
    yield made
    made.kill_service()


def documents(counter: Office) -> list[dict[str, Any]]:
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
    counter: Office, papers: dict[str, bytes], tmp_path: Path
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


def test_a_hostile_caller(counter: Office, tmp_path: Path) -> None:
    for content, code in (
        ("\0\1\2" * 1000, "no_card"),
        ("7" * (MOST_STDIN + 1), "desk_call_too_large"),
    ):
        said = counter.desk("person", "-", stdin=content)
        assert (said.code, said.json["error"]["code"]) == (2, code)
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
    device = counter.desk("add", "/dev/zero")
    assert device.code != 0 and device.code != 70, device.err
    hole = tmp_path / "lon.pdf"
    with hole.open("wb") as file:
        file.truncate(1 << 40)
    large = counter.desk("add", hole)
    assert [one["code"] for one in large.json["refused"]] == ["file_too_large"]
    calls = [counter.begin("day") for _ in range(200)]
    assert {call.wait() for call in calls} == {0}
    for call in calls:
        call.communicate()
    assert documents(counter) == []
