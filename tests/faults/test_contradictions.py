"""Papers that contradict their container, through whole commands: filed by the container's word,
named in run, status, events and the review, and done with by a decision."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image

from tests.support.whole_commands import OPERATOR, sohoa, table

RECEIPT = "{code}|{procedure}||Tờ khai|HT-TTGQTTHC|05/11/2024 08:30"
EARLIER = RECEIPT.format(code="H26.27-220105-0007", procedure="1.001193")
STACKED, FOLDER, COUNTED = (f"H26.27-241105-000{number}" for number in (1, 2, 3))


def page(shade: int, code: str | None = None) -> bytes:
    pixels = np.full((1100, 800), shade, np.uint8)
    if code is not None:
        made = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode)
        qr = np.asarray(zxingcpp.write_barcode_to_image(made, scale=5), dtype=np.uint8)
        pixels[100 : 100 + qr.shape[0], 100 : 100 + qr.shape[1]] = qr
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", dpi=(100, 100))
    return file.getvalue()


def fill(inbox: Path) -> None:
    """A stack with a paper of an earlier procedure and an idle sheet; a folder with a paper of
    another procedure; a folder with more pages than the list says."""
    files = {
        "stack-1/1.png": page(255, f"SOHOA1|{STACKED}|1.004873|2"),
        "stack-1/2.png": page(250, EARLIER),
        "stack-1/3.png": page(255, f"SOHOA1|{STACKED}||5"),
        f"{FOLDER}/01.png": page(
            252, RECEIPT.format(code=FOLDER, procedure="1.001193")
        ),
        f"{COUNTED}/01.png": page(248),
        f"{COUNTED}/02.png": page(247),
        f"{COUNTED}/03.png": page(246),
    }
    for name, data in files.items():
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(data)
    rows = [f"{FOLDER},1.004873,1", f"{COUNTED},,1", f"{STACKED},,"]
    text = "\n".join(["dossier_code,procedure_code,sheet_count", *rows, ""])
    (inbox / "batch.csv").write_text(text, encoding="utf-8")


def test_contradictions_are_named_and_settled_by_a_person(tmp_path, archive):
    fill(tmp_path / "inbox")
    common = ("--archive", archive, "--operator", OPERATOR)
    answer = sohoa("run", tmp_path / "inbox", *common, "--json")
    found = [
        {"document_id": f"{STACKED}.2", "code": "other_dossier"}
        | {"found": "H26.27-220105-0007", "against": STACKED},
        {"document_id": f"{FOLDER}.1", "code": "other_procedure"}
        | {"found": "1.001193", "against": "1.004873"},
        {
            "document_id": f"{COUNTED}.1",
            "code": "sheet_count",
            "found": "3",
            "against": "1",
        },
    ]
    assert answer.json["contradictions"] == found
    # The idle sheet alone is an error: its papers are missing.
    assert (answer.code, answer.json["documents"]["quarantined"]) == (1, 1)
    documents = {row["document_id"]: row for row in table(archive, "documents")}
    assert documents[f"{STACKED}.2"]["procedure_code"] == "1.004873"
    status = sohoa("status", "--archive", archive, "--json").json
    assert status["contradictions"] == found
    assert [one["code"] for one in status["quarantined"]] == ["separator_without_pages"]
    said = sohoa("status", "--archive", archive).out
    assert f"{STACKED}.2" in said and "H26.27-220105-0007" in said
    events = {(row["action"], row["item"]) for row in table(archive, "events")}
    assert {("contradiction found", one["document_id"]) for one in found} <= events
    assert ("refusal", "stack-1#3") in events
    out = tmp_path / "can-xem.csv"
    assert sohoa("review", "list", "--archive", archive, "--out", out).code == 0
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    why = {
        row["Văn bản"]: row["Vì sao cần xem"]
        for row in rows
        if row["Việc"] == "văn bản"
    }
    assert (
        f"mã trên giấy là của hồ sơ khác: H26.27-220105-0007 / {STACKED}"
        in why[f"{STACKED}.2"]
    )
    for row in rows:
        row["Quyết định"] = "đúng" if row["Việc"] == "văn bản" else ""
    with out.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    applied = sohoa("review", "apply", out, *common, "--json")
    assert applied.code == 0, applied.err
    assert sohoa("status", "--archive", archive, "--json").json["contradictions"] == []
