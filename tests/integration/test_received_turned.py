"""Received files whose pages lie on their side or upside down: what is shown beside a value can be
read, whichever way the page came."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import numpy
import pikepdf
import pytest
from PIL import Image

from pipeline.serve.papers.documents import read_document
from pipeline.serve.papers.pictures import Pictures
from pipeline.store.parquet import ParquetStore
from synthetic import degrade, make_paper, render_paper
from tests.support.signed_pdfs import made_person, signed_pdf
from tests.support.whole_commands import OPERATOR, pdf_of, sohoa, table

pytestmark = pytest.mark.slow

TURNS = {
    "0001": (0, 0),
    "0002": (90, 0),
    "0003": (180, 0),
    "0004": (90, 90),
    "0005": (0, 270),
}
"""By dossier: how the picture lies in the file (degrees clockwise), and the page's /Rotate."""


def paper(lies: int, rotate: int) -> bytes:
    """A birth certificate that its office signed, as one page lying so."""
    rng = numpy.random.default_rng(7)
    page = degrade(
        render_paper(make_paper("giay_khai_sinh", rng), dpi=200)[0], "clean", rng
    )
    out = io.BytesIO()
    page.image.convert("RGB").rotate(-lies, expand=True).save(out, "JPEG", quality=80)
    with pikepdf.open(io.BytesIO(pdf_of(out.getvalue()))) as pdf:
        if rotate:
            pdf.pages[0].Rotate = rotate
        drawn = io.BytesIO()
        pdf.save(drawn)
    return signed_pdf(made_person("Nguyễn Văn An"), drawn.getvalue())


@pytest.fixture(scope="module")
def kho(
    tmp_path_factory: pytest.TempPathFactory, empty_archive: Path, register: Path
) -> Path:
    place = tmp_path_factory.mktemp("turned")
    archive = Path(shutil.copytree(empty_archive, place / "kho"))
    inbox = place / "inbox"
    inbox.mkdir()
    for code, (lies, rotate) in TURNS.items():
        (inbox / f"H26.31.02-260102-{code}.pdf").write_bytes(paper(lies, rotate))
    words = ("--archive", archive, "--register", register, "--operator", OPERATOR)
    answer = sohoa("run", inbox, *words, "--workers", 2, "--json")
    assert answer.code in (0, 1), answer.err
    return archive


def read(picture: bytes) -> str:
    """The digits that a reader who turns nothing finds in a picture of a line."""
    done = subprocess.run(
        ["tesseract", "-", "-", "-l", "vie", "--psm", "6"],
        input=picture,
        capture_output=True,
        check=True,
    )
    return re.sub(r"\D", "", done.stdout.decode())


@pytest.mark.parametrize("code", TURNS)
def test_the_crop_beside_a_number_can_be_read(kho: Path, code: str) -> None:
    document_id = f"H26.31.02-260102-{code}.1"
    (row,) = [
        one for one in table(kho, "documents") if one["document_id"] == document_id
    ]
    assert row["signature_level"] == "received"
    document = read_document(ParquetStore(kho / "store").snapshot(), document_id)
    pictures = Pictures(kho)
    numbers = [
        one
        for one in document.fields
        if one["name"] == "citizen_id" and one["value"] and one["x0"] is not None
    ]
    assert numbers
    for one in numbers:
        spot = document.spot(one)
        assert spot is not None
        crop = pictures.crop(document.page_file(1), _parts(spot.around.edges))
        assert one["value"] in read(crop), one
        width, height = Image.open(
            io.BytesIO(pictures.page(document.page_file(1)))
        ).size
        assert (width < height) == (document.shape(1)[0] < document.shape(1)[1])
        assert width < height  # a birth certificate stands upright


def _parts(edges: str) -> tuple[float, float, float, float]:
    left, top, right, bottom = (float(edge) for edge in edges.split(","))
    return left, top, right, bottom
