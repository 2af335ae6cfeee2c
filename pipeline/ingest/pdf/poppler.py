"""Poppler: pages drawn by pdftoppm, and single image streams decoded exactly by pdfimages.

Poppler gets a file of its own that holds just what is to be drawn, so that nothing else in a
received file can disturb it. What it complains of is judged by what is lost on the page:
configs/poppler.toml.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pikepdf

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.common.steady import steady_file
from pipeline.errors import InputError, MissingToolError, TransientInputError
from pipeline.ingest.pdf.document import find_inherited
from pipeline.ingest.pictures.opening import open_image
from pipeline.trouble import check_helper
from schemas.geometry import BoundingBox
from schemas.imaging import Pixels

_TIMEOUT = 300
_PPM = re.compile(rb"P6\s(\d+)\s(\d+)\s255\s")
_COMPLAINT = re.compile(r"^(?:Syntax|Internal|I/O|Config) Error|^Unimplemented Feature")


class Complaints(Data):
    """configs/poppler.toml: which complaints mean what."""

    harmless: tuple[re.Pattern[str], ...]
    without_font: tuple[re.Pattern[str], ...]
    damaged: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=1)
def load_complaints() -> Complaints:
    """The judgement of poppler's complaints, read once a process.

    Raises:
        UsageError: `config_invalid`.
    """
    return load_data(Complaints, CONFIGS / "poppler.toml")


def draw_page(
    pdf: pikepdf.Pdf,
    page: pikepdf.Page,
    box: BoundingBox,
    resolution: float,
    *,
    smooth: bool = True,
    fontless_text_is_seen: bool = True,
) -> Pixels:
    """A part of a page as a reader would show it, RGB, not turned by its /Rotate.

    Args:
        pdf: the file.
        page: its page.
        box: the part, in points.
        resolution: pixels for 72 points.
        smooth: grey edges of letters and lines; without, black on white stays black on white.
        fontless_text_is_seen: text in a font that the page lacks would be seen, so that it is lost.

    Raises:
        ValueError: poppler says that something of the page is missing.
        InputError: `unsupported_page`, something that poppler can't draw.
        TransientInputError: poppler was killed, lacked memory or room, or takes longer than five
            minutes.
        MissingToolError: poppler is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        holder = Path(folder) / "page.pdf"
        _write_page(pdf, page, box, holder)
        edges = [] if smooth else ["-aa", "no", "-aaVector", "no"]
        done = _run(
            ["pdftoppm", "-r", f"{resolution:.6f}", *edges, str(holder)], Path(folder)
        )
    _judge(done.stderr, fontless_text_is_seen)
    head = _PPM.match(done.stdout[:64])
    if head is None:
        raise ValueError("the page can't be drawn")
    width, height = int(head[1]), int(head[2])
    return np.frombuffer(done.stdout, np.uint8, width * height * 3, head.end()).reshape(
        height, width, 3
    )


