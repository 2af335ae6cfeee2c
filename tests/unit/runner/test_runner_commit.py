"""One document never stops a commit; a disk that fails does, and then nothing is lost."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from store_rows import made_row

from pipeline.config import load_settings
from pipeline.errors import StorageError
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.plan.open_contradictions import open_contradictions
from pipeline.runner.commit import Committer, placed_files, work_folder
from pipeline.runner.context import RunContext
from pipeline.runner.progress import Silent
from pipeline.runner.session import open_session
from schemas.codec import to_plain
from schemas.received.source import MediaType, SourceFile
from schemas.states import BatchKind
from schemas.tables.rows import DocumentRow, FieldRow, MatchRow, PageRow
from schemas.work import DocumentMade, DocumentRows, DossierFacts, ReceivedDocument


@dataclass(frozen=True)
class Bench:
    """An archive with a call open, and documents that wait for their commit."""

    context: RunContext
    committer: Committer

    def made(
        self,
        code: str,
        name: str = "",
        fields: Sequence[FieldRow] = (),
        matches: Sequence[MatchRow] = (),
        pages: Sequence[PageRow] = (),
        prints: tuple[str, ...] = (),
        **row: Any,
    ) -> ReceivedDocument:
        """A document whose results lie in the work folder."""
        context = self.context
        source = context.folder.root.parent / f"{code}{name}.jpg"
        source.write_bytes(source.stem.encode())
        kept = context.folder.keep_original(source)
        file = SourceFile(
            str(kept.path), source.name, kept.sha256, kept.size, MediaType.JPEG
        )
        received = ReceivedDocument(
            "",
            code,
            context.ledger.dossiers.folder(code),
            0,
            source.name,
            kept.sha256,
            (file,),
            ((0, 0),),
            False,
            DossierFacts("H26.27"),
        )
        document = context.ledger.documents.add(
            received, kept.sha256, 1, context.batch_id
        ).received
        work = work_folder(context, document)
        work.mkdir(parents=True)
        (work / "out.pdf").write_bytes(b"%PDF")
        (work / "out.alto.xml").write_bytes(b"<alto/>")
        facts = {
            "document_id": document.document_id,
            "dossier_code": code,
            "ordinal": document.ordinal,
            "status": "done",
            "review_reasons": (),
            **row,
        }
        rows = DocumentRows(
            made_row(DocumentRow, **facts),
            fields=tuple(
                replace(one, document_id=document.document_id) for one in fields
            ),
            matches=tuple(
                replace(one, document_id=document.document_id) for one in matches
            ),
            pages=tuple(
                replace(one, document_id=document.document_id) for one in pages
            ),
            prints=prints,
        )
        (work / "rows.json").write_text(json.dumps(to_plain(rows)))
        path = self.path(code, document.ordinal)
        self.committer.add(
            document,
            DocumentMade(
                document.document_id,
                path,
                4,
                1,
                tuple(one.outcome for one in matches),
                0,
                0.1,
                {},
            ),
        )
        return document

    @staticmethod
    def path(code: str, ordinal: int = 1) -> str:
        return f"documents/{code}/2024/{code}/{code}.{ordinal}.pdf"

    def state(self, document: ReceivedDocument) -> str:
        entry = self.context.ledger.documents.get(document.document_id)
        assert entry is not None
        return entry.state

    @property
    def stored(self) -> set[str]:
        return set(
            self.context.store.read("documents").column("dossier_code").to_pylist()
        )


def stated(**facts: str) -> tuple[FieldRow, ...]:
    """What a paper says of its applicant, for sure."""
    common = {
        "document_id": "",
        "role": "applicant",
        "role_index": 1,
        "needs_review": False,
    }
    return tuple(
        made_row(FieldRow, **common, name=name, value=value)
        for name, value in facts.items()
    )


def _bench(root: Path) -> Iterator[Bench]:
    create_archive(root, development_keys=False)
    options = {
        "signing": "none",
        "matching": {"household": True},
        "run": {"commit_documents": 100, "commit_seconds": 1000.0},
    }
    settings = load_settings(None, None, {}, options)
    with (
        open_archive(root, settings, Access.WRITE) as archive,
        open_session(archive, BatchKind.RUN, "inbox", Silent()) as context,
    ):
        yield Bench(context, Committer(context))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    yield from _bench(tmp_path / "archive")


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
        one.exists() for one in placed_files(bench.context.folder, bench.path("B-1"))
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
        one.exists() for one in placed_files(bench.context.folder, bench.path("B-1"))
    )


@pytest.fixture
def on_disk(small_disk: Path) -> Iterator[Bench]:
    subprocess.run(
        ["mount", "-o", "remount,size=8m,nr_inodes=10k", str(small_disk)], check=True
    )
    yield from _bench(small_disk / "archive")


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
    # One commit later: a paper that agrees, and one that does not.
    bench.made("A-1", "-2", fields=stated(**an, birth_date="1975"))
    late = bench.made(
        "A-1", "-3", fields=stated(**an, birth_date="1975-03-21"), status="done"
    )
    bench.committer.commit()
    found = [one.as_json() for one in open_contradictions(bench.context.store)]
    told = {"code": "facts_differ", "found": "birth_date"}
    assert found == [{"document_id": late.document_id, **told, "against": "A-1.1"}]
    rows = bench.context.store.read("documents").to_pylist()
    assert {
        row["document_id"]: row["status"] for row in rows if row["review_reasons"]
    } == {"A-1.3": "needs_review"}
    assert bench.context.tally.review_items == 1


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
