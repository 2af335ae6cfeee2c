"""ocr: recognition alone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.output import require_file_place, require_folder_place
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.operations.recognize import ReadFile, Seen
    from schemas.imaging import Pixels
    from schemas.ocr import PageReading

OVERLAY_FORMATS = (".png", ".jpg", ".jpeg")


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(ocr)


@with_common_options
def ocr(
    common: Common,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Scans.", show_default=False)
    ],
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            help="One of: ensemble, asternet, tesserocr, tesseract.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="text, alto, hocr or json.")
    ] = "text",
    result: Annotated[
        Path | None,
        typer.Option("--out", help="A folder: one file per input.", show_default=False),
    ] = None,
    overlay: Annotated[
        Path | None,
        typer.Option(
            "--overlay",
            help="A picture to check by eye; several pages: F-1.png …",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Chỉ nhận dạng chữ, không cần kho. Recognition alone, no archive needed.

    Example: sohoa ocr trang.png --format hocr --out ket-qua --overlay trang-doc.png
    """
    from pipeline.operations.recognize import read_files

    settings = common.settings(ocr={"engine": engine})
    _check(files, form, result, overlay)
    drawn: list[Path] = []
    seen = _drawer(files, overlay, settings, drawn) if overlay is not None else None
    read = read_files(files, settings, seen)
    good = [one for one in read if one.failure is None]
    _say_failures(read, settings.lang)
    least = settings.ocr.min_confidence
    if result is not None:
        _write(good, form, least, result)
        console.say_written(result, common.json)
    elif common.json:
        _answer_json(read, least, drawn)
    else:
        _show(good, form, least)
    if len(good) < len(read):
        raise typer.Exit(1)


def _check(
    files: Sequence[Path], form: str, result: Path | None, overlay: Path | None
) -> None:
    from pipeline.operations.recognize import EXTENSIONS

    if form not in EXTENSIONS:
        raise UsageError(
            "bad_format",
            "no such format",
            item="--format",
            remedy=f"one of: {', '.join(EXTENSIONS)}",
        )
    stems = [path.stem for path in files]
    if result is not None and len(set(stems)) < len(stems):
        twice = next(stem for stem in stems if stems.count(stem) > 1)
        raise UsageError(
            "same_output_name",
            "two files would be written under one name",
            item=twice,
            remedy="call sohoa ocr once for each of them",
        )
    if overlay is not None and overlay.suffix.lower() not in OVERLAY_FORMATS:
        raise UsageError(
            "bad_overlay",
            "the picture's name has no known ending",
            item="--overlay",
            remedy=f"one of: {', '.join(OVERLAY_FORMATS)}",
        )
    if result is not None:
        require_folder_place(result)
    if overlay is not None:
        require_file_place(overlay, OVERLAY_FORMATS, "--overlay")


def _drawer(
    files: Sequence[Path], overlay: Path, settings: Settings, drawn: list[Path]
) -> Seen:
    """What draws each page as it is read; `drawn` collects where the pictures went."""
    from pipeline.ocr.export.overlay import draw_overlay
    from pipeline.operations.recognize import count_pages

    missing = [path for path in files if not path.is_file()]
    several = not missing and count_pages(files, settings) > 1
    texts = console.texts(settings.lang)
    least = settings.ocr.min_confidence

    def draw(path: Path, pixels: Pixels, reading: PageReading) -> None:
        place = _add_number(overlay, len(drawn) + 1) if several else overlay
        title = _title(path, reading, settings.lang)
        picture = draw_overlay(
            pixels, reading.ocr, texts, min_confidence=least, title=title
        )
        content = io.BytesIO()
        picture.save(content, "PNG" if place.suffix.lower() == ".png" else "JPEG")
        _write_file(place, content.getvalue())
        drawn.append(place)

    return draw


def _add_number(overlay: Path, number: int) -> Path:
    from schemas.received.naming import cut_name

    return overlay.with_name(cut_name(f"{overlay.stem}-{number}", 255, overlay.suffix))


def _title(path: Path, reading: PageReading, lang: str) -> str:
    from pipeline.messages import worded

    facts = [
        path.name,
        str(reading.page),
        reading.ocr.engine,
        reading.ocr.language or "–",
    ]
    return "\n".join(
        [" · ".join(facts), *(worded(flag, lang)[0] for flag in reading.flags)]
    )


def _say_failures(read: Sequence[ReadFile], lang: str) -> None:
    from pipeline.messages import localized

    for one in read:
        if one.failure is not None:
            why = one.failure
            said, _ = localized(why.code, why.message, why.remedy, lang, why.values)
            console.err(f"{one.path.name}: {said} [{why.code}]")


def _write(good: Sequence[ReadFile], form: str, least: float, folder: Path) -> None:
    from pipeline.operations.recognize import EXTENSIONS, render_files
    from pipeline.trouble import storage_at
    from schemas.received.naming import cut_name

    with storage_at(folder):
        folder.mkdir(exist_ok=True)
    for one in good:
        place = folder / cut_name(one.path.stem, 255, EXTENSIONS[form])
        _write_file(place, render_files([one], form, least).encode())


def _write_file(place: Path, content: bytes) -> None:
    from pipeline.common.files import write_synced

    write_synced(place, content)


def _answer_json(read: Sequence[ReadFile], least: float, drawn: Sequence[Path]) -> None:
    from pipeline.operations.recognize import as_json

    extra = {"overlays": [str(place) for place in drawn]} if drawn else {}
    console.answer_json({**as_json(read, least), **extra})


def _show(good: Sequence[ReadFile], form: str, least: float) -> None:
    from pipeline.operations.recognize import render_files

    console.out(render_files(good, form, least))
