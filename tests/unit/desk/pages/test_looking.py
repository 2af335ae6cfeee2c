"""A look at a page is taken once and kept beside what was read."""

import json
from pathlib import Path

import pytest
from PIL import Image

from pipeline.config import load_settings
from pipeline.desk.pages.looking import look_of, open_file, read_and_look
from schemas.received.source import MediaType, SourceFile
from schemas.work import (
    DocumentJob,
    DossierFacts,
    Failure,
    PageDone,
    PageJob,
    ReceivedDocument,
)

SETTINGS = load_settings(environ={}, options={"signing": "none"})


@pytest.fixture
def file(tmp_path: Path) -> SourceFile:
    path = tmp_path / "trang.png"
    Image.new("RGB", (300, 400), (250, 250, 249)).save(path, dpi=(200, 200))
    return SourceFile(str(path), path.name, "0" * 64, 1, MediaType.PNG)


def job(file: SourceFile, work: Path) -> DocumentJob:
    facts = DossierFacts("H26")
    document = ReceivedDocument(
        "A.1", "A", "A", 1, file.name, "0" * 64, (file,), ((0, 0),), False, facts
    )
    return DocumentJob(document, str(work), str(work), "desk", None, "", None)


def test_reading_a_page_leaves_its_look(file: SourceFile, tmp_path: Path) -> None:
    work = tmp_path / "work"
    page = PageJob("A.1", 1, file, 0, str(work), file.name)
    assert isinstance(read_and_look(page, SETTINGS), PageDone)
    (kept,) = work.glob("*.look.json")
    look = look_of(job(file, work), 1, SETTINGS)
    assert json.loads(kept.read_bytes())["in_colour"] is look.in_colour is True
    Path(file.path).unlink()
    assert look_of(job(file, work), 1, SETTINGS) == look


def test_a_look_that_was_not_kept_is_taken(file: SourceFile, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "p00001.look.json").write_bytes(b"{torn")
    assert look_of(job(file, work), 1, SETTINGS).places == ()
    assert json.loads((work / "p00001.look.json").read_bytes())["places"] == []


def test_a_page_that_can_not_be_read_has_no_look(
    file: SourceFile, tmp_path: Path
) -> None:
    Path(file.path).write_bytes(b"no picture")
    work = tmp_path / "work"
    page = PageJob("A.1", 1, file, 0, str(work), file.name)
    assert isinstance(read_and_look(page, SETTINGS), Failure)
    assert list(work.glob("*.look.json")) == []


def test_a_page_is_opened_as_it_was_received(file: SourceFile) -> None:
    assert open_file(file, 0, SETTINGS).pixels.shape == (400, 300, 3)
