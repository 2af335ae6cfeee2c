"""Inbox listing by the rules of the contract."""

import os
import stat
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.ingest.inbox.sources import list_given, list_inbox
from schemas.received.source import InboxListing, Refusal

PDF = b"%PDF-1.4\n"
TIFF = b"II*\0" + bytes(8)
JPEG = b"\xff\xd8\xff\xe0" + bytes(8)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)


def put(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def refused(refusals: tuple[Refusal, ...]) -> list[tuple[str, str, str | None]]:
    return sorted((item.code, item.name, item.dossier_code) for item in refusals)


def documents(listing: InboxListing) -> dict[str, list[list[str]]]:
    return {
        dossier.code: [
            [Path(file).name for file in document.files]
            for document in dossier.documents
        ]
        for dossier in listing.dossiers
    }


def test_layouts_of_the_contract(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "H26.27-241105-0012/01.pdf": PDF,
            "H26.27-241105-0012/02.tif": TIFF,
            "H26.27-241105-0012/03/001.jpg": JPEG,
            "H26.27-241105-0012/03/010.jpg": JPEG,
            "H26.27-241105-0012/03/2.jpg": JPEG,
            "H26.27-241105-0012/001.png": PNG,
            "H26.27-241105-0012/9.png": PNG,
            "H26.27-241105-0012/10.pdf": PDF,
            "H26.27-241105-0012/Thumbs.db": b"x",
            "H26.27-241105-0013.pdf": PDF,
            "H26.27-241105-0014": PDF,
            "stack-0001.pdf": PDF,
            "stack-2/1.png": PNG,
            "batch.csv": b"dossier_code\n",
            ".DS_Store": b"x",
            "desktop.ini": b"x",
        },
    )
    listing = list_inbox(tmp_path)
    assert documents(listing) == {
        "H26.27-241105-0012": [
            ["001.png", "9.png"],
            ["01.pdf"],
            ["02.tif"],
            ["001.jpg", "2.jpg", "010.jpg"],
            ["10.pdf"],
        ],
        "H26.27-241105-0013": [["H26.27-241105-0013.pdf"]],
        "H26.27-241105-0014": [["H26.27-241105-0014"]],
    }
    assert listing.dossiers[0].documents[0].name == "H26.27-241105-0012/001.png"
    assert [stack.name for stack in listing.stacks] == ["stack-0001.pdf", "stack-2"]
    assert listing.batch_list == str(tmp_path / "batch.csv")
    assert listing.refusals == ()


def test_loose_images_stand_where_their_first_one_stands(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "A/1.pdf": PDF,
            "A/2.jpg": JPEG,
            "A/3.pdf": PDF,
            "A/4.jpg": JPEG,
            "A/11.pdf": PDF,
        },
    )
    assert documents(list_inbox(tmp_path)) == {
        "A": [["1.pdf"], ["2.jpg", "4.jpg"], ["3.pdf"], ["11.pdf"]]
    }


def test_type_goes_by_content_and_a_broken_image_keeps_its_place(
    tmp_path: Path,
) -> None:
    put(
        tmp_path,
        {
            "A/1.jpg": PDF,
            "A/2.pdf": JPEG,
            "A/3.jpg": b"",
            "A/4.txt": b"text",
            "A/5.dat": PNG,
        },
    )
    # 3.jpg claims to be a page: the document is refused as a whole later, not shortened now.
    assert documents(list_inbox(tmp_path)) == {
        "A": [["1.jpg"], ["2.pdf", "3.jpg", "5.dat"], ["4.txt"]]
    }


