"""A small archive with open items and its pages: everything real but the recognition."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from starlette.testclient import TestClient

from pipeline.common.files import sha256_of
from pipeline.config import load_settings
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.match.register.build import build_register
from pipeline.operations.upkeep.create import create_archive
from pipeline.serve.accounts.users import Role, Users
from pipeline.serve.app import build_app
from pipeline.serve.site import Site
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.states import BatchKind
from schemas.tables.arrow import TABLES
from schemas.tables.disposal import Disposal
from schemas.work import Failure
from tests.support.disposal import record_disposal

PASSWORD = "bốn từ khó đoán"
EVIL = "<script>alert('x')</script>"
HOME = "http://127.0.0.1:8750"


def row(table: str, **values: Any) -> dict[str, Any]:
    """A row of a table; what is not given is null."""
    return {**dict.fromkeys(TABLES[table].names), **values}


def document(
    folder: ArchiveFolder, number: int, **values: Any
) -> dict[str, list[dict[str, Any]]]:
    """A document of one page with one doubtful birth date and one unclear person."""
    code = f"H26.27-24110{number}-0012"
    path = f"documents/H26.27/2024/{code}/{code}.1.pdf"
    place = folder.root / path
    place.parent.mkdir(parents=True)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(420, 594))
        page.Contents = pdf.make_stream(b"0.2 g 60 500 200 14 re f")
        pdf.save(place)
    ident = f"{code}.1"
    own = row(
        "documents",
        document_id=ident,
        dossier_code=code,
        ordinal=1,
        kind="result",
        agency_code="H26.27" if number % 2 else "H26.31",
        document_type="giay_khai_sinh",
        title=EVIL,
        page_count=1,
        pdf_path=path,
        pdf_sha256=sha256_of(place),
        signature_level="unsigned",
        batch_id="run-20241105-00001",
        digitized_at="2024-11-05T02:00:00.000+07:00",
        source_name=EVIL,
        status="done",
        review_reasons=[],
        text=EVIL,
        still_valid=True,
    )
    person = {"document_id": ident, "role": "subject", "role_index": 1}
    box = {
        "x0": 120.0,
        "y0": 160.0,
        "x1": 520.0,
        "y1": 190.0,
        "page": 1,
        "method": "ocr",
    }

    def value(name: str, text: str, unsure: bool = False) -> dict[str, Any]:
        confidence = 0.5 if unsure else 0.99
        more = {
            "name": name,
            "value": text,
            "raw_value": text,
            "confidence": confidence,
        }
        return row("fields", **person, **box, **more, needs_review=unsure)

    return {
        "documents": [own | values],
        "pages": [
            row(
                "pages",
                document_id=ident,
                page=1,
                width_px=840,
                height_px=1188,
                dpi=144.0,
                skew_deg=0.0,
                rotation_deg=0,
                is_blank=False,
                flags=[],
                text=EVIL,
            )
        ],
        "fields": [
            value("full_name", "Trần Ngọc Hùng"),
            value("birth_date", "2009-05-17", unsure=True),
            value("citizen_id", "001209000123", unsure=True),
            value("address", EVIL),
        ],
        "matches": [
            row(
                "matches",
                **person,
                outcome="review",
                explanation=EVIL,
                candidate_ids=["001209000123", "001209000124"],
                probability=0.8,
                weight=12.0,
            )
        ],
    }


_REGISTER = """citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,province_name,death_date
001209000123,,Trần Ngọc Hùng,2009-05-17,M,Hà Nội,00001,Phường Láng Đông,Hà Nội,
001209000124,,Trần Ngọc Hưng,2009-05-07,M,Hà Nội,00001,Phường Láng Đông,Hà Nội,2026-10-30
001180004567,012345678,Nguyễn Thị Hương,1980-02-03,F,Hà Nội,00001,Phường Láng Đông,Hà Nội,
"""


@dataclass(frozen=True)
class Kept:
    """An archive with three documents and one entry in quarantine."""

    folder: ArchiveFolder
    site: Site

    def events(self) -> list[dict[str, Any]]:
        return ParquetStore(self.folder.store).read("events").to_pylist()

    def audit(self) -> str:
        return self.folder.audit_file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive, its register and a user of each role, made once; copied by each test."""
    place = tmp_path_factory.mktemp("serve")
    folder = create_archive(place / "kho", development_keys=False)
    made = [document(folder, number) for number in (1, 2, 3)]
    change = {name: [one for rows in made for one in rows[name]] for name in made[0]}
    ParquetStore(folder.store).commit(StoreChange(append=change))
    received = place / "x.pdf"
    received.write_bytes(b"no pdf")
    failure = Failure(
        "broken_pdf", "the PDF is broken", "scan the paper again", "ingest"
    )
    folder.put_in_quarantine("giay-1", [("x.pdf", received)], {"code": failure.code})
    ledger = Ledger(folder.ledger_file)
    batch = ledger.batches.open(BatchKind.RUN, "/inbox", "Nguyễn Thị Mẫu")
    ledger.refusals.add("giay-1", "/inbox", EVIL, None, failure, batch)
    ledger.close()
    source = place / "register.csv"
    source.write_text(_REGISTER, encoding="utf-8")
    build_register(source, place / "so")
    for role in Role:
        Users.of(folder.keys).add(role, f"Phạm Thị {role.title()}", role, PASSWORD)
    return place


@pytest.fixture
def kept(tmp_path: Path, filled_folder: Path) -> Kept:
    place = shutil.copytree(filled_folder, tmp_path / "serve")
    settings = load_settings(environ={}, options={"register": str(place / "so")})
    site = Site.of(place / "kho", settings, double_keying=False)
    return Kept(site.folder, site)


@pytest.fixture
def visit(kept: Kept) -> Iterator[Callable[..., TestClient]]:
    """A browser of somebody who is signed in, by role; another one each time."""
    app = build_app(kept.site)
    opened: list[TestClient] = []

    def sign_in(login: str = "reviewer", role: str = "reviewer") -> TestClient:
        if kept.site.users.get(login) is None:
            kept.site.users.add(login, f"Phạm Thị {login.title()}", role, PASSWORD)
        client = TestClient(app, base_url=HOME, follow_redirects=False)
        opened.append(client)
        answer = client.post("/sign-in", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    yield sign_in
    for client in opened:
        client.close()


@pytest.fixture
def removed(kept: Kept) -> Disposal:
    """The first dossier, disposed of on a decision; its files are gone."""
    disposal = record_disposal(ParquetStore(kept.folder.store), "H26.27-241101-0012")
    for paper in disposal.papers:
        (kept.folder.root / paper.pdf_path).unlink()
    return disposal


def csrf_of(kept: Kept, client: TestClient) -> str:
    """The CSRF token of a browser's session, as its pages hold it."""
    session = kept.site.sessions.get(client.cookies.get("sohoa"))
    assert session is not None
    return session.csrf


def post(kept: Kept, client: TestClient, path: str, **form: str) -> Any:
    """What the script does: a POST with the token in a header, an answer in JSON."""
    headers = {"accept": "application/json", "x-csrf-token": csrf_of(kept, client)}
    return client.post(path, data=form, headers=headers)
