"""What is done to one page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pipeline import registry
from pipeline.common.files import write_synced
from pipeline.config import Settings
from pipeline.errors import InputError
from pipeline.extract.written.marking import mark_handwriting
from pipeline.extract.written.reader import digit_reader
from pipeline.folder import ArchiveFolder
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pages.text_layer import read_text_layer
from pipeline.ingest.stacks.codes import read_codes
from pipeline.ocr.checks.guards import guard_reading
from pipeline.ocr.stamps.marking import mark_stamps
from pipeline.ocr.text_layer.comparison import (
    BELIEVED,
    REJECTED,
    compare,
    compare_quickly,
)
from pipeline.ocr.text_layer.mending import mend_reading
from pipeline.ocr.text_layer.placement import place_layer
from pipeline.plan.guard import StageClock, catch_failure
from pipeline.plan.kept_pages import choose_content
from pipeline.plan.looks import Recognized, count_missed_rows, prepare_page
from pipeline.plan.recognition import recognize_page
from pipeline.plan.records import log_to_batch
from pipeline.preprocess.ink.ink_map import ink_map
from pipeline.preprocess.sheet import sheet_print
from pipeline.trouble import storage_at
from schemas.codec import from_plain, to_plain
from schemas.geometry import BoundingBox, PageGeometry
from schemas.imaging import CleanPage, EncodedImage, KeptPage, PageImage
from schemas.ocr import (
    HANDWRITING,
    HANDWRITTEN,
    STAMP,
    OcrPage,
    PageReading,
    TextLayer,
)
from schemas.received.source import PageCode, SourceFile
from schemas.work import Failure, PageDone, PageJob, StackPageJob, StackPageRead

T = TypeVar("T")


def read_page(job: PageJob, settings: Settings) -> PageDone | Failure:
    """Open, prepare and recognize one page; leave image stream and reading in the work folder."""

    def work(clock: StageClock) -> PageDone:
        with clock("ingest"):
            image = _open_page_of(job.file, job.index, settings)
            layer = read_text_layer(
                Path(job.file.path), job.file.media_type, job.index, image
            )
        reading = read_image(image, settings, clock, job.page, layer)
        with clock("ingest"):
            content, reading = choose_content(job, image, layer, reading)
            _keep(Path(job.work), content, reading)
        return PageDone(job.document_id, job.page, reading.seconds, clock.seconds)

    if job.gives_way_at is not None:
        ArchiveFolder(Path(job.gives_way_at)).give_way_to_counter()
    with log_to_batch(settings, Path(job.work), f"{job.document_id}/p{job.page}"):
        return _of_page(catch_failure(work, job.page), job.page)


def _open_page_of(file: SourceFile, index: int, settings: Settings) -> PageImage:
    if file.media_type is None:
        raise InputError(
            "unsupported_type", "the content is of no accepted type", item=file.name
        )
    return open_page(
        Path(file.path), file.media_type, index, settings.limits, settings.preprocess
    )


def read_image(
    image: PageImage,
    settings: Settings,
    clock: StageClock,
    page: int,
    layer: TextLayer | None = None,
) -> PageReading:
    """Everything that is read on one picture.

    Args:
        image: the page as received.
        settings: all settings.
        clock: adds up the seconds of the steps.
        page: its number in the document, from 1.
        layer: the text that the page brings along; believed only where it agrees with the picture.
    """
    with clock("codes"):
        codes = read_codes(image.pixels)
    with clock("preprocess"):
        clean = prepare_page(image, settings)
    flags: tuple[str, ...] = ()
    if layer is None:
        found = recognize_page(image, clean, settings, clock)
    else:
        found, flags = _read_with_layer(image, clean, layer, settings, clock)
    clean, ocr = found.clean, found.ocr
    if not (layer is not None and layer.drawn and BELIEVED in flags):
        with clock("ocr"):
            ocr = mark_stamps(ocr, image.pixels)
        with clock("extract"):
            ocr = mark_handwriting(ocr, image.pixels, digit_reader())
    return PageReading(
        page=page,
        ocr=ocr,
        is_blank=clean.is_blank,
        flags=(*clean.flags, *flags, *found.doubts, *_flags_of_marks(ocr)),
        dpi_known=image.dpi_known,
        codes=_place(codes, ocr.geometry),
        image_sha256=hashlib.sha256(image.encoded.data).hexdigest(),
        image_passthrough=image.encoded.passthrough,
        seconds=sum(clock.seconds.values()),
        stage_seconds=dict(clock.seconds),
        sheet=sheet_print(clean),
        ink=ink_map(image.pixels, image.dpi) if page == 1 else None,
    )


def _place(
    codes: Sequence[PageCode], geometry: PageGeometry
) -> tuple[tuple[str, BoundingBox], ...]:
    """Codes with their places on the upright page."""
    boxes = (BoundingBox(one.x0, one.y0, one.x1, one.y1) for one in codes)
    upright = geometry.to_upright
    pairs = zip(codes, boxes, strict=True)
    return tuple((code.text, upright.apply_box(box)) for code, box in pairs)


def _flags_of_marks(ocr: OcrPage) -> tuple[str, ...]:
    """What stands on a page besides its print."""
    stamped = any(line.is_stamped for line in ocr.lines)
    written = any(HANDWRITTEN in word.marks for word in ocr.words) or ocr.written
    return (STAMP,) * stamped + (HANDWRITING,) * bool(written)


def _read_with_layer(
    image: PageImage,
    clean: CleanPage,
    layer: TextLayer,
    settings: Settings,
    clock: StageClock,
) -> tuple[Recognized, tuple[str, ...]]:
    """Read a page that brings text along; the last part of the answer is the flag that says whether
    it was believed.

    Drawn text is compared with a quick reading first, which saves the whole one where the two
    agree.
    """
    if layer.drawn and not clean.is_blank:
        placed = place_layer(layer, clean, image.pixels)
        with clock("ocr"):
            engine = registry.open_engine(settings.ocr)
            agrees = placed and compare_quickly(placed, clean, engine).agrees
        if placed and agrees:
            return count_missed_rows(guard_reading(placed), clean, clock), (BELIEVED,)
    ours = recognize_page(image, clean, settings, clock)
    clean = ours.clean
    placed = place_layer(layer, clean, image.pixels)
    if placed is None or not compare(placed, clean, ours.ocr).agrees:
        return ours, (REJECTED,)
    mended = placed if layer.drawn else mend_reading(ours.ocr, placed)
    return count_missed_rows(guard_reading(mended), clean, clock), (BELIEVED,)


def read_stack_page(job: StackPageJob, settings: Settings) -> StackPageRead | Failure:
    """The codes on one page of a stack."""

    def work(clock: StageClock) -> StackPageRead:
        with clock("ingest"):
            image = _open_page_of(job.file, job.index, settings)
        with clock("codes"):
            codes = read_codes(image.pixels)
        return StackPageRead(job.page, tuple(code.text for code in codes))

    return _of_page(catch_failure(work, job.page + 1), job.page + 1)


def _of_page(answer: T, page: int) -> T:
    """A failure tells the page of the document or stack;
    decoders know only the one of their file."""
    return replace(answer, page=page) if isinstance(answer, Failure) else answer


def _keep(work: Path, kept: EncodedImage | KeptPage, reading: PageReading) -> None:
    with storage_at(work):
        work.mkdir(parents=True, exist_ok=True)
    stem = f"p{reading.page:05d}"
    write_synced(work / f"{stem}.img", kept.data)
    content = {"reading": to_plain(reading), **_describe(kept)}
    write_synced(
        work / f"{stem}.json", json.dumps(content, ensure_ascii=False).encode()
    )


def _describe(kept: EncodedImage | KeptPage) -> dict[str, object]:
    """What a page's file says of its stream, which lies beside it."""
    if isinstance(kept, KeptPage):
        return {"page": to_plain(replace(kept, data=b""))}
    return {
        "image": to_plain(replace(kept, data=b"", palette=None, jbig2_globals=None)),
        "palette": _hex(kept.palette),
        "jbig2_globals": _hex(kept.jbig2_globals),
    }


def _hex(content: bytes | None) -> str | None:
    """Bytes of an image that are no text."""
    return None if content is None else content.hex()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)


def load_reading(work: Path, page: int) -> PageReading:
    """What `read_page` left of a page."""
    return from_plain(
        PageReading, json.loads((work / f"p{page:05d}.json").read_bytes())["reading"]
    )


def load_content(work: Path, page: int) -> EncodedImage | KeptPage:
    """The image stream that `read_page` left of a page (earlier versions kept no palette), or the
    page itself where it is kept."""
    kept = json.loads((work / f"p{page:05d}.json").read_bytes())
    data = (work / f"p{page:05d}.img").read_bytes()
    if "page" in kept:
        return replace(from_plain(KeptPage, kept["page"]), data=data)
    image = from_plain(EncodedImage, kept["image"])
    return replace(
        image,
        data=data,
        palette=_bytes(kept.get("palette")),
        jbig2_globals=_bytes(kept.get("jbig2_globals")),
    )


def is_kept(work: Path, page: int) -> bool:
    """Whether both files of a page are there (each was moved into place whole)."""
    return (work / f"p{page:05d}.json").exists() and (
        work / f"p{page:05d}.img"
    ).exists()
