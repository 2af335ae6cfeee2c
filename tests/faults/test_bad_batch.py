"""Every bad input that a stranger may send, in one batch: its reason, its bytes kept, the rest of
the batch done."""

import hashlib
import io
import json
import os
import shutil
import struct
import subprocess
import unicodedata
import zlib

import pikepdf
import pytest
from PIL import Image

from tests.support.whole_commands import (
    OPERATOR,
    ROOT,
    command,
    environment,
    pdf_of,
    run_inbox,
    run_words,
    sohoa,
    table,
)

NFD_NAME = unicodedata.normalize("NFD", "Hồ sơ số 7 - Đặng Thị Mẫu")


def tiff(*pages: Image.Image) -> bytes:
    out = io.BytesIO()
    pages[0].save(
        out,
        "TIFF",
        save_all=True,
        append_images=list(pages[1:]),
        compression="tiff_lzw",
        dpi=(200, 200),
    )
    return out.getvalue()


def tiff_with_broken_second_page() -> bytes:
    noise = [Image.effect_noise((400, 500), 90 + n) for n in range(2)]
    data = bytearray(tiff(*noise))
    # Spoil the second page's strip data, which stands after the first page's directory.
    first = struct.unpack_from("<I", data, 4)[0]
    for at in range(first + 400, first + 20_400):
        data[at] = 0xFF
    return bytes(data)


def bomb() -> bytes:
    """A PNG of a few bytes that declares 60,000 × 60,000 pixels."""
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "PNG")
    data = bytearray(out.getvalue())
    data[16:24] = struct.pack(">II", 60_000, 60_000)
    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    return bytes(data)


