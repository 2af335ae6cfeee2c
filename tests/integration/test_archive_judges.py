"""Two judges that are not ours, veraPDF and EU DSS, over an assortment of files
(tests/tools/validators)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.reading.copy import write_reading_copy
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.levels import open_timestamper
from pipeline.archive.signing.profiles import load_profiles
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.signing.trust import load_trust
from pipeline.archive.signing.updates.extending import extend
from pipeline.archive.signing.visible.stamp import place_stamp
from pipeline.config import Settings, load_settings
from pipeline.ingest.pictures.raster import g4_encode
from schemas.archive import ArchivalPdf, PageContent
from tests.support.archive_pages import VN, blank_page, description, drawn_page
from tests.support.kept_pages import kept_content, letter
from tests.support.office_pages import KEPT
from tests.support.outside_tools import judged

pytestmark = [pytest.mark.java, pytest.mark.usefixtures("java")]
KINDS = ("jpeg", "grey", "jpx", "ccitt", "inverted", "flate", "indexed")


def assortment() -> dict[str, list[PageContent]]:
    kinds = {kind: [drawn_page(kind, lines=6)] for kind in KINDS}
    return kinds | {
        "turned": [drawn_page(width=1754, height=1240, rotation=90, skew=3.0)],
        "skewed": [drawn_page("grey", rotation=180, skew=-7.0)],
        "blank": [blank_page(), blank_page("ccitt")],
        "thirty": [
            drawn_page("grey", width=827, height=1169, dpi=100.0, lines=8, seed=i)
            for i in range(30)
        ],
    }


@pytest.fixture(scope="module")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    keys = tmp_path_factory.mktemp("judges") / "keys"
    make_development_keys(keys, "Ủy ban nhân dân phường Hàng Bạc")
    picture = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse(
        (10, 10, 390, 390), outline=(200, 0, 0, 255), width=14
    )
    picture.save(keys / "seal.png", dpi=(300, 300))
    return keys


@pytest.fixture(scope="module")
def files(keys_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The assortment, unsigned and signed by each profile in turn."""
    folder = tmp_path_factory.mktemp("files")
    options = {
        "keys": {"development": True},
        "organ": {"name": "Ủy ban nhân dân phường Hàng Bạc, quận Hoàn Kiếm"},
    }
    settings = load_settings(environ={}, options=options)
    signers = [
        open_signer(
            profile, keys_dir, settings.keys, settings.organ, "Nguyễn Ngọc Ánh Thử"
        )
        for profile in load_profiles().values()
    ]
    for number, (name, pages) in enumerate(assortment().items()):
        operator = "Đặng Thị Ỷ Thử" if number % 2 else None
        pdf = write_archival_pdf(
            pages, description(operator=operator), folder / f"{name}.pdf"
        )
        signer = signers[number % len(signers)]
        assert signer.level == "B-LTA"
        box = place_stamp(pages[0].ocr, [], signer.corner, signer.stamp_size)
        signer.sign(pdf, folder / f"{name}.signed.pdf", datetime.now(VN), box)
    for name in ("jpeg.signed", "skewed", "blank", "turned.signed"):
        copy = folder / f"{name}.reading.pdf"
        write_reading_copy(folder / f"{name}.pdf", copy, g4_encode)
    _extended(keys_dir, settings, folder, tmp_path_factory.mktemp("stamped") / "s.pdf")
    return sorted(folder.glob("*.pdf"))


def _extended(keys: Path, settings: Settings, folder: Path, stamped: Path) -> None:
    """A B-T that became a B-LTA, and a B-LTA with one more timestamp."""
    profile = load_profiles()["archive-organ"].model_copy(update={"level": "B-T"})
    signer = open_signer(profile, keys, settings.keys, settings.organ, "Lê Thị Thử")
    signer.sign(
        ArchivalPdf(str(folder / "grey.pdf"), "2u", 1, ()), stamped, datetime.now(VN)
    )
    timestamper, trust = open_timestamper(keys, settings.keys), load_trust(keys)
    assert timestamper is not None
    extend(stamped, folder / "extended.signed.pdf", timestamper, trust)
    extend(
        folder / "jpeg.signed.pdf", folder / "renewed.signed.pdf", timestamper, trust
    )