def test_refusals(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "bad..code/1.pdf": PDF,
            "bad\\code.pdf": PDF,
            "line\nfeed.pdf": PDF,
            "long" * 40 + "/1.pdf": PDF,
            "A/1/inner/x.png": PNG,
            "A/2/x.png": PNG,
            "A/2/y.pdf": PDF,
            "A/4.pdf": PDF,
        },
    )
    (tmp_path / "A/3").mkdir()
    (tmp_path / "E").mkdir()
    (tmp_path / "A/5.pdf").symlink_to("/etc/hostname")
    (tmp_path / "L").symlink_to(tmp_path / "A", target_is_directory=True)
    os.mkfifo(tmp_path / "pipe")
    listing = list_inbox(tmp_path)
    assert refused(listing.refusals) == [
        ("bad_dossier_code", "bad..code", None),
        ("bad_dossier_code", "bad\\code.pdf", None),
        ("bad_dossier_code", "line�feed.pdf", None),
        ("bad_dossier_code", "long" * 40, None),
        ("empty_folder", "A/3", "A"),
        ("empty_folder", "E", "E"),
        ("mixed_folder", "A/2", "A"),
        ("nested_folder", "A/1", "A"),
        ("symlink", "A/5.pdf", "A"),
        ("symlink", "L", "L"),
        ("unsupported_type", "pipe", "pipe"),
    ]
    assert documents(listing) == {"A": [["4.pdf"]]}
    kept = {
        item.name: [Path(file).name for file in item.files] for item in listing.refusals
    }
    assert (
        kept["bad..code"] == ["1.pdf"]
        and kept["A/2"] == ["x.png", "y.pdf"]
        and kept["A/1"] == ["x.png"]
    )
    assert kept["L"] == kept["A/5.pdf"] == []
    assert not any(item.transient for item in listing.refusals)


def test_one_code_twice_refuses_every_document_of_both(tmp_path: Path) -> None:
    put(tmp_path, {"A.pdf": PDF, "A/1.pdf": PDF, "A/2.pdf": PDF, "B.pdf": PDF})
    listing = list_inbox(tmp_path)
    assert refused(listing.refusals) == [
        ("duplicate_dossier", name, "A") for name in ("A.pdf", "A/1.pdf", "A/2.pdf")
    ]
    assert list(documents(listing)) == ["B"]


def test_nfd_names_are_read_and_meet_their_nfc_twin(tmp_path: Path) -> None:
    nfd, nfc = (
        unicodedata.normalize("NFD", "Hồ sơ số 1"),
        unicodedata.normalize("NFC", "Hồ sơ số 1"),
    )
    put(tmp_path / "one", {f"{nfd}/đơn.pdf": PDF})
    (dossier,) = list_inbox(tmp_path / "one").dossiers
    assert dossier.code == dossier.name == nfc
    assert Path(dossier.documents[0].files[0]).parent.name == nfd
    put(tmp_path / "two", {f"{nfd}/1.pdf": PDF, f"{nfc}/1.pdf": PDF})
    listing = list_inbox(tmp_path / "two")
    assert (
        listing.dossiers == ()
        and [item.code for item in listing.refusals] == ["duplicate_dossier"] * 2
    )


def test_a_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    (tmp_path / "A").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "A") + b"/h\xf4.pdf")).write_bytes(PDF)
    (dossier,) = list_inbox(tmp_path).dossiers
    assert dossier.documents[0].name == "A/h�.pdf"
    assert Path(dossier.documents[0].files[0]).read_bytes() == PDF


def test_the_inbox_is_left_as_it_was(tmp_path: Path) -> None:
    put(tmp_path, {"A/1.pdf": PDF, "A/2/1.png": PNG, "stack-1.pdf": PDF})
    before = {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))}
    list_inbox(tmp_path)
    assert {
        path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))
    } == before


def test_wrong_inboxes(tmp_path: Path) -> None:
    for path in (tmp_path / "none", put(tmp_path, {"file.pdf": PDF}) / "file.pdf"):
        with pytest.raises(UsageError) as caught:
            list_inbox(path)
        assert caught.value.code == "no_inbox" and caught.value.exit_code == 2
    put(tmp_path, {"batch.csv": b"", "batch.xlsx": b""})
    with pytest.raises(UsageError, match=r"batch\.csv and batch\.xlsx"):
        list_inbox(tmp_path)
    litter = list_inbox(put(tmp_path / "empty", {"Thumbs.db": b""}))
    assert litter == InboxListing((), (), (), ignored=("Thumbs.db",))


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Root may read everything: the test steps down for a moment where it runs as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_unreadable_things_are_refused_for_now_and_the_rest_is_listed() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        put(
            root,
            {
                "A/1.pdf": PDF,
                "B/1.pdf": PDF,
                "B/2/1.png": PNG,
                "B/3.png": PNG,
                "B/4.png": PNG,
                "B/5.pdf": PDF,
            },
        )
        locked = [root / "A", root / "B/2", root / "B/4.png", root / "B/5.pdf"]
        for path in locked:
            path.chmod(0)
        try:
            with as_ordinary_user():
                listing = list_inbox(root)
        finally:
            for path in locked:
                path.chmod(stat.S_IRWXU)
    names = ["A", "B/2", "B/3.png", "B/5.pdf"]
    assert refused(listing.refusals) == [
        ("unreadable", name, name[0]) for name in names
    ]
    assert all(item.transient for item in listing.refusals)
    assert documents(listing) == {"B": [["1.pdf"]]}


