"""Limits that are checked before anything is decoded."""

from __future__ import annotations

from pathlib import Path

from pipeline.config import LimitSettings
from pipeline.errors import InputError, TransientInputError
from pipeline.trouble import FAILED, GONE, NO_ACCESS, machine_trouble


def check_size(
    width: int, height: int, limits: LimitSettings, item: str, page: int | None = None
) -> None:
    """Refuse pictures that are too large to decode safely or too small to be a page.

    Raises:
        InputError: `too_many_pixels` or `too_small`.
    """
    if width * height > limits.max_megapixels * 1e6:
        raise InputError(
            "too_many_pixels",
            f"a picture of {width} x {height} pixels",
            item=item,
            page=page,
            remedy=f"at most {limits.max_megapixels:g} megapixels; scan at a lower resolution",
        )
    if min(width, height) < limits.min_side_px:
        raise InputError(
            "too_small",
            f"a picture of {width} x {height} pixels is no page",
            item=item,
            page=page,
            remedy="scan the paper again",
        )


def unreadable(path: Path, page: int | None = None) -> TransientInputError:
    """The error for a file that can't be read now."""
    return TransientInputError(
        "unreadable",
        "the file can't be read",
        item=path.name,
        page=page,
        remedy="check permissions and the disk; it is tried again at the next run",
    )


def blame_machine(error: BaseException, path: Path, page: int | None = None) -> None:
    """Call this first where errors of decoders are caught broadly: is it the machine, and not the
    paper?

    Raises:
        TransientInputError: `unreadable` where the received file itself can't be read, else the
            code of the trouble (pipeline.trouble).
    """
    trouble = machine_trouble(error, path)
    if trouble is None:
        return
    if trouble.code in {NO_ACCESS, FAILED, GONE} and trouble.values["path"] == str(
        path
    ):
        raise unreadable(path, page) from error
    # Nothing but temporary files is written while a paper is read; a write does not name its file.
    found = machine_trouble(error) if trouble.of_storage else trouble
    raise (found or trouble).for_item(path.name, page) from error


def unsupported_error(path: Path, what: str, page: int | None = None) -> InputError:
    """The error for a sound picture of a kind that can't be read: scanning again would not help."""
    return InputError(
        "unsupported_image",
        f"a kind of picture that can't be read: {what}",
        item=path.name,
        page=page,
        remedy="open it in another program and save it as PDF, or as TIFF with LZW or G4",
    )
