"""kill -9 in the middle of an export and of an index rebuild: what stood before stands, nothing is
half there, and the same command again ends well."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.export.packages.contents import PackageKind
from pipeline.folder import ArchiveFolder
from pipeline.operations.checks.reconcile import rebuild_index, reconcile
from pipeline.operations.exporting.packages import (
    Wanted,
    check_packages,
    export_packages,
)
from pipeline.operations.finding.find import search
from pipeline.operations.upkeep.create import create_archive
from pipeline.search.request import SearchRequest
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow, PageRow
from tests.support.store_rows import made_row

SETTINGS = load_settings(environ={}, options={"lang": "en"})
CODES = ("A-1", "B-1", "C-1")
KILLED = 9
DIE = """
import os
from pathlib import Path
from pipeline.common import fault_points
from pipeline.config import load_settings
left = [{passage}]
def die(point):
    if point == {point!r}:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), 9)
fault_points.at_point = die
settings = load_settings(environ={{}}, options={{"lang": "en"}})
root, out = Path({root!r}), Path({out!r})
{work}
"""
REBUILD = """
from pipeline.operations.checks.reconcile import rebuild_index
rebuild_index(root, settings)
"""
EXPORT = """
from pipeline.export.packages.contents import PackageKind
from pipeline.operations.exporting.packages import Wanted, export_packages
export_packages(root, settings, Wanted(
    kind=PackageKind.AIP, codes={codes!r}, out=out, zipped={zipped!r}))
"""


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    """An archive of three dossiers of one paper each, and its index."""
    made = create_archive(tmp_path / "kho", development_keys=False)
    for code in CODES:
        file(made, code)
    rebuild_index(made.root, SETTINGS)
    return made


def file(folder: ArchiveFolder, code: str) -> None:
    name = f"{code}.1"
    place = f"documents/H26/2024/{code}/{name}.pdf"
    (folder.root / place).parent.mkdir(parents=True)
    (folder.root / place).write_bytes(name.encode())
    document = made_row(
        DocumentRow,
        document_id=name,
        dossier_code=code,
        ordinal=1,
        agency_code="H26",
        document_type="to_khai",
        pdf_path=place,
        pdf_sha256=sha256(name.encode()).hexdigest(),
        pdf_bytes=len(name),
        digitized_at="2026-07-01T08:00:00.000+07:00",
        page_count=1,
        text="đơn đề nghị",
        status="done",
    )
    page = made_row(PageRow, document_id=name, page=1, text="đơn đề nghị")
    rows = {"documents": [document], "pages": [page]}
    ParquetStore(folder.store).commit(StoreChange(append=rows))


def kill(folder: ArchiveFolder, work: str, point: str, passage: int = 1) -> None:
    out = folder.root.parent / "out"
    out.mkdir(exist_ok=True)
    paths = {"root": str(folder.root), "out": str(out)}
    code = DIE.format(**paths, work=work, point=point, passage=passage)
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == -KILLED


def found(folder: ArchiveFolder) -> set[str]:
    hits = search(folder.root, SETTINGS, SearchRequest("don de nghi", 9))["hits"]
    return {one["dossier_code"] for one in hits}


@pytest.mark.parametrize(
    "point", ["index.commit", "index.committed", "file.rename", "file.renamed"]
)
def test_a_killed_rebuild_leaves_an_index_that_answers(folder, point):
    file(folder, "D-1")
    kill(folder, REBUILD, point)
    assert found(folder) == {*CODES, "D-1"}
    answer = rebuild_index(folder.root, SETTINGS)
    assert answer["documents"] == 4
    assert found(folder) == {*CODES, "D-1"}
    assert len(list(folder.index.glob("generation-*"))) == 1, "no leftover stays"
    differences = reconcile(folder.root, SETTINGS, repair=False)["differences"]
    assert [one for one in differences if one["where"] == "index"] == []


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize(
    ("point", "passage"),
    [("package.file", 1), ("package.file", 12), ("package.rename", 2)],
)
def test_a_killed_export_leaves_whole_packages_alone(folder, point, passage, zipped):
    out = folder.root.parent / "out"
    kill(folder, EXPORT.format(codes=CODES, zipped=zipped), point, passage)
    whole = [one for one in out.iterdir() if not one.name.startswith(".")]
    assert len(whole) < len(CODES)
    if whole:
        assert check_packages(whole, "en")["failed"] == []
    done = {one.name for one in whole}
    left = [code for code in CODES if not any(code in name for name in done)]
    wanted = Wanted(kind=PackageKind.AIP, codes=left, out=out, zipped=zipped)
    answer = export_packages(folder.root, SETTINGS, wanted)
    assert len(answer["packages"]) == len(left) and answer["refused"] == []
    packages = [one for one in out.iterdir() if not one.name.startswith(".")]
    assert len(packages) == 3
    assert check_packages(packages, "en")["failed"] == []
