"""What the record no longer has is removed, and what others need stays."""

from __future__ import annotations

from pathlib import Path

from pipeline.folder import ArchiveFolder
from pipeline.runner.disposal import remove_files
from schemas.tables.disposal import Disposal, DisposedPaper

SHARED, ALONE = "a" * 64, "b" * 64


def disposal() -> Disposal:
    paper = DisposedPaper(
        *("A-1.1", "result", "cong_van", None, None, None, 1),
        *("documents/H/2001/A-1/A-1.1.pdf", "c" * 64, (SHARED, ALONE)),
    )
    return Disposal("A-1", "H", None, None, "2012-01-01", "at", "d" * 64, "A", (paper,))


def filed(root: Path) -> ArchiveFolder:
    """A dossier of two papers, and the files that they came from."""
    folder = ArchiveFolder(root)
    place = folder.documents / "H" / "2001" / "A-1"
    place.mkdir(parents=True)
    for name in ("A-1.1.pdf", "A-1.1.alto.xml", "A-1.2.pdf"):
        (place / name).write_bytes(b"x")
    for sha256 in (SHARED, ALONE):
        folder.original(sha256).parent.mkdir(parents=True)
        folder.original(sha256).write_bytes(b"x")
    return folder


def test_files_go_and_what_others_need_stays(tmp_path: Path) -> None:
    folder = filed(tmp_path)
    assert remove_files(folder, [disposal()], {SHARED}) == 3
    left = {one.name for one in tmp_path.rglob("*") if one.is_file()}
    assert left == {"A-1.2.pdf", SHARED}
    assert remove_files(folder, [disposal()], {SHARED}) == 0


def test_folders_that_are_left_empty_go_up_to_the_top(tmp_path: Path) -> None:
    folder = filed(tmp_path)
    (folder.documents / "H" / "2001" / "A-1" / "A-1.2.pdf").unlink()
    remove_files(folder, [disposal()], set())
    assert list(folder.documents.iterdir()) == list(folder.originals.iterdir()) == []
