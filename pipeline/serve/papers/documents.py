"""One document as the pages show it: its row, pages, values and people, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.errors import InputError
from pipeline.serve.papers.pictures import PageFile
from pipeline.store.disposals import disposal_of, document_disposed
from pipeline.store.record import DOCUMENT_TABLES, Snapshot
from schemas.geometry import BoundingBox, PageGeometry
from schemas.states import SignatureLevel

Row = dict[str, Any]
_MARGIN = 0.012
_LEAST_CROP = (0.46, 0.04)
"""A crop shows at least this share of the page's width and height: words need their line."""


@dataclass(frozen=True)
class Spot:
    """A box on a page's picture: edges as shares of its width and height, y down."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def around(self) -> Spot:
        """The box with some paper around it."""
        across = max(self.x1 - self.x0 + 2 * _MARGIN, _LEAST_CROP[0])
        down = max(self.y1 - self.y0 + 2 * _MARGIN, _LEAST_CROP[1])
        # What stands before a value says what it is.
        left, right = _span(self.x1 + _MARGIN - across / 2, across)
        top, bottom = _span((self.y0 + self.y1) / 2, down)
        return Spot(self.page, left, top, right, bottom)

    def within(self, other: Spot) -> Spot:
        """The box as shares of a larger one."""
        width, height = other.x1 - other.x0, other.y1 - other.y0
        return Spot(
            self.page,
            (self.x0 - other.x0) / width,
            (self.y0 - other.y0) / height,
            (self.x1 - other.x0) / width,
            (self.y1 - other.y0) / height,
        )

    @property
    def edges(self) -> str:
        """As the addresses of crops give it."""
        return ",".join(f"{edge:.4f}" for edge in (self.x0, self.y0, self.x1, self.y1))


@dataclass(frozen=True)
class Document:
    """A document's rows of one snapshot."""

    row: Row
    pages: Sequence[Row]
    fields: Sequence[Row]
    matches: Sequence[Row]

    @cached_property
    def document_id(self) -> str:
        """Its id."""
        return str(self.row["document_id"])

    def page_file(self, page: int) -> PageFile:
        """Where a page's picture comes from."""
        return PageFile(
            str(self.row["pdf_path"]),
            str(self.row["pdf_sha256"]),
            page,
            self._turn(page),
        )

    def shape(self, page: int) -> tuple[int, int]:
        """Width and height of a page's upright picture, in the scan's pixels."""
        found = self._page(page)
        return self._geometry(found).upright_size if found else (1000, 1414)

    def spot(self, field: Row) -> Spot | None:
        """Where a value stands; None where nobody knows."""
        found = self._page(field["page"])
        if found is None or field["x0"] is None:
            return None
        box = BoundingBox(field["x0"], field["y0"], field["x1"], field["y1"])
        width, height = self.shape(field["page"])
        inside = self._geometry(found).to_upright.apply_box(box).clipped(width, height)
        if inside.width <= 0 or inside.height <= 0:
            return None
        return Spot(
            int(field["page"]),
            inside.x0 / width,
            inside.y0 / height,
            inside.x1 / width,
            inside.y1 / height,
        )

    def field(
        self, role: str | None, role_index: int | None, name: str | None
    ) -> Row | None:
        """One value by its name."""
        wanted = (role, role_index, name)
        return next(
            (
                one
                for one in self.fields
                if (one["role"], one["role_index"], one["name"]) == wanted
            ),
            None,
        )

    def person(self, role: str | None, role_index: int | None) -> dict[str, Row]:
        """All values of one person, by name."""
        return {
            one["name"]: one
            for one in self.fields
            if (one["role"], one["role_index"]) == (role, role_index)
        }

    def _turn(self, page: int) -> int:
        """By how much (clockwise, degrees) what the file draws is turned to be read.

        Our own files draw pages upright already; received ones as they came.
        """
        found = self._page(page)
        return int(found["rotation_deg"] or 0) if found and self._received else 0

    def _geometry(self, page: Row) -> PageGeometry:
        """How the scan lies; a received file's page is turned but never straightened."""
        return PageGeometry(
            page["width_px"],
            page["height_px"],
            page["dpi"],
            int(page["rotation_deg"] or 0),
            0.0 if self._received else float(page["skew_deg"] or 0.0),
        )

    @property
    def _received(self) -> bool:
        return self.row["signature_level"] == SignatureLevel.RECEIVED

    def _page(self, page: int | None) -> Row | None:
        return next((one for one in self.pages if one["page"] == page), None)


def read_document(snapshot: Snapshot, document_id: str) -> Document:
    """A document with all that the record says of it.

    Raises:
        InputError: `unknown_document`; `document_disposed`, it was removed on a decision.
    """
    found = read_documents(snapshot, (document_id,))
    if not found:
        if (disposal := disposal_of(snapshot, document_id)) is not None:
            raise document_disposed(document_id, disposal)
        raise InputError(
            "unknown_document",
            "the archive has no such document",
            item=document_id,
            remedy="search for it",
        )
    return found[0]


def read_documents(snapshot: Snapshot, ids: Sequence[str]) -> list[Document]:
    """Documents by their ids, in the order of their ordinals."""
    if not ids:
        return []
    tables = {
        name: snapshot.read(name, document_ids=ids).to_pylist()
        for name in DOCUMENT_TABLES
    }
    rows = sorted(tables["documents"], key=lambda row: int(row["ordinal"]))
    return [_document(row, tables) for row in rows]


def _document(row: Row, tables: Mapping[str, list[Row]]) -> Document:
    """A document with its own rows of the tables."""
    pages, fields, matches = (
        [one for one in tables[name] if one["document_id"] == row["document_id"]]
        for name in ("pages", "fields", "matches")
    )
    return Document(row, pages, fields, matches)


def _span(centre: float, length: float) -> tuple[float, float]:
    """A stretch of this length around a centre, moved into 0 … 1."""
    length = min(length, 1.0)
    low = min(max(centre - length / 2, 0.0), 1.0 - length)
    return low, low + length
