"""Reading copies: small, with the same words and the same look, and no record."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.reading.copy import write_reading_copy
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.verify.written import check_structure
from pipeline.config import load_settings
from pipeline.ingest.pictures.raster import g4_encode
from tests.support.archive_pages import VN, blank_page, description, drawn_page


def words(pdf: Path) -> list[str]:
    call = ["pdftotext", "-raw", str(pdf), "-"]
    done = subprocess.run(call, capture_output=True, check=True, encoding="utf-8")
    return done.stdout.split()


def look(pdf: Path, page: int = 0) -> np.ndarray:
    with pypdfium2.PdfDocument(pdf) as document:
        shown = document[page].render(scale=1).to_pil().convert("L")
    return np.asarray(shown, np.int16)


@pytest.fixture(scope="module")
def archival(tmp_path_factory) -> Path:
    """Colour, skewed grey, black and white, and an empty page."""
    place = tmp_path_factory.mktemp("reading") / "a.pdf"
    pages = [
        drawn_page("jpeg"),
        drawn_page("grey", width=1754, height=1240, rotation=90, skew=3.0),
        drawn_page("ccitt", lines=5),
        blank_page(),
    ]
    write_archival_pdf(pages, description(operator="Lê Thử"), place)
    return place


@pytest.fixture(scope="module")
def copy(archival) -> Path:
    place = archival.with_name("b.pdf")
    made = write_reading_copy(archival, place, g4_encode)
    assert (made.pages, made.layered) == (4, 3)
    assert made.size == place.stat().st_size < 0.5 * archival.stat().st_size
    return place


def test_the_words_and_the_look_are_the_same(archival, copy):
    assert words(copy) == words(archival)
    for page in range(4):
        assert np.abs(look(copy, page) - look(archival, page)).mean() < 3


def test_black_and_white_pages_keep_their_picture(archival, copy):
    with pikepdf.open(archival) as one, pikepdf.open(copy) as other:
        kept = [book.pages[2].Resources.XObject.Im for book in (one, other)]
        assert kept[0].read_raw_bytes() == kept[1].read_raw_bytes()
        assert "/Ink" not in other.pages[2].Resources.XObject


def test_it_says_that_it_is_a_copy(copy):
    assert check_structure(copy) is None
    with pikepdf.open(copy) as book, book.open_metadata() as meta:
        assert "Bản xem thu gọn" in str(meta["dc:title"])
        assert str(book.docinfo.Title) == str(meta["dc:title"])
        assert meta.pdfa_status == "2U"


def test_signatures_stay_behind(archival, tmp_path):
    make_development_keys(tmp_path / "keys", "UBND xã Thử")
    options = {"keys": {"development": True}, "organ": {"name": "UBND xã Thử"}}
    settings = load_settings(environ={}, options=options)
    signer = open_signer(
        profile_named("archive-organ"),
        tmp_path / "keys",
        settings.keys,
        settings.organ,
        "Lê Thử",
    )
    plain = write_archival_pdf([drawn_page("jpeg")], description(), tmp_path / "a.pdf")
    signer.sign(plain, tmp_path / "s.pdf", datetime.now(VN))
    before = (tmp_path / "s.pdf").read_bytes()
    write_reading_copy(tmp_path / "s.pdf", tmp_path / "r.pdf", g4_encode)
    assert (tmp_path / "s.pdf").read_bytes() == before
    data = (tmp_path / "r.pdf").read_bytes()
    assert b"/ByteRange" not in data and b"/DocTimeStamp" not in data
    with pikepdf.open(tmp_path / "r.pdf") as book:
        assert "/AcroForm" not in book.Root and "/DSS" not in book.Root


def test_the_same_file_gives_the_same_copy(archival, copy, tmp_path):
    write_reading_copy(archival, tmp_path / "c.pdf", g4_encode)
    assert (tmp_path / "c.pdf").read_bytes() == copy.read_bytes()