def decode_streams(
    pdf: pikepdf.Pdf, streams: Sequence[pikepdf.Object]
) -> tuple[Pixels, ...]:
    """Image XObjects decoded at their own size, (h, w) or (h, w, 3); bilevel ones as 0 and 255.

    Raises:
        ValueError: poppler meets an error or does not give one picture for each stream.
        TransientInputError: poppler was killed, lacked memory or room, or takes longer than five
            minutes.
        MissingToolError: poppler is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="sohoa-") as name:
        folder = Path(name)
        _write_holder(pdf, streams, folder / "images.pdf")
        done = _run(
            ["pdfimages", "-png", str(folder / "images.pdf"), f"{name}/image"], folder
        )
        files = sorted(folder.glob("image-*.png"))
        if len(files) != len(streams):
            check_helper("pdfimages", 0, done.stderr, folder)
        _judge(done.stderr, fontless_text_is_seen=True)
        if len(files) != len(streams):
            raise ValueError("the picture can't be decoded")
        try:
            return tuple(_read(file) for file in files)
        except (OSError, SyntaxError, ValueError):
            # A picture that was written by half: is it the disk?
            check_helper("pdfimages", 0, done.stderr, folder)
            raise


def run_tool(
    command: Sequence[str], timeout_s: int = _TIMEOUT, writes_to: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """One of poppler's programs, to its end.

    Raises:
        ValueError: it failed because of what it was given.
        TransientInputError: it was killed, lacked memory or room, or takes too long.
        MissingToolError: it is not installed.
        OSError: it could not be started.
    """
    try:
        done = subprocess.run(
            list(command), capture_output=True, timeout=timeout_s, check=False
        )
    except FileNotFoundError:
        raise MissingToolError(
            "missing_poppler",
            "poppler is not installed",
            remedy="apt-get install poppler-utils",
        ) from None
    except subprocess.TimeoutExpired as error:
        raise TransientInputError(
            "too_slow",
            f"{command[0]} takes longer than {timeout_s} seconds",
            values={"program": command[0]},
            remedy="try again when the machine is less busy: sohoa retry; else print the file to "
            "a plain PDF",
        ) from error
    if done.returncode:
        check_helper(command[0], done.returncode, done.stderr, writes_to)
        raise ValueError(f"{command[0]} fails")
    return done


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    return run_tool(command, writes_to=folder)


def _judge(stderr: bytes, fontless_text_is_seen: bool) -> None:
    known = load_complaints()
    passed = (
        known.harmless
        if fontless_text_is_seen
        else (*known.harmless, *known.without_font)
    )
    for line in stderr.decode("utf-8", "replace").splitlines():
        if not _COMPLAINT.match(line) or _fits(line, passed):
            continue
        check_helper(
            "poppler", 0, stderr
        )  # what it could not do for want of memory is not the paper's fault
        if _fits(line, known.damaged):
            raise ValueError("something of the page is missing")
        raise InputError(
            "unsupported_page",
            "the page has text or pictures of a kind that can't be drawn here",
            remedy="print it to a plain PDF, or scan the paper",
        )


def _fits(line: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    return any(pattern.search(line) for pattern in patterns)


def _write_page(
    pdf: pikepdf.Pdf, page: pikepdf.Page, box: BoundingBox, path: Path
) -> None:
    """A file of the page alone: without its turn, its unit, what hangs on the document, and all
    outside the box."""
    with pikepdf.new() as holder:
        parts = pikepdf.Dictionary(_page_parts(pdf, page))
        copied = holder.copy_foreign(pdf.make_indirect(parts))
        for key in ("/OCProperties", "/AcroForm"):
            if key in copied:
                holder.Root[key] = copied[key]
        if "/AcroForm" in copied:
            holder.Root.AcroForm.Fields = _widgets(copied["/Annots"])
        held = holder.add_blank_page(page_size=(72, 72)).obj
        for key in ("/Resources", "/Contents", "/Annots", "/Group"):
            if key in copied:
                held[key] = copied[key]
        held.MediaBox = pikepdf.Array([box.x0, box.y0, box.x1, box.y1])
        with steady_file(path) as file:
            holder.save(file)


def _page_parts(pdf: pikepdf.Pdf, page: pikepdf.Page) -> dict[str, pikepdf.Object]:
    """What decides how a page looks, its own and the document's."""
    parts = {"/Resources": find_inherited(page, "/Resources")}
    parts |= {key: page.obj.get(key) for key in ("/Contents", "/Group")}
    layers = pdf.Root.get("/OCProperties")
    if isinstance(layers, pikepdf.Dictionary) and "/D" in layers:
        parts["/OCProperties"] = layers
    notes = page.obj.get("/Annots")
    if isinstance(notes, pikepdf.Array):
        real = [one for one in notes if isinstance(one, pikepdf.Dictionary)]
        parts["/Annots"] = pikepdf.Array([_indirect(pdf, one) for one in real])
        parts["/AcroForm"] = _form_looks(pdf.Root.get("/AcroForm"))
    return {key: value for key, value in parts.items() if value is not None}


def _form_looks(form: pikepdf.Object | None) -> pikepdf.Dictionary:
    """How the fields of a form are to be drawn."""
    known = form if isinstance(form, pikepdf.Dictionary) else pikepdf.Dictionary()
    looks = ("/DA", "/DR", "/Q", "/NeedAppearances")
    return pikepdf.Dictionary({key: known[key] for key in looks if key in known})


def _widgets(notes: pikepdf.Object) -> pikepdf.Array:
    """The annotations that are fields of a form."""
    widget = pikepdf.Name.Widget
    return pikepdf.Array([one for one in notes if one.get("/Subtype") == widget])


def _indirect(pdf: pikepdf.Pdf, item: pikepdf.Object) -> pikepdf.Object:
    return item if item.is_indirect else pdf.make_indirect(item)


def _write_holder(
    pdf: pikepdf.Pdf, streams: Sequence[pikepdf.Object], path: Path
) -> None:
    with pikepdf.new() as holder:
        for stream in streams:
            copy = (
                holder.copy_foreign(stream)
                if not stream.is_owned_by(holder)
                else stream
            )
            page = holder.add_blank_page(page_size=(72, 72))
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=copy))
            page.obj.Contents = holder.make_stream(b"q 72 0 0 72 0 0 cm /Im Do Q")
        with steady_file(path) as file:
            holder.save(file)


def _read(file: Path) -> Pixels:
    with open_image(file.read_bytes()) as image:
        return np.asarray(
            image.convert("L" if image.mode in {"1", "L"} else "RGB"), dtype=np.uint8
        )
