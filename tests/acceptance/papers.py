"""Papers of the day, by seed: sound scans, spoiled ones, and the citizens that they name."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from synthetic import (
    Cast,
    Paper,
    degrade,
    make_paper,
    make_register,
    render_paper,
    write_register,
)

CITIZENS = 2_000
_SEXES = {"M": "Nam", "F": "Nữ"}


@dataclass(frozen=True)
class Scan:
    """A scanned paper: its file, pages, and the number of the citizen that it is about; `signed`:
    it came so."""

    path: Path
    pages: int
    citizen_id: str | None
    signed: bool = False


class Papers:
    """Makes papers, each once, into a folder."""

    def __init__(self, folder: Path, seed: int, level: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._level = folder, level
        self._rng = np.random.default_rng(seed)
        self._register = make_register(CITIZENS, seed=1)
        self._count = 0

    def write_register(self) -> Path:
        """The citizens as a table to build the register from."""
        path = self._folder / "dan-cu.csv"
        write_register(self._register, path)
        return path

    def scan(self, kind: str) -> Scan:
        """A sound scan of one page."""
        paper, page = self._page(kind)
        return self._kept(_jpeg(page), ".jpg", paper)

    def spoiled(self, kind: str) -> tuple[Scan, Scan]:
        """A scan whose upper right corner is blurred, and a sound one of the same paper."""
        paper, page = self._page(kind)
        soft = page.copy()
        part = np.s_[: page.shape[0] // 3, page.shape[1] // 2 :]
        soft[part] = cv2.GaussianBlur(soft[part], (0, 0), 4)
        return (
            self._kept(_jpeg(soft), ".jpg", paper),
            self._kept(_jpeg(page), ".jpg", paper),
        )

    def broken(self) -> Path:
        """A file that is no scan."""
        self._count += 1
        path = self._folder / f"hong-{self._count}.pdf"
        path.write_bytes(b"no pdf")
        return path

    def copy_of(self, content: bytes) -> Scan:
        """A signed file as somebody else has made it."""
        return self._kept(content, ".pdf", None)

    def card_of(self, citizen_id: str) -> str:
        """The text of a citizen's card."""
        ids = self._register.table.column("citizen_id").to_pylist()
        row: dict[str, Any] = self._register.row(ids.index(citizen_id))
        year, month, day = (row["birth_date"] + "-01-01").split("-")[:3]
        facts = (
            citizen_id,
            row["old_id"] or "",
            row["full_name"],
            f"{day}{month}{year}",
            _SEXES[row["gender"]],
            f"{row['commune_name']}, {row['province_name']}",
            "01012026",
        )
        return "|".join(facts)

    def _page(self, kind: str) -> tuple[Paper, np.ndarray]:
        cast = Cast(self._register, self._rng, outsiders=0)
        paper = make_paper(kind, self._rng, cast=cast)
        worn = degrade(render_paper(paper, dpi=200)[0], self._level, self._rng)
        return paper, np.asarray(worn.image.convert("RGB"))

    def _kept(self, content: bytes, ending: str, paper: Paper | None) -> Scan:
        self._count += 1
        path = self._folder / f"{self._count:04d}{ending}"
        path.write_bytes(content)
        subjects = (
            [one for one in paper.parties if one.role == "subject"] if paper else []
        )
        citizen = subjects[0].citizen_id if subjects else None
        return Scan(path, 1, citizen, signed=paper is None)


def _jpeg(page: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(page).save(out, "JPEG", quality=80, dpi=(200, 200))
    return out.getvalue()
