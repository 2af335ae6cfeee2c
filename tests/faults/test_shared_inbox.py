"""A shared folder as it is: scans that vanish, litter, half copies, pictures of phones, a misplaced
archive."""

import io
import json
import os
import shutil
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from pipeline import registry
from pipeline.config import load_settings
from pipeline.errors import StorageError
from pipeline.executor import SerialExecutor
from pipeline.runner.batch import RunRequest, run_batch
from pipeline.runner.ending import RunResult
from pipeline.runner.progress import Silent
from tests.support.whole_commands import OPERATOR, pdf_of, sohoa, table

HEIC = (Path(__file__).parents[1] / "phone" / "page.heic").read_bytes()


def sheet(code: str) -> bytes:
    """A separator sheet as an image."""
    made = zxingcpp.create_barcode(f"SOHOA1|{code}||", zxingcpp.BarcodeFormat.QRCode)
    pixels = np.pad(
        np.asarray(zxingcpp.write_barcode_to_image(made, scale=8)),
        200,
        constant_values=255,
    )
    file = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def gif() -> bytes:
    file = io.BytesIO()
    Image.new("L", (300, 400), 255).save(file, "GIF")
    return file.getvalue()


class Others(Silent):
    """What other people do to the inbox once it is listed."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox

    def log(self, line: str) -> None:
        """The first line is said between listing and receiving."""
        if (self._inbox / "D-moved.jpg").exists():
            (self._inbox / "D-moved.jpg").rename(self._inbox.parent / "elsewhere.jpg")
            (self._inbox / "D-folder.jpg").unlink()
            (self._inbox / "D-folder.jpg").mkdir()
            shutil.rmtree(self._inbox / "stack-gone")


def run_here(inbox: Path, archive: Path, watcher: Silent) -> RunResult:
    """A batch in this process."""
    request = RunRequest(
        inbox, archive, load_settings(archive, options={"operator": OPERATOR})
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "open_executor", lambda *_: SerialExecutor())
        return run_batch(request, watcher)


@pytest.fixture(scope="module")
def night(tmp_path_factory, empty_archive, papers) -> tuple[Path, Path, RunResult]:
    place = tmp_path_factory.mktemp("shared")
    inbox, archive = (
        place / "inbox",
        Path(shutil.copytree(empty_archive, place / "kho")),
    )
    one, two, three = (
        papers[kind] for kind in ("quyet_dinh", "giay_khai_sinh", "don_de_nghi")
    )
    content = {
        "stack-1/1.png": sheet("D-stack-a"),
        "stack-1/2.jpg": one,
        "stack-1/10.jpg": two,
        "stack-1/11.png": sheet("D-idle"),
        "stack-gone/1.png": sheet("D-never"),
        "stack-gone/2.jpg": one,
        "D-litter/1.jpg": three,
        "D-litter/._1.jpg": b"x",
        "D-litter/@eaDir/1.jpg/THUMB.jpg": one,
        ".Trash-1000/files/old.jpg": one,
        "#recycle/old.pdf": pdf_of(one),
        "~$batch.xlsx": b"x",
        "Thumbs.db": b"x",
        "D-phone/IMG_1.JPG": one,
        "D-phone/IMG_2.HEIC": HEIC,
        "D-gif/1.jpg": one,
        "D-gif/2.gif": gif(),
        "D-gif/3.pdf": pdf_of(two),
        "D-half/1.jpg": one,
        "D-half/2.jpg.part": two[:9000],
        "D-half/3.jpg": three,
        "D-moved.jpg": one,
        "D-folder.jpg": two,
    }
    for name, data in content.items():
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(data)
    return archive, inbox, run_here(inbox, archive, Others(inbox))


def reasons(archive: Path) -> dict[str, dict[str, Any]]:
    found = [
        json.loads(one.read_text(encoding="utf-8"))
        for one in (archive / "quarantine").glob("*/reason.json")
    ]
    return {one["source"]: one for one in found}


def test_every_whole_paper_is_filed_and_no_half_one(night):
    archive, _, result = night
    rows = {
        row["document_id"]: row["page_count"] for row in table(archive, "documents")
    }
    assert rows == {"D-stack-a.1": 2, "D-litter.1": 1, "D-phone.1": 2, "D-gif.2": 1}
    assert (result.all_well, result.answer["complete"]) == (False, True)
    assert result.answer["documents"] == {
        "found": 10,
        "done": 4,
        "skipped": 0,
        "quarantined": 6,
        "waiting": 0,
    }


def test_what_is_not_filed_says_why_and_what_may_pass_by_itself(night):
    archive, _, _ = night
    told = {
        source: (one["code"], one["transient"])
        for source, one in reasons(archive).items()
    }
    assert told == {
        "stack-1#4": ("separator_without_pages", False),
        "stack-gone": ("unreadable", True),
        "D-gif/2.gif": ("unsupported_type", False),
        "D-half/1.jpg": ("unfinished_transfer", True),
        "D-moved.jpg": ("unreadable", True),
        "D-folder.jpg": ("unreadable", True),
    }
    kept = {
        path.name
        for path in (archive / "quarantine").rglob("*.*")
        if "D-half" in str(path.parent)
    }
    assert {"1.jpg", "3.jpg", "reason.json"} == kept


def test_a_phone_picture_is_a_page_that_was_converted(night):
    archive, _, _ = night
    pages = [
        row for row in table(archive, "pages") if row["document_id"] == "D-phone.1"
    ]
    assert [
        row["image_passthrough"] for row in sorted(pages, key=lambda row: row["page"])
    ] == [
        True,
        False,
    ]


def test_litter_is_counted_and_named(night):
    _, _, result = night
    names = [
        ".Trash-1000",
        "#recycle",
        "~$batch.xlsx",
        "Thumbs.db",
        "D-litter/._1.jpg",
        "D-litter/@eaDir",
    ]
    assert result.answer["ignored"] == 6
    assert sorted(result.answer["ignored_names"]) == sorted(names)


def test_quarantine_is_for_the_archives_account_alone(night):
    archive, _, _ = night
    for path in ((archive / "quarantine"), *(archive / "quarantine").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (
            0o700 if path.is_dir() else 0o600
        ), path


def test_the_next_night_takes_what_is_whole_by_then(night, tmp_path):
    archive, inbox, _ = night
    archive, inbox = (
        Path(shutil.copytree(one, tmp_path / one.name)) for one in (archive, inbox)
    )
    (inbox / "D-folder.jpg").rmdir()
    shutil.rmtree(inbox / "D-gif")
    (inbox / "D-half" / "2.jpg.part").unlink()
    shutil.copy(inbox / "D-phone" / "IMG_1.JPG", inbox / "D-half" / "2.jpg")
    (inbox / "stack-1" / "11.png").unlink()
    again = sohoa(
        "run", inbox, "--archive", archive, "--operator", OPERATOR, "--workers", 1
    )
    assert "Bỏ qua 6 tệp" in again.out and ".Trash-1000" in again.out
    rows = {
        row["document_id"]: row["page_count"] for row in table(archive, "documents")
    }
    assert rows["D-half.1"] == 3
    assert rows["D-stack-a.1"] == 2 and "D-stack-a.2" not in rows, (
        "the same pages are the same document"
    )


class Unmounted(Silent):
    """A share that is cut off when the second document is received: an empty folder is in its
    place."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox

    def tell(self, progress: Any) -> None:
        """A page of the first document was read."""
        if any(self._inbox.iterdir()):
            self._inbox.rename(self._inbox.with_name("share"))
            self._inbox.mkdir()


