"""Packages of dossiers: written from the record, checked without it, refused where something
waits."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from pipeline.common import fault_points
from pipeline.common.files import sha256_of
from pipeline.config import load_settings
from pipeline.errors import StorageError, UsageError
from pipeline.export.packages.contents import PackageKind
from pipeline.ledger import Ledger
from pipeline.operations.exporting.packages import (
    Wanted,
    check_packages,
    export_packages,
)
from pipeline.store.parquet import ParquetStore
from schemas.received.source import MediaType, SourceFile
from schemas.work import DossierFacts, ReceivedDocument
from tests.support.disposal import record_disposal
from tests.unit.operations.exporting.conftest import (
    CODE,
    DECISION,
    EARLIER,
    FORM,
)

SETTINGS = load_settings(environ={}, options={"lang": "en", "operator": "Trần Văn Lưu"})
NAMES = {
    "m": "http://www.loc.gov/METS/",
    "c": "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
    "p": "http://www.loc.gov/premis/v3",
    "e": "http://ead3.archivists.org/schema/",
    "x": "http://www.w3.org/1999/xlink",
}


def export(folder, out: Path, kind: str = "aip", **more: object):
    out.mkdir(exist_ok=True)
    wanted = {"kind": PackageKind(kind), "codes": [CODE], "out": out}
    return export_packages(folder.root, SETTINGS, Wanted(**{**wanted, **more}))


def failed(*places: Path) -> set[tuple[str, str]]:
    found = check_packages(places, "en")["failed"]
    return {(one["path"], one["code"]) for one in found}


def fields(package: Path, name: str) -> dict[str, str]:
    root = etree.parse(package / "metadata" / "descriptive" / name)
    found = root.iterfind(".//e:materialspec", NAMES)
    return {one.get("localtype"): one.text or "" for one in found}


@pytest.fixture
def package(folder, file_dossier, tmp_path) -> Path:
    """The dossier's AIP."""
    file_dossier()
    answer = export(folder, tmp_path / "out")
    assert answer["refused"] == []
    return Path(answer["packages"][0]["path"])


def test_a_package_holds_the_archives_files_byte_for_byte(folder, package):
    assert package.name == f"AIP_hoso_{CODE}"
    for row in (DECISION, EARLIER, FORM):
        pdf = folder.root / row.pdf_path
        data = package / "representations" / "rep1" / "data"
        assert sha256_of(data / pdf.name) == row.pdf_sha256
        alto = pdf.with_suffix(".alto.xml").name
        assert (data / alto).read_bytes() == b"<alto/>"
    assert failed(package) == set()
    assert sorted(one.name for one in package.parent.iterdir()) == [package.name]


def test_the_fields_are_those_of_the_record(package):
    dossier = fields(package, "EAD.xml")
    assert dossier["paperFileCode"] == CODE
    assert (dossier["totalDoc"], dossier["numberOfPage"]) == ("3", "5")
    assert (dossier["startDate"], dossier["endDate"]) == ("2024-10-30", "2024-11-05")
    assert (dossier["maintenance"], dossier["confidenceLevel"]) == ("01", "02")
    said = fields(package, "EAD_doc_2.xml")
    assert list(said)[:4] == ["docId", "docCode", "maintenance", "typeName"]
    assert len(said) == 21
    assert said["docId"] == DECISION.document_id
    assert said["typeName"] == "Quyết định"
    assert (said["codeNumber"], said["codeNotation"]) == ("123", "QĐ-UBND")
    assert said["issuedDate"] == DECISION.issued_date
    assert said["organName"] == DECISION.issuer
    assert said["subject"] == "Về việc cho phép chuyển mục đích sử dụng đất"
    assert (said["numberOfPage"], said["language"]) == ("2", "Tiếng Việt")
    assert (said["mode"], said["format"]) == ("02", "PDF/A-2u")