def test_files_given_at_the_counter(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "d/10.pdf": PDF,
            "d/2.pdf": PDF,
            "d/1.png": PNG,
            "d/3.png": PNG,
            "d/sub/1.jpg": JPEG,
        },
    )
    paths = [
        tmp_path / "d" / name for name in ("10.pdf", "3.png", "sub", "2.pdf", "1.png")
    ]
    given = list_given(paths, " H26-1 ")
    names = [
        [Path(file).name for file in document.files]
        for document in given.dossier.documents
    ]
    assert (
        names == [["1.png", "3.png"], ["2.pdf"], ["10.pdf"], ["1.jpg"]]
        and given.refusals == ()
    )
    assert given.dossier.code == "H26-1"
    whole = list_given([tmp_path / "d"], "H26-1").dossier
    assert [
        [Path(file).name for file in document.files] for document in whole.documents
    ] == names
    for named, code in (([tmp_path / "none.pdf"], "A"), ([], "A"), (paths, "../x")):
        with pytest.raises(UsageError):
            list_given(named, code)


def test_litter_named_at_the_counter_is_left_alone_and_a_hidden_paper_is_meant(
    tmp_path: Path,
) -> None:
    put(
        tmp_path,
        {
            "1.png": PNG,
            "._1.png": b"x",
            "Thumbs.db": b"x",
            ".2.png": PNG,
            "@eaDir/1.png": PNG,
        },
    )
    given = list_given(sorted(tmp_path.iterdir()), "A")
    assert [
        [Path(file).name for file in one.files] for one in given.dossier.documents
    ] == [["1.png", ".2.png"]]
    assert (
        sorted(given.ignored) == ["._1.png", "@eaDir", "Thumbs.db"]
        and given.refusals == ()
    )
    with pytest.raises(UsageError):
        list_given([tmp_path / "Thumbs.db"], "A")


def test_litter_is_left_alone_at_every_level_and_named(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "A/1.jpg": JPEG,
            "A/2.jpg": JPEG,
            "A/._1.jpg": b"x",
            "A/@eaDir/1.jpg/THUMB.jpg": JPEG,
            "A/3/1.png": PNG,
            "A/3/._1.png": b"x",
            "A/3/.Trash-1000/old.png": PNG,
            "stack-1/1.png": PNG,
            "stack-1/Thumbs.db": b"x",
            "stack-1/.stfolder/x": b"",
            "#recycle/old.tif": TIFF,
            ".Trash-1000/files/old.tif": TIFF,
            "~$batch.xlsx": b"x",
            "._batch.csv": b"x",
            ".hidden.pdf": PDF,
            "$RECYCLE.BIN/S-1-5/$R1.pdf": PDF,
            "E/._1.jpg": b"x",
        },
    )
    listing = list_inbox(tmp_path)
    assert documents(listing) == {"A": [["1.jpg", "2.jpg"], ["1.png"]]}
    assert [[Path(file).name for file in stack.files] for stack in listing.stacks] == [
        ["1.png"]
    ]
    assert refused(listing.refusals) == [("empty_folder", "E", "E")]
    assert sorted(listing.ignored) == sorted(
        [
            "#recycle",
            ".Trash-1000",
            "~$batch.xlsx",
            "._batch.csv",
            ".hidden.pdf",
            "$RECYCLE.BIN",
            "A/._1.jpg",
            "A/@eaDir",
            "A/3/._1.png",
            "A/3/.Trash-1000",
            "stack-1/Thumbs.db",
            "stack-1/.stfolder",
            "E/._1.jpg",
        ]
    )


OTHER_PICTURES = {
    "2.HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "2.gif": b"GIF89a",
    "2.avif": b"\0\0\0\x14ftypavif\0\0\0\0mif1",
    "2.jfif": b"",
    "2.jxl": b"\xff\x0a",
    "2.dng": b"",
    "2": b"GIF87a",
    "2.dat": b"8BPS\0\1",
    "2.psd": b"unknown",
    "2.bin": b"\0\0\0\x18ftypmsf1\0\0\0\0hevc",
    "2.cr3": b"\0\0\0\x18ftypcrx \0\0\0\1",
    "2.jpg~": b"GIF89a",
}