def test_an_inbox_that_goes_away_ends_the_run_and_blames_no_paper(
    archive, papers, tmp_path
):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(1, 5):
        (inbox / f"D-{number}.jpg").write_bytes(papers["don_de_nghi"])
    with pytest.raises(StorageError) as caught:
        run_here(inbox, archive, Unmounted(inbox))
    assert (caught.value.code, caught.value.exit_code, caught.value.item) == (
        "inbox_gone",
        6,
        str(inbox),
    )
    done = [row["document_id"] for row in table(archive, "documents")]
    assert done == ["D-1.1"] and reasons(archive) == {}
    inbox.rmdir()
    inbox.with_name("share").rename(inbox)
    rest = run_here(inbox, archive, Silent())
    assert rest.answer["documents"] == {
        "found": 4,
        "done": 3,
        "skipped": 1,
        "quarantined": 0,
        "waiting": 0,
    }


def test_an_open_quarantine_of_an_earlier_version_is_closed_by_the_next_run(
    archive, tmp_path
):
    (archive / "quarantine").chmod(0o755)
    (tmp_path / "inbox").mkdir()
    run_here(tmp_path / "inbox", archive, Silent())
    assert stat.S_IMODE((archive / "quarantine").stat().st_mode) == 0o700


def content_of(place: Path) -> dict[Path, bytes | None]:
    return {
        path: path.read_bytes() if path.is_file() else None for path in place.rglob("*")
    }


def test_an_archive_in_the_inbox_or_an_inbox_in_the_archive_ends_with_2(
    empty_archive, papers, tmp_path
):
    scans = tmp_path / "scans"
    archive = Path(shutil.copytree(empty_archive, scans / "kho"))
    (scans / "D-1.jpg").write_bytes(papers["don_de_nghi"])
    (tmp_path / "way").symlink_to(archive / "documents", target_is_directory=True)
    (archive / "quarantine" / "D-2").mkdir()
    paper = archive / "quarantine" / "D-2" / "1.jpg"
    paper.write_bytes(papers["don_de_nghi"])
    before = content_of(scans)
    common = ("--archive", archive, "--operator", OPERATOR, "--json")
    for words, code in (
        (("run", scans), "archive_in_inbox"),
        (("run", archive), "archive_in_inbox"),
        (("run", tmp_path / "way"), "archive_in_inbox"),
        (("counter", paper, "--dossier", "D-2"), "paper_in_archive"),
        (("counter", scans, "--dossier", "D-2"), "paper_in_archive"),
    ):
        answer = sohoa(*words, *common)
        assert (answer.code, answer.json["error"]["code"]) == (2, code), words
        assert (
            str(archive) in answer.json["error"]["message"]
            and answer.json["error"]["remedy"]
        )
        assert content_of(scans) == before, words


def test_litter_beside_papers_at_the_counter_is_said_and_does_no_harm(
    archive, papers, tmp_path
):
    place = tmp_path / "desk"
    place.mkdir()
    for name, data in (
        ("1.jpg", papers["don_de_nghi"]),
        ("._1.jpg", b"x"),
        ("Thumbs.db", b"x"),
    ):
        (place / name).write_bytes(data)
    given = sorted(os.path.join(place, name) for name in os.listdir(place))  # noqa: PTH118, PTH208
    answer = sohoa(
        "counter",
        *given,
        "--dossier",
        "D-1",
        "--archive",
        archive,
        "--operator",
        OPERATOR,
        "--json",
    )
    assert answer.code == 0, answer.err
    assert [one["page_count"] for one in answer.json["documents"]] == [1]
    assert (answer.json["ignored"], answer.json["quarantined"]) == (2, [])
