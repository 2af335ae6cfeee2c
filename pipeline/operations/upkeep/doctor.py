"""What the machine has, which versions, what is missing and how to get it."""

from __future__ import annotations

import io
import platform
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path

import pdf2image
import pikepdf
from pdf2image.exceptions import (
    PDFInfoNotInstalledError,
    PDFPageCountError,
    PDFPopplerTimeoutError,
    PDFSyntaxError,
)

from pipeline.archive.signing.profiles import load_profiles
from pipeline.archive.signing.visible.stamp import stamp_font
from pipeline.common.model_file import HashedFile, ModelFile, load_models
from pipeline.common.rules import load_rules
from pipeline.config import IndexSettings, OcrSettings, Settings
from pipeline.errors import DigitizationError
from pipeline.extract.types import load_document_types
from pipeline.ocr.language.charset import find_missing_characters
from pipeline.ocr.restoring.restorer import describe_restorer
from pipeline.ocr.tesseract.probe import probe_tesseract
from pipeline.ocr.tesseract.unicharset import read_alphabet
from pipeline.search.elastic import ElasticIndex

_PACKAGES = (
    "opencv-python",
    "onnxruntime",
    "tesserocr",
    "pytesseract",
    "pikepdf",
    "pdf2image",
    "pyhanko",
    "distributed",
    "pyarrow",
    "tantivy",
    "elasticsearch",
    "zxing-cpp",
    "rapidfuzz",
)
_DRAWING_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that sohoa stands on.

    `needed`: nothing works without it. `lacks`: for a model that reads, the characters that it
    can't write.
    """

    name: str
    version: str | None
    needed: bool
    remedy: str
    lacks: str = ""

    @property
    def found(self) -> bool:
        """Whether it is there."""
        return self.version is not None


def examine(settings: Settings) -> list[Part]:
    """All parts, in order of importance."""
    return [
        Part("Python", platform.python_version(), True, ""),
        *(Part(one, _package(one), True, "bash scripts/setup.sh") for one in _PACKAGES),
        *_readers(settings),
        *_data(settings),
        *_further(settings),
    ]


def _readers(settings: Settings) -> Iterator[Part]:
    """What pages are read and drawn with."""
    language = settings.ocr.language
    yield Part(
        "tesseract",
        _ask(lambda: _tesseract(language)),
        True,
        "apt-get install tesseract-ocr tesseract-ocr-vie",
        _ask(lambda: _unwritten(language)) or "",
    )
    used = read_by(settings.ocr)
    yield from (_model(one, one.name in used) for one in load_models().values())
    yield _restorer()
    yield Part("poppler", _poppler(), True, "apt-get install poppler-utils")
    remedy = "apt-get install fonts-freefont-ttf fonts-noto-core"
    yield Part("fonts", _ask(_fonts), True, remedy)


def _data(settings: Settings) -> Iterator[Part]:
    """The legal rules and document types of configs/."""
    rules = _ask(lambda: load_rules(settings.rules).describe())
    yield Part("rules edition", rules, True, "restore configs/rules/")
    types = _ask(_types)
    yield Part("document types", types, True, "restore configs/document_types/")


def _further(settings: Settings) -> Iterator[Part]:
    """What only some set-ups need."""
    if settings.index.kind == "elasticsearch":
        server = _ask(lambda: _server(settings.index))
        yield Part("Elasticsearch", server, False, "index.url")
    for name, option, package in (
        ("java", "-version", "openjdk-17-jdk-headless"),
        ("chromium", "--version", "chromium"),
    ):
        remedy = f"apt-get install {package} (tests only)"
        yield Part(name, _program(name, option), False, remedy)


def _package(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _ask(ask: Callable[[], str]) -> str | None:
    try:
        return ask()
    except DigitizationError:
        return None


def _server(settings: IndexSettings) -> str:
    server = ElasticIndex(settings)
    try:
        return server.server_version()
    finally:
        server.close()


def _tesseract(language: str) -> str:
    return probe_tesseract(language).version


def _unwritten(language: str) -> str:
    folder = Path(probe_tesseract(language).tessdata)
    alphabets = (
        read_alphabet(folder / f"{code}.traineddata") for code in language.split("+")
    )
    return "".join(
        find_missing_characters(symbol for alphabet in alphabets for symbol in alphabet)
    )


def read_by(settings: OcrSettings) -> tuple[str, ...]:
    """The models without which the chosen engine does not start."""
    return ("asternet",) if settings.engine in {"ensemble", "asternet"} else ()


def _model(model: ModelFile, needed: bool) -> Part:
    lacks = (
        "".join(find_missing_characters(model.alphabet)) if model.reads_lines else ""
    )
    return Part(
        model.name,
        _ask(partial(_whole, model)),
        needed,
        "bash scripts/models.sh",
        lacks,
    )


def _restorer() -> Part:
    described = describe_restorer()
    return Part(
        described.name, _ask(partial(_whole, described)), True, "git checkout models"
    )


def _whole(model: HashedFile) -> str:
    """Version and digest of a model file that is the one that belongs here."""
    model.verify()
    return f"{model.version} {model.sha256[:8]}"


def _fonts() -> str:
    for profile in load_profiles().values():
        stamp_font(profile.fonts, ["Ủy ban nhân dân"])
    return "ok"


def _types() -> str:
    return str(len(load_document_types().types))


def _poppler() -> str | None:
    """Poppler's version, where it draws a black page black: a program that is there may still lack
    its libraries."""
    version = _program("pdftoppm", "-v")
    if version is None:
        return None
    try:
        (drawn,) = pdf2image.convert_from_bytes(
            _black_page(), dpi=36, strict=True, timeout=_DRAWING_SECONDS
        )
    except (
        PDFInfoNotInstalledError,
        PDFPageCountError,
        PDFSyntaxError,
        PDFPopplerTimeoutError,
        ValueError,
    ):
        return None
    return version if drawn.getextrema() == ((0, 0),) * 3 else None


def _black_page() -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(72, 72))
        page.obj.Contents = pdf.make_stream(b"0 g 0 0 72 72 re f")
        content = io.BytesIO()
        pdf.save(content)
    return content.getvalue()


def _program(name: str, option: str) -> str | None:
    path = shutil.which(name)
    if path is None:
        return None
    done = subprocess.run([path, option], capture_output=True, text=True, check=False)
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else "?"
