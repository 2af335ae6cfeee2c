"""Opening a page of each accepted format: SHA-256, pixels to read, and the stream that the archival
file will hold.

Beside it what one would otherwise call: Pillow and img2pdf, for PDF pdf2image (poppler; pixels
only, no stream).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from pdf2image import convert_from_path
from PIL import Image

from benchmarks import peers as public
from benchmarks.measure import measured, middle, ratio
from benchmarks.sheets import DPI, all_sheets, scanned_papers
from pipeline.common.files import sha256_of
from pipeline.config import Settings, load_settings
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page

REPEATS = 5


def ingest(*, peers: bool, small: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """Open the same page out of each kind of file."""
    settings = load_settings(environ={})
    reason = public.why_not("img2pdf", peers)
    with tempfile.TemporaryDirectory() as folder:
        sheet = all_sheets(scanned_papers(Path(folder), "office", small=True))[0]
        files = _files(Path(folder), sheet.path)
        tell(f"ingest: {len(files)} formats")
        formats = {
            name: _format(path, settings, reason, 1 if small else REPEATS)
            for name, path in files.items()
        }
    return {"page": f"A4, {DPI} dpi, colour unless said otherwise", "formats": formats}


def _files(folder: Path, jpeg: Path) -> dict[str, Path]:
    """The page in every format."""
    picture = Image.open(jpeg).convert("RGB")
    files = {"jpeg": jpeg}
    resolution = {"dpi": (DPI, DPI)}
    for name, suffix, image, options in (
        ("png", "png", picture, resolution),
        ("tiff_lzw", "tif", picture, {**resolution, "compression": "tiff_lzw"}),
        (
            "tiff_g4_bilevel",
            "tif",
            picture.convert("L").point(lambda v: 255 * (v > 150)).convert("1"),
            {**resolution, "compression": "group4"},
        ),
        ("jpeg2000", "jp2", picture, {"quality_mode": "rates", "quality_layers": [16]}),
        ("webp", "webp", picture, {"quality": 80}),
        ("bmp", "bmp", picture, resolution),
    ):
        files[name] = folder / f"{name}.{suffix}"
        image.save(files[name], **options)
    files["pdf_one_image"] = folder / "image.pdf"
    public.picture_pdf([jpeg], files["pdf_one_image"], DPI)
    files["pdf_drawn"] = folder / "drawn.pdf"
    _drawn_pdf(files["pdf_one_image"], files["pdf_drawn"])
    return files


def _drawn_pdf(source: Path, out: Path) -> None:
    """The same page with a line drawn over the picture: no longer one image, so it must be
    rendered."""
    with pikepdf.open(source) as book:
        book.pages[0].contents_add(b"0 0 0 RG 2 w 50 50 m 300 60 l S")
        book.save(out)


def _format(
    path: Path, settings: Settings, reason: str | None, repeats: int
) -> dict[str, Any]:
    look = inspect_file(path, settings.limits)
    ours: list[float] = []
    theirs: list[float] = []
    drawn = path.suffix == ".pdf"
    for _ in range(repeats):
        with measured() as took:
            sha256_of(path)
            page = open_page(
                path, look.media_type, 0, settings.limits, settings.preprocess
            )
        ours.append(took.cpu_s)
        if drawn or reason is None:
            with measured() as took:
                (_drawn if drawn else _decoded_and_wrapped)(path)
            theirs.append(took.cpu_s)
    result: dict[str, Any] = {
        "bytes_in": path.stat().st_size,
        "bytes_kept": len(page.encoded.data),
        "filter": page.encoded.filter,
        "passthrough": page.encoded.passthrough,
        "rendered": page.rendered,
        "cpu_s": middle(ours),
    }
    if not theirs:
        return {**result, **public.absent(reason or "")}
    call = (
        f"pdf2image at {DPI} dpi"
        if drawn
        else "Pillow to RGB, and img2pdf for the stream"
    )
    return {
        **result,
        "peer": {"call": call, "cpu_s": middle(theirs)},
        "ours_to_peer": {"cpu_s": ratio(middle(ours), middle(theirs))},
    }


def _drawn(path: Path) -> None:
    convert_from_path(path, dpi=DPI)


def _decoded_and_wrapped(path: Path) -> None:
    """Pixels to read from, and a lossless stream for a PDF."""
    import img2pdf

    with Image.open(path) as image:
        image.convert("RGB").load()
    img2pdf.convert(path.read_bytes())