@pytest.mark.parametrize("name", OTHER_PICTURES)
def test_a_picture_of_any_kind_is_a_page_among_loose_ones(
    tmp_path: Path, name: str
) -> None:
    put(
        tmp_path,
        {
            "A/1.jpg": JPEG,
            f"A/{name}": OTHER_PICTURES[name],
            "A/3.jpg": JPEG,
            "A/4.pdf": PDF,
        },
    )
    # Whether it can be decoded is seen when the document is received: as a whole or not at all.
    assert documents(list_inbox(tmp_path)) == {
        "A": [["1.jpg", name, "3.jpg"], ["4.pdf"]]
    }


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("2.jpg", "symlink"),
        ("2.png", "unsupported_type"),
        ("2.jpg.part", "unfinished_transfer"),
        (".2.jpg.Xa3bC1", "unfinished_transfer"),
        ("2.crdownload", "unfinished_transfer"),
    ],
)
def test_a_page_that_can_not_be_had_refuses_the_loose_document(
    tmp_path: Path, name: str, code: str
) -> None:
    put(tmp_path, {"A/1.jpg": JPEG, "A/3.jpg": JPEG, "A/4.pdf": PDF, "A/5/1.png": PNG})
    if code == "symlink":
        (tmp_path / "A" / name).symlink_to("/etc/hostname")
    elif code == "unsupported_type":
        os.mkfifo(tmp_path / "A" / name)
    else:
        (tmp_path / "A" / name).write_bytes(JPEG)
    listing = list_inbox(tmp_path)
    assert documents(listing) == {"A": [["4.pdf"], ["1.png"]]}
    (only,) = listing.refusals
    assert (only.code, only.dossier_code, only.at_fault) == (code, "A", name)
    assert [Path(file).name for file in only.files] == ["1.jpg", "3.jpg"]
    assert only.transient is (code == "unfinished_transfer")


def test_an_unfinished_transfer_is_told_wherever_it_is(tmp_path: Path) -> None:
    names = (
        "H1.pdf.part",
        "stack-1.pdf.filepart",
        "A/1.pdf.part",
        "B/1/2.png.tmp",
        "batch.csv.part",
    )
    put(
        tmp_path,
        {**dict.fromkeys(names, PDF), "A/2.pdf": PDF, "B/1/1.png": PNG, "H1.pdf": PDF},
    )
    listing = list_inbox(tmp_path)
    assert (
        documents(listing) == {"A": [["2.pdf"]], "H1": [["H1.pdf"]]}
        and listing.stacks == ()
    )
    assert refused(listing.refusals) == [
        ("unfinished_transfer", "A/1.pdf.part", "A"),
        ("unfinished_transfer", "B/1", "B"),
        ("unfinished_transfer", "H1.pdf.part", None),
        ("unfinished_transfer", "batch.csv.part", None),
        ("unfinished_transfer", "stack-1.pdf.filepart", None),
    ]
    # Half a file is not received: it would be another one the next night.
    assert [Path(file).name for one in listing.refusals for file in one.files] == [
        "1.png"
    ]


def test_the_keys_of_an_archive_are_never_received(tmp_path: Path) -> None:
    archive = {"sohoa.toml": b"", "ledger.sqlite": b"", "keys/organ.p12": b"secret"}
    put(
        tmp_path,
        {
            f"{place}/{name}": data
            for place in ("kho", "A/kho", "B/c/kho")
            for name, data in archive.items()
        },
    )
    put(tmp_path, {"B/c/1.png": PNG})
    listing = list_inbox(tmp_path)
    assert refused(listing.refusals) == [
        ("archive_folder", "A/kho", "A"),
        ("archive_folder", "kho", "kho"),
        ("nested_folder", "B/c", "B"),
    ]
    assert [Path(file).name for one in listing.refusals for file in one.files] == [
        "1.png"
    ]


def test_a_stack_is_one_in_capitals_too(tmp_path: Path) -> None:
    put(tmp_path, {"Stack-1.pdf": PDF, "STACK-2/1.png": PNG})
    assert [stack.name for stack in list_inbox(tmp_path).stacks] == [
        "Stack-1.pdf",
        "STACK-2",
    ]
