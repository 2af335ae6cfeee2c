"""What a paper says, before it is filed: run in a worker as soon as its pages are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.config import Settings
from pipeline.desk.pages.covered import covered_values
from pipeline.desk.pages.crops import Crop, crops_of
from pipeline.desk.pages.looking import look_of
from pipeline.desk.pages.rescan import Remark, remarks_on
from pipeline.plan.documents import preview_document
from pipeline.plan.guard import StageClock, catch_failure
from pipeline.plan.pages import load_reading
from schemas.work import DocumentJob, DocumentRows, Failure


@dataclass(frozen=True, slots=True)
class Preview:
    """A paper as it would be filed, what to scan again, and pictures of its doubtful values."""

    rows: DocumentRows
    remarks: tuple[Remark, ...]
    crops: tuple[Crop, ...]


def preview_paper(job: DocumentJob, settings: Settings) -> Preview | Failure:
    """Extract and match a paper whose pages are all read; nothing is written.

    Args:
        job: the paper; its pages lie in `job.work`.
        settings: all settings.
    """

    def work(_: StageClock) -> Preview:
        rows = preview_document(job, settings)
        numbers = range(1, len(rows.pages) + 1)
        readings = [load_reading(Path(job.work), number) for number in numbers]
        looks = [look_of(job, number, settings) for number in numbers]
        signed = job.document.signed  # it is what it is: no scan of a paper
        again = remarks_on(rows.pages, readings, looks, in_colour=not signed)
        covered = tuple(covered_values(rows, readings, looks))
        shown = {one.field for one in covered}
        return Preview(
            rows,
            (*again, *covered),
            tuple(crops_of(rows, job.document, settings, shown)),
        )

    return catch_failure(work)