def test_a_paper_that_is_replaced_or_withdrawn_says_so(package):
    assert DECISION.document_id in fields(package, "EAD_doc_1.xml")["description"]
    assert "2026-07-03" in fields(package, "EAD_doc_3.xml")["description"]
    root = etree.parse(package / "metadata" / "preservation" / "PREMIS.xml")
    newer = root.xpath(
        "//p:object[p:objectIdentifier/p:objectIdentifierValue = $old]"
        "/p:relationship[p:relationshipSubType = 'is superseded by']"
        "/p:relatedObjectIdentifier/p:relatedObjectIdentifierValue/text()",
        namespaces=NAMES,
        old=EARLIER.document_id,
    )
    assert newer == [DECISION.document_id]


def test_events_become_premis_events(package):
    root = etree.parse(package / "metadata" / "preservation" / "PREMIS.xml")
    told = [
        tuple(one.findtext(f".//p:{name}", None, NAMES) for name in names)
        for names in [("eventType", "eventDateTime", "linkingObjectIdentifierValue")]
        for one in root.iterfind("p:event", NAMES)
    ]
    (last,) = told[2:]
    assert last[0] == "information package creation"
    assert sorted(told[:2]) == [
        ("duplicate check", "2026-07-01T08:00:00.123+07:00", CODE),
        ("ingestion", "2026-07-01T08:00:00.123+07:00", DECISION.document_id),
    ]
    details = root.xpath("//p:eventDetail/text()", namespaces=NAMES)
    assert "the same & more <bytes> " in details, "what XML can't hold is left out"
    assert json.loads(next(one for one in details if "{" in one)) == {
        "source": "02.pdf"
    }


def test_the_list_follows_the_specification(package):
    root = etree.parse(package / "METS.xml").getroot()
    assert root.get("OBJID") == package.name
    assert root.get("PROFILE") == "https://earkaip.dilcis.eu/profile/E-ARK-AIP.xml"
    header = root.find("m:metsHdr", NAMES)
    assert header.get(f"{{{NAMES['c']}}}OAISPACKAGETYPE") == "AIP"
    at = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00")
    assert at.fullmatch(header.get("CREATEDATE"))
    files = root.findall(".//m:file", NAMES)
    assert {one.get("CHECKSUMTYPE") for one in files} == {"SHA-256"}
    assert all(re.fullmatch("[0-9A-F]{64}", one.get("CHECKSUM")) for one in files)
    assert all(at.fullmatch(one.get("CREATED")) for one in files)
    labels = [one.get("LABEL") for one in root.iterfind(".//m:div/m:div", NAMES)]
    assert labels == ["Metadata", "Documentation", "Schemas", "Representations"]


def test_a_sip_names_who_hands_it_over(folder, file_dossier, tmp_path):
    file_dossier()
    answer = export(folder, tmp_path / "out", "sip")
    place = Path(answer["packages"][0]["path"])
    assert place.name == f"SIP_hoso_{CODE}"
    root = etree.parse(place / "METS.xml")
    assert root.getroot().get("PROFILE").endswith("E-ARK-SIP.xml")
    agents = root.xpath("//m:agent[@TYPE = 'ORGANIZATION']/@ROLE", namespaces=NAMES)
    assert agents == ["ARCHIVIST", "CREATOR"]
    assert failed(place) == set()


def test_one_snapshot_gives_one_package_but_for_times(folder, file_dossier, tmp_path):
    file_dossier()
    made = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00")
    sums = re.compile(rb"[0-9A-F]{64}")
    texts = []
    for name in ("one", "two"):
        root = Path(export(folder, tmp_path / name)["packages"][0]["path"])
        texts.append(
            {
                path.relative_to(root): sums.sub(b"", made.sub(b"", path.read_bytes()))
                for path in root.rglob("*")
                if path.is_file()
            }
        )
    assert texts[0] == texts[1]


def test_a_zip_is_one_file_that_passes_the_check(folder, file_dossier, tmp_path):
    file_dossier()
    answer = export(folder, tmp_path / "out", zipped=True)
    (place,) = (tmp_path / "out").iterdir()
    assert str(place) == answer["packages"][0]["path"]
    assert place.name == f"AIP_hoso_{CODE}.zip"
    assert failed(place) == set()
    with zipfile.ZipFile(place) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
        assert archive.testzip() is None
        archive.extractall(tmp_path / "unpacked")
    assert failed(tmp_path / "unpacked" / place.stem) == set()


