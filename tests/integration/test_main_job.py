"""The main job as users see it: commands in, files and tables out."""

import hashlib
import json
import shutil
from collections import Counter

import pikepdf
import pyarrow.parquet as pq

from schemas.tables.arrow import TABLES
from tests.support.whole_commands import OPERATOR, sohoa, table


def test_the_answer_of_run_counts_everything_once(filled):
    _, answer = filled
    assert answer.code == 0, answer.err
    said = answer.json
    assert said["complete"] is True
    for kind, found in (("dossiers", 3), ("documents", 5), ("pages", 6)):
        counts = said[kind]
        assert counts["found"] == counts["done"] == found
        assert counts["skipped"] == counts["quarantined"] == 0
    assert said["pages_per_second"] > 0
    assert {
        "ingest",
        "preprocess",
        "ocr",
        "extract",
        "match",
        "archive",
        "sign",
    } <= set(said["stage_seconds"])
    assert said["bytes_in"] > 0 < said["bytes_out"]


def test_files_lie_where_the_contract_says_with_their_recorded_hashes(filled):
    archive, _ = filled
    rows = table(archive, "documents")
    assert Counter(row["dossier_code"] for row in rows) == {
        "H26.27-241105-0012": 3,
        "H26.27-150316-0007": 1,
        "H26.31.02-260102-0003": 1,
    }
    for row in rows:
        path = archive / row["pdf_path"]
        agency, _, dossier, name = row["pdf_path"].split("/")[1:]
        assert (agency, dossier) == (row["agency_code"], row["dossier_code"])
        assert name == f"{row['dossier_code']}.{row['ordinal']}.pdf"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row["pdf_sha256"]
        assert path.with_name(f"{path.stem}.alto.xml").is_file()
        assert row["signature_level"] == "B-LTA"
        assert (archive / "originals").is_dir()


def test_the_scanners_bytes_are_in_the_file_unchanged(filled, papers):
    archive, _ = filled
    row = next(
        r
        for r in table(archive, "documents")
        if r["document_id"] == "H26.27-150316-0007.1"
    )
    page = next(
        r for r in table(archive, "pages") if r["document_id"] == row["document_id"]
    )
    with pikepdf.open(archive / row["pdf_path"]) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.read_raw_bytes() == papers["giay_khai_sinh"]
    assert page["image_sha256"] == hashlib.sha256(papers["giay_khai_sinh"]).hexdigest()
    assert page["image_passthrough"] is True


def test_what_was_read_makes_sense(filled):
    archive, _ = filled
    types = {
        row["document_id"]: row["document_type"] for row in table(archive, "documents")
    }
    assert types["H26.27-241105-0012.1"] == "quyet_dinh"
    assert types["H26.27-150316-0007.1"] == "giay_khai_sinh"
    assert types["H26.31.02-260102-0003.1"] == "giay_chung_nhan_ket_hon"
    for page in table(archive, "pages"):
        assert len(page["text"]) > 200
        assert page["ocr_confidence"] > 0.7
    fields = table(archive, "fields")
    for row in fields:
        if row["page"] is not None and row["x0"] is not None:
            assert 0 <= row["x0"] < row["x1"] <= 2500


def test_the_manifest_lists_every_table_with_true_hashes(filled):
    archive, _ = filled
    manifest = json.loads((archive / "store/manifest.json").read_text())
    assert set(manifest["tables"]) == set(TABLES)
    for name, parts in manifest["tables"].items():
        for part in parts:
            path = archive / "store" / part["path"]
            assert hashlib.sha256(path.read_bytes()).hexdigest() == part["sha256"]
            read = pq.ParquetFile(path).read()
            assert read.num_rows == part["rows"]
            assert read.column_names == TABLES[name].names


