"""Limits that are checked before anything is decoded."""

from __future__ import annotations

from pathlib import Path

from pipeline.config import LimitSettings
from pipeline.errors import InputError, TransientInputError


def check_size(width: int, height: int, limits: LimitSettings, item: str, page: int | None = None) -> None:
    """Refuse pictures that are too large to decode safely or too small to be a page.

    Raises:
        InputError: `too_many_pixels` or `too_small`.
    """
    if width * height > limits.max_megapixels * 1e6:
        raise InputError(
            "too_many_pixels", f"a picture of {width} x {height} pixels", item=item, page=page,
            remedy=f"at most {limits.max_megapixels:g} megapixels; scan at a lower resolution",
        )  # fmt: skip
    if min(width, height) < limits.min_side_px:
        raise InputError(
            "too_small", f"a picture of {width} x {height} pixels is no page", item=item, page=page,
            remedy="scan the paper again",
        )  # fmt: skip


def unreadable(path: Path, page: int | None = None) -> TransientInputError:
    """The error for a file that can't be read now."""
    return TransientInputError(
        "unreadable", "the file can't be read", item=path.name, remedy="check permissions and the disk, then run again",
        page=page,
    )  # fmt: skip


def unsupported_image(path: Path, what: str, page: int | None = None) -> InputError:
    """The error for a sound picture of a kind that can't be read: scanning again would not help."""
    return InputError(
        "unsupported_image", f"a kind of picture that can't be read: {what}", item=path.name, page=page,
        remedy="open it in another program and save it as PDF, or as TIFF with LZW or G4",
    )  # fmt: skip