def changed(package: Path) -> None:
    pdf = package / "representations" / "rep1" / "data" / f"{CODE}.2.pdf"
    pdf.write_bytes(b"%PDF 9")


def grown(package: Path) -> None:
    pdf = package / "representations" / "rep1" / "data" / f"{CODE}.2.pdf"
    pdf.write_bytes(pdf.read_bytes() + b"\n")


def removed(package: Path) -> None:
    (package / "metadata" / "descriptive" / "EAD_doc_2.xml").unlink()


def added(package: Path) -> None:
    (package / "representations" / "rep1" / "data" / "more.pdf").write_bytes(b"%PDF")


def linked(package: Path) -> None:
    pdf = package / "representations" / "rep1" / "data" / f"{CODE}.2.pdf"
    pdf.unlink()
    pdf.symlink_to("/etc/hostname")


def torn(package: Path) -> None:
    mets = package / "METS.xml"
    mets.write_bytes(mets.read_bytes()[:-20])


def rewritten(old: str, new: str, name: str = "METS.xml"):
    def change(package: Path) -> None:
        (place,) = package.rglob(name)
        text = place.read_text(encoding="utf-8")
        assert old in text
        place.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


DATA = "representations/rep1/data"
FAULTS = {
    "changed": (changed, f"{DATA}/{CODE}.2.pdf", "package_file_changed"),
    "grown": (grown, f"{DATA}/{CODE}.2.pdf", "package_file_changed"),
    "removed": (
        removed,
        "metadata/descriptive/EAD_doc_2.xml",
        "package_file_missing",
    ),
    "added": (added, f"{DATA}/more.pdf", "package_file_foreign"),
    "linked": (linked, f"{DATA}/{CODE}.2.pdf", "package_file_odd"),
    "torn": (torn, "METS.xml", "package_xml_broken"),
    "entities": (
        rewritten("<mets ", '<!DOCTYPE mets [<!ENTITY x "y">]><mets '),
        "METS.xml",
        "package_xml_broken",
    ),
    "no structure": (
        rewritten('LABEL="CSIP"', 'LABEL="other"'),
        "METS.xml",
        "package_structure",
    ),
    "no software": (
        rewritten("SOFTWARE VERSION", "IDENTIFICATIONCODE"),
        "METS.xml",
        "package_structure",
    ),
    "leads nowhere": (
        rewritten('FILEID="group-schemas"', 'FILEID="none"'),
        "METS.xml",
        "package_structure",
    ),
    "event without a time": (
        rewritten("<eventDateTime>", "<eventDateTime/><eventDateTime>", "PREMIS.xml"),
        "metadata/preservation/PREMIS.xml",
        "package_file_changed",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_check_names_what_is_wrong(package, name):
    spoil, path, code = FAULTS[name]
    spoil(package)
    assert (path, code) in failed(package)


@pytest.mark.parametrize(
    ("old", "new", "name", "code"),
    [
        (f'Code">{CODE}<', 'Code"><', "EAD.xml", "package_field_missing"),
        ('"maintenance">01', '"maintenance">09', "EAD.xml", "package_code_unknown"),
        (
            'localtype="docId"',
            'localtype="id"',
            "EAD_doc_2.xml",
            "package_field_missing",
        ),
        ("<control>", "<other/><control>", "EAD_doc_2.xml", None),
        ('version="3.0"', 'version="2.0"', "PREMIS.xml", "package_structure"),
    ],
)
def test_what_is_forged_with_its_hash_is_found_by_what_it_says(
    package, old, new, name, code
):
    (place,) = package.rglob(name)
    before = sha256_of(place).upper(), str(place.stat().st_size)
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace(old, new), encoding="utf-8")
    after = sha256_of(place).upper(), str(place.stat().st_size)
    mets = package / "METS.xml"
    listed = mets.read_text(encoding="utf-8")
    href = listed.index(place.relative_to(package).as_posix())
    start, end = listed.rindex("<", 0, href), listed.index(">", href)
    entry = listed[start:end]
    forged = entry.replace(before[0], after[0])
    forged = forged.replace(f'SIZE="{before[1]}"', f'SIZE="{after[1]}"')
    mets.write_text(listed[:start] + forged + listed[end:], encoding="utf-8")
    path = place.relative_to(package).as_posix()
    assert failed(package) == ({(path, code)} if code else set())


def test_a_file_swapped_with_its_hash_in_the_list_is_found_by_premis(package):
    pdf = package / DATA / f"{CODE}.2.pdf"
    before = sha256_of(pdf).upper()
    pdf.write_bytes(b"%PDF 9")
    mets = package / "METS.xml"
    text = mets.read_text(encoding="utf-8")
    mets.write_text(text.replace(before, sha256_of(pdf).upper()), encoding="utf-8")
    assert failed(package) == {(f"{DATA}/{CODE}.2.pdf", "package_fixity_differs")}


def test_a_damaged_zip_is_told(folder, file_dossier, tmp_path):
    file_dossier()
    place = Path(export(folder, tmp_path / "out", zipped=True)["packages"][0]["path"])
    content = bytearray(place.read_bytes())
    content[content.index(b"%PDF 2") + 5] ^= 1
    place.write_bytes(content)
    assert failed(place) == {(f"{DATA}/{CODE}.2.pdf", "package_file_unreadable")}
    with zipfile.ZipFile(place, "a") as archive:
        archive.writestr("beside.txt", b"x")
        archive.writestr(f"{place.stem}/../../up.txt", b"x")
    assert {("beside.txt", "package_file_odd")} <= failed(place)
    assert ("../../up.txt", "package_file_foreign") in failed(place)


def test_what_is_no_package_is_refused(tmp_path):
    (tmp_path / "note.txt").write_bytes(b"no zip")
    for place in (tmp_path, tmp_path / "note.txt", tmp_path / "nothing"):
        with pytest.raises(UsageError, match="no package"):
            check_packages([place], "en")


def test_no_package_is_written_over(folder, package):
    before = sha256_of(package / "METS.xml")
    with pytest.raises(UsageError) as refused:
        export(folder, package.parent)
    assert refused.value.code == "package_exists"
    assert sha256_of(package / "METS.xml") == before


def test_a_dossier_that_waits_is_refused_and_with_the_option_says_so(
    folder, file_dossier, tmp_path
):
    waits = replace(DECISION, status="needs_review", review_reasons=("type_doubtful",))
    file_dossier((waits,))
    refused = export(folder, tmp_path / "out")["refused"]
    assert refused[0]["code"] == "dossier_unfinished"
    assert waits.document_id in refused[0]["message"]
    assert list((tmp_path / "out").iterdir()) == []
    answer = export(folder, tmp_path / "out", unfinished=True)
    package = Path(answer["packages"][0]["path"])
    assert "chờ người xem" in fields(package, "EAD_doc_2.xml")["description"]
    assert "type_doubtful" in (package / "metadata/preservation/PREMIS.xml").read_text()


def test_what_stands_in_quarantine_keeps_a_dossier_from_leaving(
    folder, file_dossier, tmp_path
):
    file_dossier()
    file = SourceFile("/kept", "4.pdf", "1", 5, MediaType.PDF)
    waiting = ReceivedDocument(
        "", CODE, CODE, 0, "4.pdf", "1", (file,), ((0, 0),), False, DossierFacts("H26")
    )
    ledger = Ledger(folder.ledger_file)
    ledger.documents.add(waiting, "1", 1, "b1")
    ledger.close()
    assert "4.pdf" in export(folder, tmp_path / "out")["refused"][0]["message"]


def test_others_are_packed_where_one_is_unknown(folder, file_dossier, tmp_path):
    file_dossier()
    answer = export(folder, tmp_path / "out", codes=["H26.27-990101-0001", CODE, CODE])
    assert [one["dossier_code"] for one in answer["packages"]] == [CODE]
    assert [one["code"] for one in answer["refused"]] == ["unknown_dossier"]


def test_damage_in_the_archive_does_not_leave_it(folder, file_dossier, tmp_path):
    (row, *_) = file_dossier()
    (folder.root / row.pdf_path).write_bytes(b"%PDF 9")
    assert export(folder, tmp_path / "out")["refused"][0]["code"] == (
        "package_source_changed"
    )
    assert list((tmp_path / "out").iterdir()) == []
    shutil.rmtree((folder.root / row.pdf_path).parent)
    assert export(folder, tmp_path / "out")["refused"] != []


def test_pages_that_came_with_their_text_are_born_digital(
    folder, file_dossier, tmp_path
):
    file_dossier((DECISION,), flags=("text_layer",))
    answer = export(folder, tmp_path / "out")
    package = Path(answer["packages"][0]["path"])
    assert fields(package, "EAD_doc_2.xml")["confidenceLevel"] == "01"


def test_the_code_of_how_long_it_is_kept_can_be_given(folder, file_dossier, tmp_path):
    file_dossier()
    answer = export(folder, tmp_path / "out", maintenance="05")
    package = Path(answer["packages"][0]["path"])
    assert fields(package, "EAD_doc_1.xml")["maintenance"] == "05"
    with pytest.raises(UsageError, match="no code"):
        export(folder, tmp_path / "more", maintenance="9")


def test_a_dossier_that_leaves_is_in_the_audit_trail(folder, package):
    last = json.loads(folder.audit_file.read_text().splitlines()[-1])
    assert (last["actor"], last["action"], last["item"]) == (
        "Trần Văn Lưu",
        "export",
        CODE,
    )


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("point", ["package.file", "file.sync", "package.rename"])
def test_a_full_disk_leaves_nothing_behind(
    folder, file_dossier, tmp_path, monkeypatch, point, zipped
):
    file_dossier()
    audited = folder.audit_file.stat().st_size

    def full(reached: str) -> None:
        if reached == point and folder.audit_file.stat().st_size > audited:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(fault_points, "at_point", full)
    with pytest.raises(StorageError):
        export(folder, tmp_path / "out", zipped=zipped)
    assert list((tmp_path / "out").iterdir()) == []
    monkeypatch.undo()
    assert export(folder, tmp_path / "out", zipped=zipped)["refused"] == []


def test_a_place_inside_the_archive_is_refused(folder, file_dossier):
    file_dossier()
    with pytest.raises(UsageError) as refused:
        export(folder, folder.root / "reports")
    assert refused.value.code == "export_in_archive"


@pytest.mark.parametrize("kind", PackageKind)
@pytest.mark.parametrize("zipped", [False, True])
def test_a_dossier_that_was_disposed_of_gives_no_package(
    folder, file_dossier, tmp_path, kind, zipped
):
    file_dossier()
    record_disposal(ParquetStore(folder.store), CODE)
    out = tmp_path / "out"
    answer = export(folder, out, kind=kind, zipped=zipped)
    assert answer["packages"] == []
    (said,) = answer["refused"]
    assert (said["dossier_code"], said["code"]) == (CODE, "dossier_disposed")
    told = "disposed of on 02/01/2030, on the decision of Phạm Thị Trưởng"
    assert told in said["message"]
    assert "0123456789ab" in said["message"] and said["remedy"]
    assert list(out.iterdir()) == [], "no half package"


def test_papers_that_came_after_a_disposal_leave_alone_and_with_its_event(
    folder, file_dossier, tmp_path
):
    file_dossier((EARLIER,), ())
    record_disposal(ParquetStore(folder.store), CODE)
    gone = folder.root / EARLIER.pdf_path
    file_dossier((FORM,), ())
    gone.unlink(missing_ok=True)
    (one,) = export(folder, tmp_path / "out")["packages"]
    package = Path(one["path"])
    assert [each.name for each in package.rglob("*.pdf")] == [f"{CODE}.3.pdf"]
    premis = (package / "metadata/preservation/PREMIS.xml").read_text()
    assert "deletion" in premis
    assert check_packages([package], "en")["failed"] == []
