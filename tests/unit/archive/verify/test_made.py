"""A file that was just made is looked at again: what is missing or wrong is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.profiles import load_profiles
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.verify.made import judge_made, judge_signed
from pipeline.config import load_settings
from pipeline.errors import TransientInputError
from schemas.archive import ArchivalPdf, ReceivedVerdict
from tests.support.archive_pages import VN, blank_page, description, drawn_page


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "keys"
    make_development_keys(folder, "Cơ quan thử")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ArchivalPdf:
    pages = [drawn_page(lines=3), blank_page()]
    place = tmp_path_factory.mktemp("made") / "a.pdf"
    return write_archival_pdf(pages, description(), place)


@pytest.fixture(scope="module")
def signed(made: ArchivalPdf, keys: Path) -> Path:
    settings = load_settings(environ={}, options={"keys": {"development": True}})
    profile = load_profiles()["archive-organ"].model_copy(update={"level": "B-T"})
    signer = open_signer(profile, keys, settings.keys, settings.organ, "Lê Thị Thử")
    out = Path(made.path).with_name("signed.pdf")
    signer.sign(made, out, datetime.now(VN))
    return out


def test_what_is_sound_is_valid(made: ArchivalPdf, signed: Path, keys: Path) -> None:
    assert judge_made(signed, made, keys, signed=True) is ReceivedVerdict.VALID
    assert judge_made(Path(made.path), made, keys, signed=False) is None


def test_an_issuer_that_is_not_known_here_is_told(signed: Path, tmp_path: Path) -> None:
    (tmp_path / "trust").mkdir()
    assert judge_signed(signed, tmp_path) is ReceivedVerdict.UNTRUSTED


def test_a_signature_that_is_missing_is_found(made: ArchivalPdf, keys: Path) -> None:
    with pytest.raises(TransientInputError, match="no_signature") as caught:
        judge_made(Path(made.path), made, keys, signed=True)
    assert caught.value.code == "made_unsound"


@pytest.mark.parametrize("part", [0.3, 0.6])
def test_a_byte_that_changed_on_the_disk_is_found(
    signed: Path, made: ArchivalPdf, keys: Path, tmp_path: Path, part: float
) -> None:
    data = bytearray(signed.read_bytes())
    data[int(part * Path(made.path).stat().st_size)] ^= 1
    (tmp_path / "b.pdf").write_bytes(data)
    with pytest.raises(TransientInputError):
        judge_made(tmp_path / "b.pdf", made, keys, signed=True)


def without_text(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(b"q 9 0 0 9 0 0 cm /Im Do Q")


def other_picture(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.XObject.Im = pdf.pages[1].Resources.XObject.Im


def without_a_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1]


def without_colours(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def without_a_claim(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (without_text, "pdf_no_text"),
        (other_picture, "pdf_stream_damaged"),
        (without_a_page, "pdf_stream_damaged"),
        (without_colours, "pdf_no_pdfa_claim"),
        (without_a_claim, "pdf_no_pdfa_claim"),
    ],
)
def test_what_was_not_written_is_found(
    made: ArchivalPdf,
    keys: Path,
    tmp_path: Path,
    change: Callable[[pikepdf.Pdf], None],
    found: str,
) -> None:
    with pikepdf.open(made.path) as pdf:
        change(pdf)
        pdf.save(tmp_path / "b.pdf")
    with pytest.raises(TransientInputError, match=found):
        judge_made(tmp_path / "b.pdf", made, keys, signed=False)
