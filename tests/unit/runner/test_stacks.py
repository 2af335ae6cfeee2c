"""Stacks, taken apart and received in an archive: files and folders of images, whole and broken."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from pipeline.config import load_settings
from pipeline.executor import Call, Done, SerialExecutor, WorkerLost
from pipeline.ingest.inbox.sources import list_inbox
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.context import RunContext
from pipeline.runner.intake.receiving import receive
from pipeline.runner.progress import Silent
from pipeline.runner.session import open_session
from pipeline.runner.stacks import SplitStacks, split_stacks
from schemas.states import BatchKind
from schemas.work import ReceivedDocument

SETTINGS = load_settings(environ={}, options={"signing": "none"})


def page(shade: int, code: str | None = None) -> bytes:
    """A small page; told from others by its shade, and by a code where it is a separator."""
    pixels = np.full((700, 500), shade, np.uint8)
    if code is not None:
        made = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode)
        qr = np.asarray(zxingcpp.write_barcode_to_image(made, scale=5), dtype=np.uint8)
        pixels[100 : 100 + qr.shape[0], 100 : 100 + qr.shape[1]] = qr
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def sheet(dossier: str, number: int | str = "") -> bytes:
    return page(255, f"SOHOA1|{dossier}||{number}")


def tiff(*pages: bytes) -> bytes:
    images = [Image.open(io.BytesIO(data)) for data in pages]
    file = io.BytesIO()
    images[0].save(file, "TIFF", save_all=True, append_images=images[1:])
    return file.getvalue()


def put(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[RunContext]:
    folder = create_archive(tmp_path / "kho", development_keys=False)
    with (
        open_archive(folder.root, SETTINGS, Access.WRITE) as archive,
        open_session(
            archive, BatchKind.RUN, str(tmp_path / "inbox"), Silent()
        ) as opened,
    ):
        yield opened


def split(
    context: RunContext, executor: Any = None, stop: Callable[[], bool] = lambda: False
) -> SplitStacks:
    stacks = list_inbox(Path(context.inbox)).stacks
    return split_stacks(stacks, context, executor or SerialExecutor(), stop)


def received(context: RunContext) -> list[ReceivedDocument]:
    found = split(context)
    return [
        one
        for dossier in found.dossiers
        for one in receive(dossier, context, set(), lambda _: None)
    ]


def reasons(context: RunContext) -> dict[str, dict[str, Any]]:
    entries = sorted(context.folder.quarantine.iterdir())
    return {
        one.name: json.loads((one / "reason.json").read_text(encoding="utf-8"))
        for one in entries
    }


def kept_bytes(document: ReceivedDocument) -> list[bytes]:
    return [Path(one.path).read_bytes() for one in document.files]


def test_all_images_of_a_folder_are_the_pages_in_natural_order(
    context: RunContext, tmp_path: Path
) -> None:
    pages = {f"{number}.png": page(200 + number) for number in (2, 3, 10, 12)}
    put(
        tmp_path / "inbox" / "stack-1",
        {"1.png": sheet("A"), "11.png": sheet("B"), **pages},
    )
    first, second = received(context)
    assert (first.dossier_code, kept_bytes(first)) == (
        "A",
        [pages["2.png"], pages["3.png"], pages["10.png"]],
    )
    assert (second.dossier_code, kept_bytes(second)) == ("B", [pages["12.png"]])
    assert first.pages == ((0, 0), (1, 0), (2, 0)) and second.pages == ((0, 0),)
    assert [one.name for one in first.files] == [
        "stack-1#2-4/2.png",
        "stack-1#2-4/3.png",
        "stack-1#2-4/10.png",
    ]
    assert reasons(context) == {}
    originals = {
        one.read_bytes() for one in context.folder.originals.rglob("*") if one.is_file()
    }
    assert originals == {sheet("A"), sheet("B"), *pages.values()}, (
        "the sheets are kept, too"
    )


def test_the_number_on_a_sheet_is_the_documents(
    context: RunContext, tmp_path: Path
) -> None:
    put(
        tmp_path / "inbox" / "stack-1",
        {
            "1.png": sheet("A", 3),
            "2.png": page(200),
            "3.png": sheet("A", 1),
            "4.png": page(201),
        }
        | {"5.png": sheet("A"), "6.png": page(202)},
    )
    found = received(context)
    assert [(one.document_id, kept_bytes(one)) for one in found] == [
        ("A.1", [page(201)]),
        ("A.3", [page(200)]),
        ("A.4", [page(202)]),
    ]
    assert [one.contradictions for one in found] == [()] * 3
    assert [one.document_id for one in received(context)] == ["A.1", "A.3", "A.4"]
    put(tmp_path / "inbox" / "stack-2", {"1.png": sheet("A", 2), "2.png": page(203)})
    (tmp_path / "inbox" / "stack-1").rename(tmp_path / "done")
    assert [one.document_id for one in received(context)] == ["A.2"]


def test_a_number_that_is_taken_and_a_code_twice_are_named(
    context: RunContext, tmp_path: Path
) -> None:
    put(
        tmp_path / "inbox" / "stack-1",
        {
            "1.png": sheet("A", 2),
            "2.png": page(200),
            "3.png": sheet("B"),
            "4.png": page(201),
        }
        | {
            "5.png": sheet("A", 2),
            "6.png": page(202),
            "7.png": sheet("A", 3),
            "8.png": page(203),
        },
    )
    found = {one.document_id: one for one in received(context)}
    told = {
        name: [(one.code, one.found, one.against) for one in document.contradictions]
        for name, document in found.items()
    }
    again = ("code_twice", "A", "stack-1")
    assert told == {
        "A.2": [],
        "A.3": [again],
        "A.4": [again, ("number_taken", "2", "A.2")],
        "B.1": [],
    }
    assert kept_bytes(found["A.4"]) == [page(202)]


def test_pages_of_tiffs_inside_a_folder_are_found(
    context: RunContext, tmp_path: Path
) -> None:
    put(
        tmp_path / "inbox" / "stack-1",
        {
            "1.tif": tiff(sheet("A"), page(201), page(202)),
            "2.png": page(203),
            "3.tif": tiff(page(204), sheet("B")),
        }
        | {"4.png": page(205)},
    )
    first, second = received(context)
    assert first.pages == ((0, 1), (0, 2), (1, 0), (2, 0)) and len(first.files) == 3
    assert second.pages == ((0, 0),) and kept_bytes(second) == [page(205)]


def test_the_split_is_remembered_by_all_bytes_of_all_files(
    context: RunContext, tmp_path: Path
) -> None:
    stack = tmp_path / "inbox" / "stack-1"
    put(
        stack,
        {
            "1.png": sheet("A"),
            "2.png": page(200),
            "3.png": sheet("B"),
            "4.png": page(201),
        },
    )
    assert [one.code for one in split(context).dossiers] == ["A", "B"]
    assert [one.code for one in split(context, executor=object()).dossiers] == [
        "A",
        "B",
    ], "not read again"
    put(stack, {"3.png": sheet("C")})
    assert [one.code for one in split(context).dossiers] == ["A", "C"]
    (stack / "3.png").unlink()
    assert [one.code for one in split(context).dossiers] == ["A"]


def test_a_split_is_not_remembered_when_codes_are_understood_otherwise(
    context: RunContext, tmp_path: Path
) -> None:
    put(tmp_path / "inbox", {"stack-1.tif": tiff(page(255, "KHO|A||"), page(200))})
    assert split(context).dossiers == ()
    assert [one["code"] for one in reasons(context).values()] == ["no_dossier"]
    marked = SETTINGS.model_copy(
        update={"stack": SETTINGS.stack.model_copy(update={"separator_mark": "KHO"})}
    )
    with closing(Archive(context.folder, marked, Access.WRITE)) as archive:
        assert [
            one.code for one in split(replace(context, archive=archive)).dossiers
        ] == ["A"]


def test_a_stack_file_is_split_as_before(context: RunContext, tmp_path: Path) -> None:
    """Documents of a stack in one file keep their keys: what was filed by an earlier version is
    known again."""
    data = tiff(sheet("A"), page(200), page(201))
    put(tmp_path / "inbox", {"stack-1.tif": data})
    (only,) = received(context)
    assert only.pages == ((0, 1), (0, 2)) and kept_bytes(only) == [data]
    (dossier,) = split(context).dossiers
    part = dossier.documents[0].part
    assert part is not None and part.key == f"{only.source_sha256}#2,3"


def test_pages_of_no_dossier_are_kept_with_their_own_images(
    context: RunContext, tmp_path: Path
) -> None:
    put(
        tmp_path / "inbox" / "stack-1",
        {
            "1.png": page(200),
            "2.png": page(201),
            "3.png": sheet("A"),
            "4.png": page(202),
        },
    )
    assert [one.code for one in split(context).dossiers] == ["A"]
    ((entry, reason),) = reasons(context).items()
    assert (reason["code"], reason["source"]) == ("no_dossier", "stack-1#no_dossier")
    files = {
        one.name: one.read_bytes()
        for one in (context.folder.quarantine / entry).glob("*.png")
    }
    assert files == {"1.png": page(200), "2.png": page(201)}


@pytest.mark.parametrize(
    ("pages", "dossiers", "told"),
    [
        (["A"], [], ["stack-1#1"]),
        (["A", "A"], [], ["stack-1#1"]),
        (["A", "B"], [], ["stack-1#1", "stack-1#2"]),
        (["A", 200, "B"], ["A"], ["stack-1#3"]),
    ],
)
def test_a_sheet_that_no_page_follows_is_told_with_its_image(
    context: RunContext,
    tmp_path: Path,
    pages: list[str | int],
    dossiers: list[str],
    told: list[str],
) -> None:
    made = [sheet(one) if isinstance(one, str) else page(one) for one in pages]
    put(
        tmp_path / "inbox" / "stack-1",
        {f"{number}.png": data for number, data in enumerate(made, 1)},
    )
    assert [one.code for one in split(context).dossiers] == dossiers
    found = reasons(context)
    assert [reason["source"] for reason in found.values()] == told
    assert {reason["code"] for reason in found.values()} == {"separator_without_pages"}
    assert context.tally.counts("quarantined") == len(told)
    assert [(one.action, one.item) for one in context.tally.events] == [
        ("refusal", name) for name in told
    ]
    for entry, name in zip(found, told, strict=True):
        (image,) = (context.folder.quarantine / entry).glob("*.png")
        assert image.read_bytes() == made[int(name[-1]) - 1]


@pytest.mark.parametrize(
    ("bad", "code", "at_fault"),
    [
        (b"", "empty_file", "3.png"),
        (page(203)[:-60], "broken_image", "3.png#3"),
        (None, "unreadable", "3.png"),
    ],
)
def test_a_page_that_can_not_be_had_refuses_the_stack_and_no_other(
    context: RunContext, tmp_path: Path, bad: bytes | None, code: str, at_fault: str
) -> None:
    good = {"1.png": sheet("A"), "2.png": page(200)}
    put(tmp_path / "inbox" / "stack-1", {**good, "3.png": bad or b""})
    put(tmp_path / "inbox" / "stack-2", {"1.png": sheet("B"), "2.png": page(201)})
    stacks = list_inbox(tmp_path / "inbox").stacks
    if bad is None:
        (tmp_path / "inbox" / "stack-1" / "3.png").unlink()
    found = split_stacks(stacks, context, SerialExecutor(), lambda: False)
    assert ([one.code for one in found.dossiers], found.complete) == (["B"], True)
    ((entry, reason),) = reasons(context).items()
    assert (reason["code"], reason["source"], reason["detail"]) == (
        code,
        "stack-1",
        at_fault,
    )
    assert reason["transient"] is (code == "unreadable")
    kept = {
        one.name: one.read_bytes()
        for one in (context.folder.quarantine / entry).glob("*.png")
    }
    assert kept == {**good, "3.png": bad} if bad is not None else kept == good


class Deadly:
    """An executor on which the second call kills its worker each time."""

    workers = 1

    def process(
        self, calls: Iterator[Call], done: Done, stop: Callable[[], bool]
    ) -> None:
        for number, call in enumerate(calls):
            if stop():
                return
            list(done(call, WorkerLost("killed") if number == 1 else call.run()))

    def close(self) -> None:
        """Nothing to release."""


def test_a_page_that_kills_workers_refuses_its_stack_and_the_others_go_on(
    context: RunContext, tmp_path: Path
) -> None:
    put(tmp_path / "inbox" / "stack-1", {"1.png": sheet("A"), "2.png": page(200)})
    put(tmp_path / "inbox" / "stack-2", {"1.png": sheet("B")})
    found = split(context, Deadly())
    assert found.complete
    assert [(one["code"], one["transient"]) for one in reasons(context).values()] == [
        ("worker_lost", True),
        ("separator_without_pages", False),
    ]


def test_stacks_that_were_not_split_in_time_are_not_held_for_empty(
    context: RunContext, tmp_path: Path
) -> None:
    put(tmp_path / "inbox" / "stack-1", {"1.png": sheet("A"), "2.png": page(200)})
    assert split(context, stop=lambda: True) == SplitStacks((), complete=False)
    assert reasons(context) == {}
    assert split(context).complete


def test_what_was_received_of_a_stack_stays_when_the_inbox_changes(
    context: RunContext, tmp_path: Path
) -> None:
    put(tmp_path / "inbox" / "stack-1", {"1.png": sheet("A"), "2.png": page(200)})
    found = split(context)
    for one in (tmp_path / "inbox" / "stack-1").iterdir():
        one.unlink()
    (document,) = (
        one
        for dossier in found.dossiers
        for one in receive(dossier, context, set(), lambda _: None)
    )
    assert kept_bytes(document) == [page(200)]
