"""What every signer promises: a file at `out`, its hash and size, all pages and streams kept, and a
pickled copy."""

from __future__ import annotations

import hashlib
import pickle
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.profiles import load_profiles
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.signing.signer import Signer, UnsignedSigner
from pipeline.archive.signing.visible.stamp import place_stamp
from pipeline.archive.verify.written import check_signatures, check_structure
from pipeline.config import load_settings
from schemas.archive import ArchivalPdf
from schemas.geometry import BoundingBox
from tests.support.archive_pages import VN, blank_page, description, drawn_page

SETTINGS = load_settings(
    environ={},
    options={"keys": {"development": True}, "organ": {"name": "UBND xã Thử"}},
)


@pytest.fixture(scope="module")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    keys = tmp_path_factory.mktemp("contract") / "keys"
    make_development_keys(keys, "UBND xã Thử")
    return keys


def _pyhanko(profile: str, without: str = "") -> Callable[[Path], Signer]:
    def build(keys_dir: Path) -> Signer:
        keys = keys_dir
        if without:
            keys = keys_dir.parent / f"without-{without.replace('/', '-')}"
            if not keys.exists():
                shutil.copytree(keys_dir, keys)
                (keys / without).unlink()
        return open_signer(
            load_profiles()[profile], keys, SETTINGS.keys, SETTINGS.organ, "Lê Thị Thử"
        )

    return build


@pytest.fixture(
    params=[
        pytest.param(lambda _: UnsignedSigner(), id="unsigned"),
        pytest.param(_pyhanko("archive-organ"), id="organ-B-LTA"),
        pytest.param(_pyhanko("counter-person"), id="person-B-LTA"),
        pytest.param(_pyhanko("archive-organ", "trust/tsa-root.crl"), id="organ-B-T"),
        pytest.param(_pyhanko("archive-organ", "tsa.p12"), id="organ-B-B"),
    ]
)
def signer(request: pytest.FixtureRequest, keys_dir: Path) -> Signer:
    made: Signer = request.param(keys_dir)
    return made


@pytest.fixture
def pdf(tmp_path: Path) -> ArchivalPdf:
    return write_archival_pdf(
        [drawn_page("grey", lines=4), blank_page()],
        description(),
        tmp_path / "plain.pdf",
    )


def test_record_tells_the_file(
    signer: Signer, pdf: ArchivalPdf, tmp_path: Path
) -> None:
    out = tmp_path / "out.pdf"
    signed = signer.sign(pdf, out, datetime.now(VN))
    assert signed.path == str(out)
    assert signed.level == signer.level
    assert signed.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert signed.size == out.stat().st_size
    assert check_structure(out) is None


def test_pages_and_streams_stay(
    signer: Signer, pdf: ArchivalPdf, tmp_path: Path
) -> None:
    before = Path(pdf.path).read_bytes()
    signer.sign(pdf, tmp_path / "out.pdf", datetime.now(VN))
    assert (
        (tmp_path / "out.pdf").read_bytes().startswith(before)
    )  # signing only appends
    with pikepdf.open(tmp_path / "out.pdf") as opened:
        streams = [page.Resources.XObject.Im.read_raw_bytes() for page in opened.pages]
    assert (
        tuple(hashlib.sha256(stream).hexdigest() for stream in streams)
        == pdf.image_sha256
    )


def test_signature_stands_where_it_was_asked_to(
    signer: Signer, pdf: ArchivalPdf, tmp_path: Path
) -> None:
    box = BoundingBox(100, 700, 260, 740)
    signer.sign(pdf, tmp_path / "out.pdf", datetime.now(VN), box)
    with pikepdf.open(tmp_path / "out.pdf") as opened:
        places = [
            list(map(float, one.Rect)) for one in opened.pages[0].get("/Annots", [])
        ]
    visible = [place for place in places if place[2] > place[0]]
    assert visible == ([[100, 700, 260, 740]] if signer.stamp_size else [])


def test_place_and_size_go_together(signer: Signer) -> None:
    page = drawn_page("grey", lines=4).ocr
    box = place_stamp(page, [], signer.corner, signer.stamp_size)
    assert (box is None) == (signer.stamp_size is None)
    if box is not None and signer.stamp_size is not None:
        assert (box.width, box.height) == pytest.approx(signer.stamp_size, abs=0.01)
        assert (box.x0 < 60) == (signer.corner == "top-left")


def test_an_old_file_at_the_place_is_replaced(
    signer: Signer, pdf: ArchivalPdf, tmp_path: Path
) -> None:
    (tmp_path / "out.pdf").write_bytes(b"old" * 1_000_000)
    signed = signer.sign(pdf, tmp_path / "out.pdf", datetime.now(VN))
    assert signed.size < 1_000_000 and check_structure(tmp_path / "out.pdf") is None


def test_pickled_copy_is_as_good(
    signer: Signer, pdf: ArchivalPdf, tmp_path: Path, keys_dir: Path
) -> None:
    copy: Signer = pickle.loads(pickle.dumps(signer))
    assert (copy.profile, copy.level, copy.corner, copy.stamp_size) == (
        signer.profile,
        signer.level,
        signer.corner,
        signer.stamp_size,
    )
    copy.sign(pdf, tmp_path / "out.pdf", datetime.now(VN))
    verdicts = check_signatures(tmp_path / "out.pdf", keys_dir)
    assert len(verdicts) == (0 if signer.level == "unsigned" else 1)
    assert all(verdict.valid and verdict.level == signer.level for verdict in verdicts)
