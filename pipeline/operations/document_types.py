"""Document types tried on labelled samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.extract.document import extract_document
from pipeline.extract.samples.drawn import draw_page
from pipeline.extract.samples.truth import Judged, Truth, judge, read_truth
from pipeline.extract.types import DocumentTypes
from pipeline.operations.recognize import read_files
from schemas.ocr import PageReading
from schemas.work import Failure

_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pdf")


@dataclass(frozen=True, slots=True)
class Tried:
    """A sample by its text's path: its facts compared, or why its picture could not be read."""

    path: Path
    code: str
    facts: tuple[Judged, ...] = ()
    failure: Failure | None = None


def sample_texts(folder: Path) -> list[Path]:
    """The samples of a folder and those below it, by name.

    Raises:
        UsageError: `no_samples`: there are none.
    """
    found = sorted(folder.rglob("*.txt")) if folder.is_dir() else []
    if not found:
        raise UsageError(
            "no_samples",
            "there are no samples",
            item=str(folder),
            remedy="put NAME.txt there, each with its picture or a drawn page; see "
            "docs/document-types.md",
        )
    return found


def try_samples(
    samples: Sequence[Path], types: DocumentTypes, settings: Settings
) -> Iterator[Tried]:
    """Read each sample as a run would (a drawn page needs no recognition) and compare.

    Raises:
        UsageError: `sample_invalid`: a text can't be used, its type is unknown, or it has neither
            picture nor drawing. All texts are looked at before the first picture is read.
    """
    for path, truth in [(path, _usable(path, types)) for path in samples]:
        read = _read(path, truth, settings)
        if isinstance(read, Failure):
            yield Tried(path, truth.code, failure=read)
        else:
            record = extract_document(read, types, settings)
            yield Tried(path, truth.code, tuple(judge(truth, record)))


def _read(
    path: Path, truth: Truth, settings: Settings
) -> Sequence[PageReading] | Failure:
    picture = _picture(path)
    if picture is None:
        return [draw_page(truth.drawing)]
    (read,) = read_files([picture], settings)
    return read.failure or read.pages


def _usable(path: Path, types: DocumentTypes) -> Truth:
    truth = read_truth(path)
    if truth.code not in types.types:
        raise _unusable(path, f"there is no type {truth.code!r}")
    if not truth.drawing.strip() and _picture(path) is None:
        raise _unusable(path, "it has neither a picture beside it nor a drawn page")
    return truth


def _picture(path: Path) -> Path | None:
    beside = (path.with_suffix(suffix) for suffix in _PICTURES)
    return next((picture for picture in beside if picture.is_file()), None)


def _unusable(path: Path, problem: str) -> UsageError:
    return UsageError(
        "sample_invalid",
        f"the sample can't be used: {problem}",
        item=str(path),
        remedy="docs/document-types.md shows a sample",
        values={"reason": problem},
    )
