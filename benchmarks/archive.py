"""The archival file: CPU beside recognition, bytes, cost of a signature; OCRmyPDF on the same JPEG
pages.

All pages make one document. *Beside recognition* is, for us, decode + codes + preparation + PDF/A +
ALTO; for the peer, its whole CPU minus that of `tesseract FILE - -l vie` on the same pages. *The
file alone* is decode + PDF/A + ALTO, against the peer's default; where the peer turns and levels
pages, so do we. Signing and judging are told apart: the peer does neither.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import peers as public
from benchmarks.described import OPERATOR, describe_paper
from benchmarks.measure import measured, middle, ratio
from benchmarks.reading import Read, read_jpeg
from benchmarks.sheets import DPI, all_sheets, scanned_papers
from pipeline.archive.alto import to_alto
from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.signing.visible.stamp import place_stamp
from pipeline.archive.verify.made import judge_made
from pipeline.common.clock import now
from pipeline.config import Settings, load_settings
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.stacks.codes import read_codes
from pipeline.preprocess.first_look import look_at
from pipeline.preprocess.prepare import prepare
from pipeline.preprocess.upright.deskew import sweep_page
from pipeline.preprocess.upright.turn import quarter_turn
from schemas.archive import ArchivalPdf, PageContent
from schemas.imaging import PageImage
from schemas.received.source import MediaType

REPEATS = 3
SIGNATURES = 15
PAGES = 20
PEER_OPTIONS = {"default": (), "deskew, rotate": ("--deskew", "--rotate-pages")}
_SAME_WORK = {
    "default": "cpu_s_per_page_file",
    "deskew, rotate": "cpu_s_per_page_file_upright",
}
"""Which of our figures does what the peer does beside recognition."""


@dataclass(slots=True)
class _Laps:
    """CPU seconds a page, one entry a pass."""

    whole: list[float]
    beside: list[float]
    file: list[float] = field(default_factory=list)
    upright: list[float] = field(default_factory=list)


def archive(*, peers: bool, small: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """Make one document of the fixed pages, sign it at two levels,
    and let OCRmyPDF make its own."""
    settings = load_settings(environ={})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sheets = all_sheets(scanned_papers(folder, "office", small=small, each=2))
        pictures = [sheet.path for sheet in sheets[:PAGES]]
        tell(f"archive: a document of {len(pictures)} pages")
        read_jpeg(pictures[0], settings)  # models are loaded once a process
        ours, theirs, made = (
            _Laps([], []),
            {key: _Laps([], []) for key in PEER_OPTIONS},
            {},
        )
        reason = public.why_not("ocrmypdf", peers) or public.why_no_tesseract(peers)
        for lap in range(1 if small else REPEATS):
            pdf, content = _ours(pictures, folder, settings, ours)
            if reason is None:
                tell(f"archive: OCRmyPDF, pass {lap + 1}")
                made = _theirs(pictures, folder, theirs)
        result: dict[str, Any] = {
            "pages": len(pictures),
            "bytes_in_per_page": round(
                sum(path.stat().st_size for path in pictures) / len(pictures)
            ),
            "ours": {
                "pdfa": pdf.pdfa_part,
                "bytes_per_page": round(Path(pdf.path).stat().st_size / len(pictures)),
                "cpu_s_per_page": middle(ours.whole),
                "cpu_s_per_page_beside_recognition": middle(ours.beside),
                "cpu_s_per_page_file": middle(ours.file),
                "cpu_s_per_page_file_upright": middle(ours.upright),
            },
            "signing": _signing(pdf, content[0], folder, settings),
        }
        if reason is not None:
            return {**result, **public.absent(reason)}
        return {**result, **_beside(result["ours"], theirs, made, len(pictures))}


def _ours(
    pictures: Sequence[Path], folder: Path, settings: Settings, laps: _Laps
) -> tuple[ArchivalPdf, list[PageContent]]:
    with measured() as reading:
        read = [
            read_jpeg(path, settings, number)
            for number, path in enumerate(pictures, start=1)
        ]
    with measured() as opening:
        for path in pictures:
            _open(path, settings)
    images = [_open(path, settings) for path in pictures]
    with measured() as levelling:
        for image in images:
            _put_upright(image, settings)
    with measured() as preparing:
        for image in images:
            read_codes(image.pixels)
            prepare(image, settings.preprocess)
    content = [_content(one) for one in read]
    with measured() as making:
        pdf = write_archival_pdf(
            content, describe_paper(settings.rules), folder / "ours.pdf"
        )
        (folder / "ours.alto.xml").write_bytes(
            to_alto(
                [one.ocr for one in content], file_name="ours.pdf", software="sohoa"
            )
        )
    laps.whole.append((reading.cpu_s + making.cpu_s) / len(pictures))
    file = opening.cpu_s + making.cpu_s
    laps.file.append(file / len(pictures))
    laps.upright.append((file + levelling.cpu_s) / len(pictures))
    laps.beside.append((file + preparing.cpu_s) / len(pictures))
    return pdf, content


def _open(path: Path, settings: Settings) -> PageImage:
    return open_page(path, MediaType.JPEG, 0, settings.limits, settings.preprocess)


def _put_upright(image: PageImage, settings: Settings) -> None:
    """Which way up a page stands, and by how much it leans."""
    look = look_at(image, clean=settings.preprocess.clean)
    most = settings.preprocess.max_skew_deg
    sweeps = sweep_page(look.letters, look.large.level, look.large.dpi, most)
    hint = image.rotation_hint
    quarter_turn(look.pixels, hint, look.view, look.letters, sweeps, None)


def _content(read: Read) -> PageContent:
    return PageContent(read.image.encoded, read.reading.ocr.geometry, read.reading.ocr)


def _signing(
    pdf: ArchivalPdf, first: PageContent, folder: Path, settings: Settings
) -> dict[str, Any]:
    """Milliseconds of CPU and bytes that a signature adds, without and with a time-stamper in
    process."""
    make_development_keys(folder / "keys", "Cơ quan mẫu")
    organ = settings.organ.model_copy(update={"name": "Cơ quan mẫu"})
    size, found = Path(pdf.path).stat().st_size, {}
    for with_stamper in (False, True):
        keys = settings.keys.model_copy(update={"development": with_stamper})
        signer = open_signer(
            profile_named(settings.archive.profile_run),
            folder / "keys",
            keys,
            organ,
            OPERATOR,
        )
        place = place_stamp(first.ocr, [], signer.corner, signer.stamp_size)
        spent: list[float] = []
        judged: list[float] = []
        for _ in range(SIGNATURES):
            with measured() as took:
                signed = signer.sign(pdf, folder / "signed.pdf", now(), place)
            spent.append(took.cpu_s * 1000)
            with measured() as took:
                judge_made(folder / "signed.pdf", pdf, folder / "keys", signed=True)
            judged.append(took.cpu_s * 1000)
        found[signed.level] = {
            "cpu_ms_per_file": middle(spent, 1),
            "cpu_ms_judging": middle(judged, 1),
            "bytes_added": signed.size - size,
        }
    return {"key": "RSA 3072, loaded once", **found}


def _theirs(
    pictures: list[Path], folder: Path, laps: dict[str, _Laps]
) -> dict[str, dict[str, Any]]:
    source = folder / "scan.pdf"
    public.picture_pdf(pictures, source, DPI)
    recognition = sum(public.tesseract_text(path).cpu_s for path in pictures)
    made: dict[str, dict[str, Any]] = {}
    for name, options in PEER_OPTIONS.items():
        out = folder / "theirs.pdf"
        run = public.ocrmypdf(source, out, *options)
        laps[name].whole.append(run.cpu_s / len(pictures))
        laps[name].beside.append((run.cpu_s - recognition) / len(pictures))
        made[name] = {
            "exit_code": run.code,
            "peak_memory_mb": round(run.peak_mb),
            "bytes_per_page": round(out.stat().st_size / len(pictures))
            if out.exists()
            else None,
        }
        out.unlink(missing_ok=True)
    return made


def _beside(
    ours: dict[str, Any],
    theirs: dict[str, _Laps],
    made: dict[str, dict[str, Any]],
    pages: int,
) -> dict[str, Any]:
    peer = {
        name: {
            **made[name],
            "cpu_s_per_page": middle(laps.whole),
            "cpu_s_per_page_beside_recognition": middle(laps.beside),
        }
        for name, laps in theirs.items()
    }
    return {
        "peer": {
            "program": f"OCRmyPDF {public.package_version('ocrmypdf')}, {pages} pages in one file, "
            "--jobs 1",
            **peer,
        },
        "ours_to_peer": {
            name: {
                **{
                    key: ratio(ours[key], figures[key])
                    for key in (
                        "cpu_s_per_page",
                        "cpu_s_per_page_beside_recognition",
                        "bytes_per_page",
                    )
                },
                "file": ratio(
                    ours[_SAME_WORK[name]], figures["cpu_s_per_page_beside_recognition"]
                ),
            }
            for name, figures in peer.items()
        },
    }
