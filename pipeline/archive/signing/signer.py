"""What signs archival files. "Do not sign" is a signer too, so that callers have no `if`."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pipeline.common.files import sha256_of
from schemas.archive import ArchivalPdf, SignedPdf
from schemas.geometry import BoundingBox
from schemas.states import SignatureLevel

FROM_PAPER = "Chuyển đổi từ văn bản giấy"
"""Why a digitized paper is signed: it was converted from paper."""


class Signer(Protocol):
    """Built once per process; pickles (a copy opens its keys anew)."""

    @property
    def profile(self) -> str:
        """Name of the signing profile."""

    @property
    def level(self) -> str:
        """B-B, B-T, B-LT, B-LTA or unsigned."""

    @property
    def corner(self) -> str:
        """Where page 1 shows the signature: top-left or top-right."""

    @property
    def stamp_size(self) -> tuple[float, float] | None:
        """(width, height) in points that the visible signature takes;
        None where nothing is seen."""

    def sign(
        self,
        pdf: ArchivalPdf,
        out: Path,
        when: datetime,
        box: BoundingBox | None = None,
        reason: str = FROM_PAPER,
    ) -> SignedPdf:
        """Write the signed file to `out` and sync it.

        Args:
            pdf: the finished file; its path may be gone afterwards.
            out: overwritten; a different path than the input's.
            when: the signing time that is claimed and shown, with its zone.
            box: place of the visible signature in points of page 1, (x0, y0) the lower left corner;
                None: the corner.
            reason: why it is signed, as the signature itself says.

        Raises:
            TransientInputError: `tsa_failed`, `tsa_expired`, `tsa_clock`, `signing_failed`.
        """


@dataclass(frozen=True, slots=True)
class UnsignedSigner:
    """Files stay as they are (`signing = "none"`)."""

    profile: str = "none"
    level: str = SignatureLevel.UNSIGNED
    corner: str = "top-right"
    stamp_size: tuple[float, float] | None = None

    def sign(
        self,
        pdf: ArchivalPdf,
        out: Path,
        when: datetime,
        box: BoundingBox | None = None,
        reason: str = FROM_PAPER,
    ) -> SignedPdf:
        """Move the bytes to `out`."""
        if Path(pdf.path) != out:
            shutil.move(pdf.path, out)
        with out.open("rb+") as file:
            os.fsync(file.fileno())
        return describe_signed(out, self.level)


def describe_signed(path: Path, level: str) -> SignedPdf:
    """The record of a file as it stands on disk."""
    return SignedPdf(str(path), level, sha256_of(path), path.stat().st_size)
