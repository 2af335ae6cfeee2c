"""Pages as received: opened for crops, and looked over once for what another scan would mend."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from pipeline.common.files import write_synced
from pipeline.config import Settings
from pipeline.errors import DigitizationError
from pipeline.ingest.pages.page import open_page
from pipeline.plan.pages import read_page
from pipeline.preprocess.places import PageLook, look_over
from schemas.codec import from_plain, to_plain
from schemas.imaging import PageImage
from schemas.received.source import SourceFile
from schemas.work import DocumentJob, Failure, PageDone, PageJob

_PRIVATE = 0o600


def read_and_look(job: PageJob, settings: Settings) -> PageDone | Failure:
    """Read a page, as `read_page` does; what a look at it tells is kept beside the reading."""
    answer = read_page(job, settings)
    if isinstance(answer, PageDone):
        with suppress(
            DigitizationError
        ):  # it is read: the look is taken when asked for
            image = open_file(job.file, job.index, settings)
            _keep_look(Path(job.work), job.page, image)
    return answer


def look_of(job: DocumentJob, page: int, settings: Settings) -> PageLook:
    """What a look at a page of a paper has told; taken now where it was not kept.

    Raises:
        DigitizationError: the page can't be opened, or this machine's disk fails.
    """
    work = Path(job.work)
    try:
        return from_plain(PageLook, json.loads(_place(work, page).read_bytes()))
    except (OSError, ValueError):
        position, index = job.document.pages[page - 1]
        image = open_file(job.document.files[position], index, settings)
        return _keep_look(work, page, image)


def open_file(file: SourceFile, index: int, settings: Settings) -> PageImage:
    """A page of a file as received.

    Raises:
        InputError: it can't be read.
    """
    if file.media_type is None:
        raise ValueError("a file of no accepted type has no pages")
    return open_page(
        Path(file.path), file.media_type, index, settings.limits, settings.preprocess
    )


def _keep_look(work: Path, page: int, image: PageImage) -> PageLook:
    look = look_over(image)
    content = json.dumps(to_plain(look)).encode()
    write_synced(_place(work, page), content, _PRIVATE)
    return look


def _place(work: Path, page: int) -> Path:
    return work / f"p{page:05d}.look.json"
