"""What names tell: litter is known, and nothing that could be a paper is taken for it."""

import tomllib

import pytest
from pydantic import ValidationError

from pipeline.config import CONFIGS
from pipeline.ingest.inbox.names import (
    InboxNames,
    claims_picture,
    is_hidden,
    is_litter,
    is_unfinished,
)

PAPERS = [
    "H26.27-240101-0001",
    "001.jpg",
    "Scan_001.PDF",
    "stack-0001.pdf",
    "batch.csv",
    "#1.pdf",
    "@1.pdf",
    "$1.pdf",
    "~001.jpg",
    "~$001.jpg",
    "~$don.pdf",
    "Thumbs.db.pdf",
    "recycle",
    "lost and found",
    "snapshot",
    "tmp",
    "part",
    "desktop",
    "System Volume",
    "đơn đề nghị.heic",
    "1.part.pdf",
    "002",
    "icon.png",
    "index.tif",
    "RECYCLER.pdf",
]


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("folder", [False, True])
def test_what_could_be_a_paper_is_neither_litter_nor_hidden(
    name: str, folder: bool
) -> None:
    assert not is_litter(name, folder=folder)
    assert not is_hidden(name, folder=folder)
    assert not is_unfinished(name)


@pytest.mark.parametrize(
    "name",
    [
        "._001.jpg",
        "Thumbs.db",
        "THUMBS.DB",
        "ehthumbs.db",
        "desktop.ini",
        "~$batch.xlsx",
        "~$H26.docx",
        "~$a.XLS",
        "~WRL0001.tmp",
        "~DF12AB.tmp",
        ".~lock.batch.csv#",
        "Icon\r",
    ],
)
def test_files_that_systems_leave_behind(name: str) -> None:
    assert is_litter(name, folder=False)


@pytest.mark.parametrize(
    "name",
    [
        "#recycle",
        "@eaDir",
        "@EADIR",
        "$RECYCLE.BIN",
        "$Recycle.Bin",
        "System Volume Information",
        "lost+found",
        "@Recycle",
        "#snapshot",
        "~snapshot",
        "__MACOSX",
        "Network Trash Folder",
    ],
)
def test_folders_that_systems_leave_behind(name: str) -> None:
    assert is_litter(name, folder=True)
    assert not is_litter(name, folder=False), "a file of this name could be a paper"


@pytest.mark.parametrize(
    "name",
    [".Trash-1000", ".stfolder", ".nfs000000000a1b2c3d", ".snapshot", ".DS_Store"],
)
def test_names_with_a_dot_in_front_are_hidden(name: str) -> None:
    assert is_hidden(name, folder=True) and is_hidden(name, folder=False)


@pytest.mark.parametrize(
    "name",
    [
        "01.pdf.part",
        "01.PDF.PART",
        "002.jpg.filepart",
        "Unconfirmed 12345.crdownload",
        "001.tif.tmp",
        "x.partial",
        ".001.jpg.Xa3bC1",
        ".01.pdf.k3Jd9_",
        ".syncthing.01.pdf.tmp",
        ".003.jpg.icloud",
        ".in.01.pdf.",
    ],
)
def test_transfers_at_work_are_no_litter_and_not_hidden(name: str) -> None:
    assert is_unfinished(name)
    assert not is_litter(name, folder=False) and not is_hidden(name, folder=False)


def test_a_picture_is_claimed_by_any_ending() -> None:
    claims = (
        "1.JPG",
        "1.jfif",
        "IMG_2.HEIC",
        "2.gif",
        "2.avif",
        "2.dng",
        "2.jpg.part",
        "2.jxl",
        ".2.jpg.Xa3bC1",
    )
    assert [name for name in claims if not claims_picture(name)] == []
    assert [
        name
        for name in ("1.pdf", "jpg", "1", "1.tif", "H26.27-2401", "1.docx")
        if claims_picture(name)
    ] == []


@pytest.mark.parametrize(
    "change",
    [
        {"more": {}},
        {"ignored": {}},
        {"unfinished": {"files": []}},
        {"pictures": {"endings": [], "files": []}},
        {
            "ignored": {
                "hidden": "perhaps",
                "entries": ["x"],
                "files": ["x"],
                "folders": ["x"],
            }
        },
    ],
)
def test_the_lists_are_checked_when_they_are_read(change: dict[str, object]) -> None:
    content = tomllib.loads((CONFIGS / "inbox.toml").read_text(encoding="utf-8"))
    InboxNames.model_validate(content)
    with pytest.raises(ValidationError):
        InboxNames.model_validate({**content, **change})
