"""Public programs that do a part of the same work, run on the same input: tesseract, OCRmyPDF,
Splink."""

from __future__ import annotations

import importlib.util
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from benchmarks.measure import CommandRun, python_command, run_command

INSTALL = "bash scripts/setup.sh --peers"


def absent(reason: str) -> dict[str, Any]:
    """What stands in the result where no peer was run."""
    return {"peer": None, "reason": reason}


def why_not(module: str, peers: bool) -> str | None:
    """Why the peer that is the Python package `module` is not run; None where it can be."""
    if not peers:
        return "not asked for"
    if importlib.util.find_spec(module) is None:
        return f"{module} is not installed; {INSTALL}"
    return None


def why_no_tesseract(peers: bool) -> str | None:
    """Why the tesseract command is not run; None where it can be."""
    if not peers:
        return "not asked for"
    return (
        None if shutil.which("tesseract") else "the tesseract command is not installed"
    )


def package_version(name: str) -> str | None:
    """An installed distribution's version."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def tesseract_version() -> str | None:
    """What `tesseract --version` says of the program."""
    if not shutil.which("tesseract"):
        return None
    return (
        run_command(["tesseract", "--version"])
        .stdout.split("\n")[0]
        .removeprefix("tesseract ")
    )


def tesseract_text(picture: Path) -> CommandRun:
    """`tesseract FILE - -l vie`: a process a page, page segmentation mode 3, as pytesseract runs it
    by default."""
    return run_command(["tesseract", picture, "-", "-l", "vie"])


def tesseract_turn(picture: Path) -> tuple[int | None, CommandRun]:
    """Tesseract's orientation test: the clockwise turn that puts the page upright, None where it
    gives up."""
    run = run_command(["tesseract", picture, "-", "--psm", "0", "-l", "osd"])
    for line in run.stdout.splitlines():
        if line.startswith("Rotate:"):
            return int(line.split(":")[1]), run
    return None, run


def ocrmypdf(source: Path, out: Path, *options: str, jobs: int = 1) -> CommandRun:
    """OCRmyPDF with its defaults for `vie`. It makes itself nicer by 5; started at -5 it runs on
    equal terms."""
    command = python_command(
        "ocrmypdf", "-l", "vie", "--jobs", str(jobs), "--quiet", *options, source, out
    )
    fair = ["nice", "-n", "-5"] if _may_hurry() else []
    return run_command([*fair, *command])


def _may_hurry() -> bool:
    """Whether a niceness below zero is allowed (root)."""
    return run_command(["nice", "-n", "-5", "true"]).stderr == ""


def picture_pdf(pictures: list[Path], out: Path, dpi: int) -> None:
    """A scanner's PDF: JPEG files as they are, one a page."""
    with pikepdf.new() as book:
        for path in pictures:
            with Image.open(path) as image:
                width, height, mode = image.width, image.height, image.mode
            size = width * 72 / dpi, height * 72 / dpi
            stream = book.make_stream(
                path.read_bytes(),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=width,
                Height=height,
                BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
                ColorSpace=pikepdf.Name.DeviceGray
                if mode == "L"
                else pikepdf.Name.DeviceRGB,
            )
            content = f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /Im Do Q".encode()
            page = pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=[0, 0, round(size[0], 3), round(size[1], 3)],
                Contents=book.make_stream(content),
                Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=stream)),
            )
            book.pages.append(pikepdf.Page(page))
        book.save(out)
