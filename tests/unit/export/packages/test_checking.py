"""A package is composed, written and held against itself, without an archive."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import etree

from pipeline.errors import InputError, UsageError
from pipeline.export.packages.checking import check_package
from pipeline.export.packages.composing import compose, package_name
from pipeline.export.packages.contents import (
    Dossier,
    DossierPaper,
    Package,
    PackageKind,
)
from pipeline.export.packages.manifest import dangling, read_files, references
from pipeline.export.packages.opened import content_of, digest_of, open_package
from pipeline.export.packages.preservation import read_fixity
from pipeline.export.packages.rules import load_package_rules
from pipeline.export.packages.writing import package_place, write_package
from pipeline.export.packages.xml import parse
from schemas.tables.rows import DocumentRow
from tests.support.store_rows import made_row

AT = "2026-07-01T08:00:00.000+07:00"
CODE = "H49 / Đất & Nhà"


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Of a dossier whose code is no file name, with one paper."""
    pdf = tmp_path / "H49 Đất %20 & Nhà.1.pdf"
    pdf.write_bytes(b"%PDF")
    row = made_row(
        DocumentRow,
        document_id=f"{CODE}.1",
        ordinal=1,
        pdf_sha256=sha256(b"%PDF").hexdigest(),
        pdf_bytes=4,
        digitized_at=AT,
        status="done",
        page_count=1,
    )
    paper = DossierPaper(
        row=row,
        type_name="Tờ khai",
        subject=None,
        born_digital=0,
        pdf=pdf,
        alto=None,
        alto_bytes=0,
    )
    dossier = Dossier(
        code=CODE,
        agency_code="H49",
        agency_name="H49",
        maintenance="01",
        papers=(paper,),
        events=(),
    )
    return compose(dossier, PackageKind.AIP, load_package_rules(), AT)


@pytest.mark.parametrize("zipped", [False, True])
def test_names_that_need_quoting_are_found_again(package, tmp_path, zipped):
    place = write_package(package, tmp_path, zipped=zipped)
    assert place == package_place(tmp_path, package.name, zipped=zipped)
    check = check_package(place)
    assert check.problems == () and check.files == len(package.files) - 1
    with open_package(place) as opened:
        root = parse(content_of(opened, "METS.xml"))
        listed = {one.path: one for one in read_files(root)}
        assert dangling(root) == []
        assert len(references(root, "EAD")) == 2
        (pdf,) = (path for path in listed if path.endswith(".pdf"))
        assert digest_of(opened, pdf, 4) == (listed[pdf].checksum, 4)
        premis = parse(content_of(opened, references(root, "PREMIS")[0]))
        assert read_fixity(premis) == {pdf: (listed[pdf].checksum, "4")}


def test_a_file_that_grew_is_not_read_to_its_end(package, tmp_path):
    place = write_package(package, tmp_path, zipped=True)
    name = next(one.path for one in package.files if one.path.endswith(".pdf"))
    big = tmp_path / "big.zip"
    with zipfile.ZipFile(place) as old, zipfile.ZipFile(big, "w", 8) as new:
        for entry in old.infolist():
            content = old.read(entry)
            grown = (
                content + bytes(64 << 20)
                if entry.filename.endswith(".pdf")
                else content
            )
            new.writestr(entry.filename, grown)
    with open_package(big) as opened:
        assert digest_of(opened, name, 4)[1] <= 2 << 20
    assert {one.code for one in check_package(big).problems} == {"package_file_changed"}


def test_a_package_without_premis_or_ead_has_no_structure(package, tmp_path):
    place = write_package(package, tmp_path, zipped=False)
    mets = place / "METS.xml"
    root = etree.parse(mets)
    for name in ("amdSec", "dmdSec"):
        for one in list(root.iter(f"{{http://www.loc.gov/METS/}}{name}")):
            one.getparent().remove(one)
    root.write(mets, encoding="UTF-8", xml_declaration=True)
    rules = {
        one.values["rule"]
        for one in check_package(place).problems
        if one.code == "package_structure"
    }
    assert {"CSIP18", "CSIP33", "dmd-1", "premis-1"} <= rules


def test_a_source_that_differs_is_refused_and_nothing_stays(package, tmp_path):
    (tmp_path / "H49 Đất %20 & Nhà.1.pdf").write_bytes(b"%PDX")
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(InputError, match="not the one that was recorded"):
        write_package(package, out, zipped=True)
    assert list(out.iterdir()) == []


def test_a_name_that_is_taken_is_left_alone(package, tmp_path):
    (tmp_path / package_name(PackageKind.AIP, CODE)).mkdir()
    with pytest.raises(UsageError, match="already"):
        write_package(package, tmp_path, zipped=False)
