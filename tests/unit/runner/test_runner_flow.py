"""What the machine failed on is tried again behind everything else, a limited number of times."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.executor import SerialExecutor
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.context import RunContext
from pipeline.runner.progress import Silent
from pipeline.runner.session import Worker, open_session
from schemas.received.source import MediaType, SourceFile
from schemas.states import BatchKind
from schemas.work import DossierFacts, ReceivedDocument


@pytest.fixture
def context(tmp_path: Path) -> Iterator[RunContext]:
    root = tmp_path / "archive"
    create_archive(root, development_keys=False)
    settings = load_settings(
        None, None, {}, {"signing": "none", "ocr": {"profile": "fast"}}
    )
    with (
        open_archive(root, settings, Access.WRITE) as archive,
        open_session(archive, BatchKind.RUN, "inbox", Silent()) as opened,
    ):
        yield opened


def received(context: RunContext, code: str, content: bytes) -> ReceivedDocument:
    source = context.folder.root.parent / f"{code}.jpg"
    source.write_bytes(content)
    kept = context.folder.keep_original(source)
    file = SourceFile(
        str(kept.path), source.name, kept.sha256, kept.size, MediaType.JPEG
    )
    document = ReceivedDocument(
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
    return context.ledger.documents.add(
        document, kept.sha256, 1, context.batch_id
    ).received


def offered(
    *documents: ReceivedDocument, then: Callable[[], object]
) -> Iterator[ReceivedDocument]:
    """One after the other; `then` happens after the first was taken."""
    first, *others = documents
    yield first
    then()
    yield from others


def test_a_page_that_can_be_read_later_in_the_night_is_read(
    context: RunContext, papers: dict[str, bytes]
) -> None:
    first = received(context, "A-1", papers["don_de_nghi"])
    second = received(context, "B-1", papers["quyet_dinh"])
    place = Path(first.files[0].path)
    away = place.rename(place.with_name("away"))
    worker = Worker(context, SerialExecutor(), Silent())
    assert worker.work(offered(first, second, then=lambda: away.rename(place)))
    assert {one: context.tally.documents[one][1] for one in ("A-1.1", "B-1.1")} == {
        "A-1.1": "done",
        "B-1.1": "done",
    }
    assert not list(context.folder.quarantine.iterdir())


def test_a_page_that_stays_unreadable_goes_aside_for_now(
    context: RunContext, papers: dict[str, bytes]
) -> None:
    first = received(context, "A-1", papers["don_de_nghi"])
    Path(first.files[0].path).unlink()
    said: list[str] = []
    worker = Worker(replace(context, log=said.append), SerialExecutor(), Silent())
    assert worker.work(iter([first]))
    reason = json.loads(
        (context.folder.quarantine / "A-1.1" / "reason.json").read_text()
    )
    assert (reason["code"], reason["transient"]) == ("unreadable", True)
    assert (
        len([line for line in said if "tried again" in line])
        == context.settings.run.attempts - 1
    )