def test_verify_finds_all_well_and_then_a_changed_byte(filled, tmp_path):
    archive, _ = filled
    answer = sohoa("verify", "--archive", archive, "--json")
    assert (answer.code, answer.json) == (
        0,
        {
            "checked": 5,
            "ok": 5,
            "failed": [],
            "standing": [],
            "originals": 4,
            "disposed": 0,
        },
    )
    copy = shutil.copytree(archive, tmp_path / "kho")
    victim = next((copy / "documents").rglob("*.pdf"))
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(bytes(data))
    answer = sohoa("verify", "--archive", copy, "--json")
    assert answer.code == 1
    assert answer.json["ok"] == 4
    assert {one["path"] for one in answer.json["failed"]} == {
        str(victim.relative_to(copy))
    }
    assert "fixity" in {one["check"] for one in answer.json["failed"]}


def test_search_without_diacritics_and_lookup_and_show(filled):
    archive, _ = filled
    answer = sohoa("search", "giay", "khai", "sinh", "--archive", archive, "--json")
    assert answer.code == 0
    assert "H26.27-150316-0007.1" in {hit["document_id"] for hit in answer.json["hits"]}
    nothing = sohoa("search", "khong-co-tu-nay-dau", "--archive", archive, "--json")
    assert (nothing.code, nothing.json) == (
        0,
        {"total": 0, "hits": [], "answered_by": "embedded"},
    )
    unknown = sohoa("lookup", "001099000000", "--archive", archive, "--json")
    assert (unknown.code, unknown.json["documents"]) == (1, [])
    shown = sohoa("show", "H26.27-241105-0012", "--archive", archive, "--json").json
    assert [len(one["pages"]) for one in shown["documents"]] == [2, 1, 1]
    assert {one["action"] for one in shown["events"]} >= {
        "ingestion",
        "digital signature generation",
    }


def test_the_same_command_again_does_nothing_twice(filled, inbox, register, tmp_path):
    archive, _ = filled
    copy = shutil.copytree(archive, tmp_path / "kho")
    before = {
        name: table(copy, name)
        for name in ("documents", "pages", "fields", "matches", "events")
    }
    answer = sohoa(
        "run",
        inbox,
        "--archive",
        copy,
        "--register",
        register,
        "--operator",
        OPERATOR,
        "--json",
    )
    assert answer.code == 0, answer.err
    assert answer.json["documents"] == {
        "found": 5,
        "done": 0,
        "skipped": 5,
        "quarantined": 0,
        "waiting": 0,
    }
    assert {name: table(copy, name) for name in before} == before


def test_a_deleted_index_is_made_again_from_the_store(filled, tmp_path):
    archive, _ = filled
    copy = shutil.copytree(archive, tmp_path / "kho")
    before = sohoa("search", "khai", "sinh", "--archive", copy, "--json").json
    shutil.rmtree(copy / "index")
    assert sohoa("index", "rebuild", "--archive", copy, "--json").code == 0
    assert (
        sohoa("search", "khai", "sinh", "--archive", copy, "--json").json["total"]
        == before["total"]
    )
    reconciled = sohoa("index", "reconcile", "--archive", copy, "--json")
    assert (reconciled.code, reconciled.json["differences"]) == (0, [])


def test_errors_are_json_with_code_item_and_remedy(filled, inbox):
    archive, _ = filled
    for words, code in [
        (("init", archive), 2),
        (("run", inbox, "--archive", archive), 2),
        (("report", "rates", "--archive", archive, "--period", "yesterday"), 2),
        (("search", "x"), 2),
        (("run", "--nonsense"), 2),
    ]:
        answer = sohoa(*words, "--json")
        assert answer.code == code, words
        assert set(answer.json["error"]) == {"code", "message", "item", "remedy"}


def test_reports_in_every_format(filled, tmp_path):
    archive, _ = filled
    said = sohoa("report", "rates", "--archive", archive, "--json")
    assert said.code == 0
    assert {"report", "snapshot", "period", "plan", "rows", "totals"} <= set(said.json)
    for form in ("table", "csv", "json", "html"):
        assert (
            sohoa("report", "quality", "--archive", archive, "--format", form).code == 0
        )
    written = sohoa(
        "report",
        "rates",
        "--archive",
        archive,
        "--format",
        "xlsx",
        "--out",
        tmp_path / "r.xlsx",
    )
    assert (written.code, written.out) == (0, "")
    assert sohoa("report", "rates", "--archive", archive, "--format", "xlsx").code == 2
