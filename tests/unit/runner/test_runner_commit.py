"""One document never stops a commit; a disk that fails does, and then nothing is lost."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.common import fault_points
from pipeline.errors import StorageError
from pipeline.plan.open_contradictions import open_contradictions
from pipeline.runner.commit import locate_files, work_folder
from pipeline.runner.recovery import recover
from pipeline.store.record import StoreChange
from schemas.tables.rows import MatchRow, PageRow
from schemas.work import ReceivedDocument
from tests.support.committing import Bench, committing, stated
from tests.support.store_rows import made_row


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with committing(tmp_path / "archive") as made:
        yield made


def spoil_rows(bench: Bench, document: ReceivedDocument) -> None:
    (work_folder(bench.context, document) / "rows.json").write_text("{")


def lose_file(bench: Bench, document: ReceivedDocument) -> None:
    (work_folder(bench.context, document) / "out.pdf").unlink()


def take_place(bench: Bench, document: ReceivedDocument) -> None:
    (bench.context.folder.documents / document.dossier_code).write_bytes(b"in the way")


@pytest.mark.parametrize(
    ("harm", "transient"), [(spoil_rows, False), (lose_file, True), (take_place, True)]
)
def test_a_document_that_can_not_be_placed_goes_aside_alone(
    bench: Bench, harm: Callable[[Bench, ReceivedDocument], None], transient: bool
) -> None:
    first, poison, last = (bench.made(code) for code in ("A-1", "B-1", "C-1"))
    harm(bench, poison)
    bench.committer.commit()
    assert bench.stored == {"A-1", "C-1"}
    assert [bench.state(one) for one in (first, poison, last)] == [
        "done",
        "quarantined",
        "done",
    ]
    entry = bench.context.folder.quarantine / "B-1.1"
    reason = json.loads((entry / "reason.json").read_text())
    assert (reason["stage"], reason["transient"]) == ("commit", transient)
    assert (entry / "B-1.jpg").read_bytes() == b"B-1"
    assert not any(
        one.exists() for one in locate_files(bench.context.folder, bench.path("B-1"))
    )
    assert (
        bench.context.tally.counts("done") == 2
        and bench.context.tally.counts("quarantined") == 1
    )


def test_a_document_that_can_not_be_compared_goes_aside_alone(bench: Bench) -> None:
    sheet = "00" * 50 + "1f"
    first = bench.made("A-1", prints=(sheet,))
    poison = bench.made("A-1", "again", prints=("no print at all",))
    last = bench.made("B-1")
    bench.committer.commit()
    assert [bench.state(one) for one in (first, poison, last)] == [
        "done",
        "quarantined",
        "done",
    ]
    reason = bench.context.folder.quarantine / "A-1.2" / "reason.json"
    assert json.loads(reason.read_text())["stage"] == "commit"


def test_another_scan_of_a_sheet_in_another_dossier_is_told_and_does_not_wait(
    bench: Bench,
) -> None:
    text = "giấy khai sinh số 12 năm 2024 của Nguyễn Văn Mẫu " * 2
    sheet, number = "00" * 50 + "1f", {"number": "12/2024-KS", "issued_year": 2024}
    for code in ("A-1", "B-1"):
        page = made_row(PageRow, page=1, text=text)
        facts = {**number, "source_sha256": code}
        bench.made(code, prints=(sheet,), pages=(page,), **facts)
    bench.committer.commit()
    (told,) = bench.context.tally.duplicates
    assert told["document_id"] == "A-1.1"
    assert told["offered_as"] == "B-1.1"
    rows = bench.context.store.read("documents", ["status"])
    assert rows["status"].to_pylist() == ["done", "done"]
    events = bench.context.store.read("events", ["action", "item"]).to_pylist()
    assert {"action": "duplicate check", "item": "A-1.1"} in events


def test_a_document_that_the_store_refuses_goes_aside_alone_and_events_stay(
    bench: Bench,
) -> None:
    first, poison, last = (
        bench.made("A-1"),
        bench.made("B-1", ordinal=2**40),
        bench.made("C-1"),
    )
    bench.committer.add_event(
        {"at": "2024-01-01", "actor": "x", "action": "y", "item": "z", "detail": None}
    )
    bench.committer.commit()
    assert bench.stored == {"A-1", "C-1"}
    assert [bench.state(one) for one in (first, poison, last)] == [
        "done",
        "quarantined",
        "done",
    ]
    assert bench.context.store.read("events").num_rows == 1
    assert not any(
        one.exists() for one in locate_files(bench.context.folder, bench.path("B-1"))
    )


@pytest.fixture
def on_disk(small_disk: Path) -> Iterator[Bench]:
    subprocess.run(
        ["mount", "-o", "remount,size=8m,nr_inodes=10k", str(small_disk)], check=True
    )
    with committing(small_disk / "archive") as made:
        yield made


def test_a_full_disk_stops_the_commit_and_nothing_goes_aside(on_disk: Bench) -> None:
    first, second = on_disk.made("A-1"), on_disk.made("B-1")
    filler = on_disk.context.folder.root / "fill"
    with pytest.raises(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    with pytest.raises(StorageError) as full:
        on_disk.committer.commit()
    assert full.value.code == "disk_full" and full.value.exit_code == 6
    filler.unlink()
    assert on_disk.stored == set()
    assert [on_disk.state(one) for one in (first, second)] == ["waiting", "waiting"]
    assert not list(on_disk.context.folder.quarantine.iterdir())


@pytest.mark.parametrize(
    ("point", "passage"),
    [("store.commit", 1), ("file.write", 1), ("file.write", 2), ("file.rename", 2)],
)
def test_a_disk_that_is_full_at_the_stores_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str, passage: int
) -> None:
    """Whatever the store was about to write: the record is as before, and the next call files
    what waited, once."""
    root, reached, inside = tmp_path / "kho", 0, False

    def full(name: str) -> None:
        nonlocal reached
        if name == point and inside:
            reached += 1
        if name == point and reached == passage:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with committing(root) as bench:
        bench.made("A-1", fields=stated(full_name="Lê Thị Thử"))
        bench.committer.commit()
        before = bench.context.store.manifest()
        kept = bench.context.store.commit

        def commit(change: StoreChange) -> int:
            nonlocal inside
            inside = True
            return kept(change)

        monkeypatch.setattr(bench.context.store, "commit", commit)
        monkeypatch.setattr(fault_points, "at_point", full)
        documents = [bench.made(code, "-2") for code in ("A-1", "B-1")]
        with pytest.raises(StorageError) as error:
            bench.committer.commit()
        assert error.value.code == "disk_full"
        monkeypatch.undo()
        assert bench.context.store.manifest() == before
        assert {bench.state(one) for one in documents} == {"waiting"}
    with committing(root) as bench:
        context = bench.context
        recover(context.folder, context.ledger, context.store, 1)
        for code in ("A-1", "B-1"):
            bench.made(code, "-2")
        bench.committer.commit()
        assert context.store.check() == ()
        rows = context.store.read("documents", ["document_id"]).to_pylist()
        assert [one["document_id"] for one in rows] == ["A-1.1", "A-1.2", "B-1.1"]


def test_what_fails_after_the_stores_commit_takes_no_file_away(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = bench.made("A-1")

    def broken(point: str) -> None:
        if point == "ledger.change" and bench.stored:
            raise ValueError(point)

    monkeypatch.setattr(fault_points, "at_point", broken)
    with pytest.raises(ValueError, match="change"):
        bench.committer.commit()
    monkeypatch.undo()
    assert bench.stored == {"A-1"}
    files = locate_files(bench.context.folder, bench.path("A-1"))
    assert all(one.is_file() for one in files)
    assert bench.state(document) == "waiting", "the next call believes the store"


def test_an_index_that_can_not_be_written_is_said_and_stops_nothing(
    bench: Bench,
) -> None:
    document = bench.made("A-1")
    bench.context.folder.index.rmdir()
    bench.context.folder.index.write_bytes(b"no folder")
    bench.committer.commit()
    assert (
        bench.state(document) == "done" and bench.context.tally.index_behind is not None
    )


def test_a_paper_that_says_otherwise_than_the_dossiers_others_waits_for_a_person(
    bench: Bench,
) -> None:
    an = {"full_name": "Nguyễn Văn An", "citizen_id": "001075000123"}
    bench.made("A-1", fields=stated(**an, birth_date="1975-03-12"))
    bench.made("B-1", fields=stated(**an, birth_date="1975-03-21"))
    bench.committer.commit()
    assert open_contradictions(bench.context.store) == []
    # One commit later: a paper that agrees, and one that does not. Both sides say so.
    bench.made("A-1", "-2", fields=stated(**an, birth_date="1975"))
    late = bench.made("A-1", "-3", fields=stated(**an, birth_date="1975-03-21"))
    bench.committer.commit()
    found = [one.as_json() for one in open_contradictions(bench.context.store)]
    told = {"code": "facts_differ", "found": "birth_date"}
    assert found == [
        {"document_id": "A-1.1", **told, "against": late.document_id},
        {"document_id": late.document_id, **told, "against": "A-1.1"},
    ]
    rows = bench.context.store.read("documents").to_pylist()
    waiting = {row["document_id"] for row in rows if row["status"] == "needs_review"}
    assert waiting == {"A-1.1", late.document_id}
    assert bench.context.tally.review_items == 2
    assert bench.context.tally.decided_anew == {"A-1.1"}


def test_persons_doubted_beside_each_other_are_counted_as_they_are_filed(
    bench: Bench,
) -> None:
    person = {"role_index": 1, "outcome": "matched", "citizen_id": "001075000123"}
    parents = [made_row(MatchRow, **person, role=role) for role in ("father", "mother")]
    bench.made("A-1", matches=parents)
    bench.committer.commit()
    tally = bench.context.tally
    assert dict(tally.matches) == {"review": 2}
    assert tally.review_items == 2
    stored = bench.context.store.read("matches", ["outcome", "citizen_id"]).to_pylist()
    assert stored == [{"outcome": "review", "citizen_id": None}] * 2
