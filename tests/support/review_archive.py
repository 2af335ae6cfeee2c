"""Archives with open items, made without reading a page: store, register and a drawn PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from pipeline.config import Settings, load_settings
from pipeline.folder import ArchiveFolder
from pipeline.match.register.build import build_register
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange

HEADER = "citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,province_name"
AN = "001075000123,123456789,Nguyễn Văn An,1975-03-12,M,001,00004,Phường Trúc Bạch,Hà Nội"
BINH = (
    "001190004567,,Trần Thị Thanh Bình,1990-11-30,F,001,00004,Phường Trúc Bạch,Hà Nội"
)
AN_2 = "001075000128,,Nguyễn Văn Ân,1975-03-21,M,001,00008,Phường Quán Thánh,Hà Nội"
DPI, WIDTH, HEIGHT = 200, 1654, 2339
BOX = (400.0, 600.0, 900.0, 640.0)


def settings_of(place: Path, **options: object) -> Settings:
    """Settings with the register that `make_review_archive` builds, and somebody who decides."""
    register = str(place / "register")
    return load_settings(
        place / "kho",
        options={"operator": "Phạm Thị Dung", "register": register, **options},
        environ={},
    )


def make_review_archive(place: Path) -> ArchiveFolder:
    """An archive of two documents in `place/kho`: one that is open as a whole, with a person in
    doubt and four values; one with a value. Beside it the register."""
    people = place / "people.csv"
    people.write_text("\n".join((HEADER, AN, BINH, AN_2, "")), encoding="utf-8")
    build_register(people, place / "register")
    folder = create_archive(place / "kho", development_keys=False)
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("documents", "pages", "fields", "matches")
    }
    for number, is_open in ((1, True), (2, False)):
        for name, found in document_rows(number, is_open).items():
            rows[name] += found
    ParquetStore(folder.store).commit(StoreChange(append=rows))
    draw_pdf(folder.root / rows["documents"][0]["pdf_path"])
    return folder


def draw_pdf(path: Path) -> None:
    """A page with a black bar where the values stand."""
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    ImageDraw.Draw(page).rectangle(BOX, fill=0)
    path.parent.mkdir(parents=True)
    page.save(path, format="PDF", resolution=DPI)


def document_rows(number: int, is_open: bool) -> dict[str, list[dict[str, Any]]]:
    """Rows of one document; the open one waits as a whole, for its person and for its values."""
    code = f"H26.27-241105-{number:04d}"
    document_id = f"{code}.1"
    document = {
        "document_id": document_id,
        "dossier_code": code,
        "ordinal": 1,
        "kind": "component",
        "agency_code": "H26.27",
        "document_type": "to_khai" if is_open else "giay_khai_sinh",
        "page_count": 1,
        "blank_pages": 0,
        "text": "",
        "pdf_path": f"documents/H26.27/2024/{code}/{document_id}.pdf",
        "batch_id": "run-1",
        "status": "needs_review" if is_open else "done",
        "review_reasons": ["type_unknown"] if is_open else [],
    }
    page = {
        "document_id": document_id,
        "page": 1,
        "width_px": WIDTH,
        "height_px": HEIGHT,
        "dpi": float(DPI),
        "skew_deg": 0.0,
        "rotation_deg": 0,
        "is_blank": False,
        "flags": [],
        "text": "",
    }
    match = {
        "document_id": document_id,
        "role": "applicant",
        "role_index": 1,
        "outcome": "review" if is_open else "matched",
        "citizen_id": None if is_open else "001190004567",
        "weight": 12.0,
        "probability": 0.7,
        "runner_up_weight": 9.0,
        "explanation": "họ tên: khớp hoàn toàn (+9,0)",
        "candidate_ids": ["001075000123", "001075000128"]
        if is_open
        else ["001190004567"],
    }
    return {
        "documents": [document],
        "pages": [page],
        "fields": list(_fields(document_id, is_open)),
        "matches": [match],
    }


def _fields(document_id: str, is_open: bool) -> Iterator[dict[str, Any]]:
    facts = {
        "full_name": "Nguyễn Văn An" if is_open else "Trần Thị Thanh Bình",
        "birth_date": "1975-03-12" if is_open else "1990-11-30",
        "gender": "M" if is_open else "F",
        "citizen_id": "001075000123" if is_open else "001190004567",
        "address": "Phường Trúc Bạch, Hà Nội",
    }
    unsure = set(facts) - {"address"} if is_open else {"birth_date"}
    for name, value in facts.items():
        yield {
            "document_id": document_id,
            "role": "applicant",
            "role_index": 1,
            "name": name,
            "value": value,
            "raw_value": value,
            "confidence": 0.5,
            "page": 1,
            **dict(zip(("x0", "y0", "x1", "y1"), BOX, strict=True)),
            "method": "ocr",
            "needs_review": name in unsure,
        }