def encrypted(plain: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    return out.getvalue()


def pageless() -> bytes:
    out = io.BytesIO()
    pikepdf.new().save(out)
    return out.getvalue()


def one_pixel() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def bad(tmp_path_factory, empty_archive, papers, filled):
    """The archive after one run over everything bad, the answer, and the bytes by inbox name."""
    place = tmp_path_factory.mktemp("bad")
    inbox, archive = place / "inbox", shutil.copytree(empty_archive, place / "kho")
    inbox.mkdir()
    good = pdf_of(papers["don_de_nghi"])
    signed = next((filled[0] / "documents").rglob("*.pdf")).read_bytes()
    content = {
        "D-empty/1.pdf": (b"", "empty_file"),
        "D-text/1.pdf": (b"just some text, no PDF at all\n" * 20, "unsupported_type"),
        "D-cutpdf/1.pdf": (good[: len(good) // 2], "broken_pdf"),
        "D-cutjpeg/1.jpg": (papers["don_de_nghi"][:40_000], "broken_image"),
        "D-cuttiff/1.tif": (
            tiff(Image.effect_noise((900, 900), 99))[:90_000],
            "broken_image",
        ),
        "D-encrypted/1.pdf": (encrypted(good), "encrypted_pdf"),
        "D-pageless/1.pdf": (pageless(), "no_pages"),
        "D-pixel/1.png": (one_pixel(), "too_small"),
        "D-bomb/1.png": (bomb(), "too_many_pixels"),
        "D-tiff2/1.tif": (tiff_with_broken_second_page(), "broken_image"),
        "D-tiff2/2.jpg": (papers["don_de_nghi"], None),
        "D-signed/1.pdf": (signed, None),
        f"{NFD_NAME}/1.jpg": (papers["don_de_nghi"], None),
        "D-twice/1.pdf": (good, None),
        "D-twice/2.pdf": (good, None),
        "D-same.pdf": (good, "duplicate_dossier"),
        "D-same/1.jpg": (papers["don_de_nghi"], "duplicate_dossier"),
    }
    for name, (data, _) in content.items():
        (inbox / name).parent.mkdir(exist_ok=True)
        (inbox / name).write_bytes(data)
    (inbox / "batch.csv").write_text(
        "dossier_code;sheet_count\nD-signed;1\nD-not-there;2\n", encoding="utf-8-sig"
    )
    before = {p: p.read_bytes() for p in inbox.rglob("*") if p.is_file()}
    answer = sohoa(
        "run",
        inbox,
        "--archive",
        archive,
        "--operator",
        OPERATOR,
        "--workers",
        2,
        "--json",
    )
    assert {p: p.read_bytes() for p in inbox.rglob("*") if p.is_file()} == before, (
        "the inbox is only read"
    )
    return archive, answer, content, inbox


def reasons(archive):
    return [
        (json.loads((entry / "reason.json").read_text()), entry)
        for entry in sorted((archive / "quarantine").iterdir())
    ]


def test_each_bad_input_has_its_reason_and_its_bytes_are_kept(bad):
    archive, answer, content, _ = bad
    assert answer.code == 1
    found = reasons(archive)
    for name, (data, code) in content.items():
        if code is None:
            continue
        sha256 = hashlib.sha256(data).hexdigest()
        mine = [
            (reason, entry)
            for reason, entry in found
            if reason["sha256"] == sha256 and reason["code"] == code
        ]
        assert mine, (name, code, [(r["code"], r["source"]) for r, _ in found])
        reason, entry = mine[0]
        assert any(
            p.read_bytes() == data for p in entry.iterdir() if p.name != "reason.json"
        ), name
        assert (
            reason["message"] and reason["remedy"] and reason["at"].endswith("+07:00")
        ), reason
        assert (archive / "originals" / sha256[:2] / sha256).read_bytes() == data


def test_the_rest_of_the_batch_is_done_and_counted(bad):
    archive, answer, _, _ = bad
    said = answer.json
    assert said["complete"] is True
    assert said["documents"] == {
        "found": 17,
        "done": 4,
        "skipped": 1,
        "quarantined": 12,
        "waiting": 0,
    }
    assert said["missing"] == ["D-not-there"]
    done = {row["document_id"] for row in table(archive, "documents")}
    name = unicodedata.normalize("NFC", NFD_NAME)
    assert done == {"D-tiff2.2", "D-signed.1", f"{name}.1", "D-twice.1"}
    assert sohoa("verify", "--archive", archive, "--json").code == 0


def test_a_broken_page_two_names_the_page(bad):
    archive, _, _, _ = bad
    reason = next(
        reason for reason, entry in reasons(archive) if entry.name.startswith("D-tiff2")
    )
    assert (reason["code"], reason["page"]) == ("broken_image", 2)


def test_a_signed_file_is_filed_byte_for_byte(bad):
    archive, _, content, _ = bad
    row = next(
        row for row in table(archive, "documents") if row["document_id"] == "D-signed.1"
    )
    data = content["D-signed/1.pdf"][0]
    assert (archive / row["pdf_path"]).read_bytes() == data
    assert row["pdf_sha256"] == row["source_sha256"] == hashlib.sha256(data).hexdigest()
    assert row["signature_level"] == "received"
    assert row["signature_verdict"] is not None
    assert len(row["text"]) > 200


def test_a_decomposed_name_with_spaces_makes_a_composed_code_and_a_safe_file(bad):
    archive, _, _, _ = bad
    code = unicodedata.normalize("NFC", NFD_NAME)
    row = next(
        row for row in table(archive, "documents") if row["dossier_code"] == code
    )
    assert row["pdf_path"].endswith(
        "/Hồ_sơ_số_7_-_Đặng_Thị_Mẫu/Hồ_sơ_số_7_-_Đặng_Thị_Mẫu.1.pdf"
    )


def test_the_same_file_twice_is_filed_once_and_said(bad):
    archive, answer, _, _ = bad
    assert [
        one["why"]
        for one in answer.json["duplicates"]
        if one["document_id"] == "D-twice.1" and "another scan" not in one["why"]
    ] == ["the same file twice"]
    told = [
        json.loads(e["detail"])["why"]
        for e in table(archive, "events")
        if (e["item"], e["action"]) == ("D-twice.1", "duplicate check")
    ]
    assert told.count("the same file twice") == 1


def test_again_changes_nothing_and_still_says_1(bad):
    archive, _, _, inbox = bad
    before = table(archive, "documents")
    again = run_inbox(inbox, archive)
    assert again.code == 1
    assert again.json["documents"] == {
        "found": 17,
        "done": 0,
        "skipped": 5,
        "quarantined": 12,
        "waiting": 0,
    }
    assert table(archive, "documents") == before
    assert len(reasons(archive)) == 12


def test_retry_leaves_what_is_still_broken_and_status_says_why(bad):
    archive, _, _, _ = bad
    retried = sohoa("retry", "--archive", archive, "--operator", OPERATOR, "--json")
    assert retried.code == 1
    assert retried.json["documents"]["quarantined"] == 10
    status = sohoa("status", "--archive", archive, "--json")
    assert status.code == 1
    assert len(status.json["quarantined"]) == 12


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("dossier_code,level\nA,province\nB,kingdom\n", "level"),
        ("dossier_code\nA\nB\nA\n", "dossier_code"),
        ("dossier_code\n../A\n", "dossier_code"),
        ("code\nA\n", "dossier_code"),
    ],
)
def test_a_batch_list_with_a_bad_row_ends_with_2_and_changes_nothing(
    archive, papers, tmp_path, text, column
):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "A.jpg").write_bytes(papers["don_de_nghi"])
    (inbox / "batch.csv").write_text(text)
    before = {p: p.read_bytes() for p in archive.rglob("*") if p.is_file()}
    answer = run_inbox(inbox, archive)
    assert answer.code == 2
    error = answer.json["error"]
    assert "batch.csv" in error["item"] and column in error["item"]
    assert {p: p.read_bytes() for p in archive.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("what", ["command", "language"])
def test_without_tesseract_or_its_data_the_run_ends_with_4(
    archive, inbox, tmp_path, what
):
    if what == "command":
        tools = tmp_path / "bin"
        tools.mkdir()
        more = {"PATH": str(tools)}
    else:
        (tmp_path / "tessdata").mkdir()
        more = {"TESSDATA_PREFIX": str(tmp_path / "tessdata")}
    answer = run_inbox(inbox, archive, **more)
    assert answer.code == 4
    assert "tesseract-ocr" in answer.json["error"]["remedy"]
    assert table(archive, "documents") == []


def test_an_unreadable_folder_is_told_and_read_once_it_can_be(
    archive, papers, tmp_path
):
    """With an ordinary user's rights: root reads everything, so it gives up that privilege here."""
    inbox = tmp_path / "inbox"
    (inbox / "D-locked").mkdir(parents=True)
    (inbox / "D-locked" / "1.jpg").write_bytes(papers["don_de_nghi"])
    (inbox / "D-open.jpg").write_bytes(papers["don_de_nghi"])
    (inbox / "D-locked").chmod(0)
    unprivileged = (
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        if os.geteuid() == 0
        else []
    )
    line = command(*run_words(inbox, archive))
    try:
        done = subprocess.run(
            [*unprivileged, *line],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        (inbox / "D-locked").chmod(0o755)
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    assert (said["documents"]["done"], said["documents"]["quarantined"]) == (1, 1)
    ((reason, _),) = reasons(archive)
    assert (reason["code"], reason["transient"]) == ("unreadable", True)
    again = run_inbox(inbox, archive)
    assert again.code == 0, again.out
    assert again.json["documents"]["done"] == 1
    assert reasons(archive) == []
