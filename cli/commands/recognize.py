"""ocr: recognition alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.options import ArchiveOption, Common, ConfigOption, DebugOption, JsonOption, LangOption
from pipeline.errors import UsageError
from pipeline.operations.recognize import EXTENSIONS, as_json, read_files, rendered


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(ocr)


def ocr(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Scans.", show_default=False)],
    engine: Annotated[str | None, typer.Option("--engine", help="tesserocr or tesseract.", show_default=False)] = None,
    form: Annotated[str, typer.Option("--format", help="text, alto, hocr or json.")] = "text",
    result: Annotated[
        Path | None, typer.Option("--out", help="A folder: one file per input.", show_default=False)
    ] = None,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Chỉ nhận dạng chữ, không cần kho. Recognition alone, no archive needed.

    Example: sohoa ocr trang.png --format hocr --out ket-qua
    """
    settings = Common(archive, json, config, lang).settings(ocr={"engine": engine})
    if form not in EXTENSIONS:
        raise UsageError("bad_format", "no such format", item="--format", remedy=f"one of: {', '.join(EXTENSIONS)}")
    read = read_files(files, settings)
    good = [one for one in read if one.failure is None]
    for one in read:
        if one.failure is not None:
            console.err(f"{one.path.name}: {one.failure.message} [{one.failure.code}]")
    if result is not None:
        result.mkdir(parents=True, exist_ok=True)
        for one in good:
            (result / f"{one.path.stem}{EXTENSIONS[form]}").write_text(rendered([one], form), encoding="utf-8")
        console.written(result, json)
    elif json:
        console.answer_json(as_json(read))
    else:
        console.out(rendered(good, form))
    if len(good) < len(read):
        raise typer.Exit(1)