def test_every_file_is_pdfa_2u(files: list[Path]) -> None:
    verdicts = judged("pdfa", files)
    assert len(verdicts) == len(files) == 28
    assert [
        one for one in verdicts if not one["compliant"] or one["flavour"] != "2u"
    ] == []


def test_every_signature_is_a_sealed_b_lta(files: list[Path], keys_dir: Path) -> None:
    signed = [path for path in files if path.name.endswith(".signed.pdf")]
    trust = [f"--trust={path}" for path in (keys_dir / "trust").glob("*.pem")]
    options = [part for one in trust for part in one.split("=", 1)]
    verdicts = judged("pades", signed, *options, "--sealed")
    assert len(verdicts) == 13
    for verdict in verdicts:
        assert verdict["valid"], verdict
        assert [one["level"] for one in verdict["signatures"]] == ["PAdES-BASELINE-LTA"]


def test_lower_levels_are_what_they_say(keys_dir: Path, tmp_path: Path) -> None:
    settings = load_settings(environ={}, options={"keys": {"development": True}})
    profile, made = load_profiles()["archive-organ"], []
    for missing, level in (("trust/root.crl", "B-T"), ("tsa.p12", "B-B")):
        keys = tmp_path / level
        shutil.copytree(keys_dir, keys)
        (keys / missing).unlink()
        pdf = write_archival_pdf([blank_page()], description(), tmp_path / "a.pdf")
        open_signer(profile, keys, settings.keys, settings.organ, "Thử").sign(
            pdf, tmp_path / f"{level}.pdf", datetime.now(VN)
        )
        made.append(tmp_path / f"{level}.pdf")
    options = [
        part
        for path in (keys_dir / "trust").glob("*.pem")
        for part in ("--trust", str(path))
    ]
    options += [
        part
        for path in (keys_dir / "trust").glob("*.crl")
        for part in ("--crl", str(path))
    ]
    verdicts = judged("pades", made, *options, "--sealed")
    assert [one["signatures"][0]["level"] for one in verdicts] == [
        "PAdES-BASELINE-T",
        "PAdES-BASELINE-B",
    ]
    assert all(one["valid"] for one in verdicts)


def test_pages_that_are_kept_are_pdfa_2u_beside_scans(
    browser: str, soffice: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    """As office programs and browsers write them; twice, so that they share their fonts."""
    papers = [letter(tmp_path / f"{n}.pdf", KEPT[what]) for n, what in enumerate(KEPT)]
    papers += [_printed(browser, tmp_path), soffice(_table(tmp_path), "pdf")]
    made = []
    for path in papers:
        page = kept_content(path)
        made.append(tmp_path / f"{path.stem}.made.pdf")
        pages = [page, drawn_page(lines=4), page]
        write_archival_pdf(pages, description(operator="Lê Thị Thử"), made[-1])
    verdicts = judged("pdfa", made)
    assert [one for one in verdicts if not one["compliant"]] == []
    assert {one["flavour"] for one in verdicts} == {"2u"}
    assert len(verdicts) == len(KEPT) + 2


def _printed(browser: str, folder: Path) -> Path:
    """A page that a browser prints."""
    (folder / "a.html").write_text(
        "<meta charset=utf-8><h1 style='color:#a00'>QUYẾT ĐỊNH</h1>"
        "<p>Cấp cho ông Nguyễn Văn Thuận <a href='https://example.org'>bản sao</a></p>"
        "<table border=1><tr><td>Số<td>123/QĐ-UBND</table>",
        encoding="utf-8",
    )
    out = folder / "printed.pdf"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    call = [browser, *options, f"--print-to-pdf={out}", str(folder / "a.html")]
    subprocess.run(call, check=True, capture_output=True)
    return out


def _table(folder: Path) -> Path:
    """A table that a spreadsheet prints."""
    path = folder / "table.csv"
    path.write_text("STT,Họ và tên\n1,Nguyễn Văn Thuận\n", encoding="utf-8")
    return path
