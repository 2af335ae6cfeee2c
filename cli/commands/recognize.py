"""ocr: recognition alone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.options import ArchiveOption, Common, ConfigOption, DebugOption, JsonOption, LangOption
from cli.output import require_file_place, require_folder_place
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.folder import write_synced
from pipeline.messages import localized
from pipeline.ocr.export.overlay import draw_overlay
from pipeline.operations.recognize import (
    EXTENSIONS,
    ReadFile,
    Seen,
    as_json,
    count_pages,
    engine_names,
    read_files,
    rendered,
)
from pipeline.trouble import storage_at
from schemas.imaging import Pixels
from schemas.naming import cut_name
from schemas.ocr import PageReading

OVERLAY_FORMATS = (".png", ".jpg", ".jpeg")


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(ocr)


def ocr(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Scans.", show_default=False)
    ],
    engine: Annotated[
        str | None,
        typer.Option("--engine", help=f"One of: {', '.join(engine_names())}.", show_default=False),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text, alto, hocr or json.")] = "text",
    result: Annotated[
        Path | None, typer.Option("--out", help="A folder: one file per input.", show_default=False)
    ] = None,
    overlay: Annotated[
        Path | None,
        typer.Option(
            "--overlay",
            help="A picture to check by eye; several pages: F-1.png …",
            show_default=False,
        ),
    ] = None,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Chỉ nhận dạng chữ, không cần kho. Recognition alone, no archive needed.

    Example: sohoa ocr trang.png --format hocr --out ket-qua --overlay trang-doc.png
    """
    settings = Common(archive, json, config, lang).settings(ocr={"engine": engine})
    _check(files, form, result, overlay)
    if result is not None:
        require_folder_place(result)
    if overlay is not None:
        require_file_place(overlay, OVERLAY_FORMATS, "--overlay")
    drawn: list[Path] = []
    seen = _drawer(files, overlay, settings, drawn) if overlay is not None else None
    read = read_files(files, settings, seen)
    good = [one for one in read if one.failure is None]
    for one in read:
        if one.failure is not None:
            why = one.failure
            said, _ = localized(why.code, why.message, why.remedy, settings.lang, why.values)
            console.err(f"{one.path.name}: {said} [{one.failure.code}]")
    _answer(read, good, form, result, drawn, settings, json)
    if len(good) < len(read):
        raise typer.Exit(1)


def _check(files: Sequence[Path], form: str, result: Path | None, overlay: Path | None) -> None:
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


def _drawer(files: Sequence[Path], overlay: Path, settings: Settings, drawn: list[Path]) -> Seen:
    """What draws each page as it is read; `drawn` collects where the pictures went."""
    missing = [path for path in files if not path.is_file()]
    several = not missing and count_pages(files, settings) > 1
    texts = console.texts(settings.lang)

    def draw(path: Path, pixels: Pixels, reading: PageReading) -> None:
        number = len(drawn) + 1
        name = cut_name(f"{overlay.stem}-{number}", 255, overlay.suffix)
        place = overlay.with_name(name) if several else overlay
        flags = f" · {', '.join(reading.flags)}" if reading.flags else ""
        title = (
            f"{path.name} · {reading.page} · {reading.ocr.engine} · "
            f"{reading.ocr.language or '–'}{flags}"
        )
        picture = draw_overlay(
            pixels, reading.ocr, texts, min_confidence=settings.ocr.min_confidence, title=title
        )
        content = io.BytesIO()
        picture.save(content, "PNG" if place.suffix.lower() == ".png" else "JPEG")
        write_synced(place, content.getvalue())
        drawn.append(place)

    return draw


def _answer(
    read: Sequence[ReadFile],
    good: Sequence[ReadFile],
    form: str,
    result: Path | None,
    drawn: Sequence[Path],
    settings: Settings,
    json: bool,
) -> None:
    least = settings.ocr.min_confidence
    if result is not None:
        with storage_at(result):
            result.mkdir(exist_ok=True)
        for one in good:
            place = result / cut_name(one.path.stem, 255, EXTENSIONS[form])
            write_synced(place, rendered([one], form, least).encode())
        console.written(result, json)
    elif json:
        extra = {"overlays": [str(place) for place in drawn]} if drawn else {}
        console.answer_json({**as_json(read, least), **extra})
    else:
        console.out(rendered(good, form, least))
