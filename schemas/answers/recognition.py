"""The answer of `ocr`; boxes are in pixels of the unturned scan."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Box(TypedDict):
    """A rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float


class WordJson(Box):
    """A word; `flags` say why it is to be doubted."""

    text: str
    confidence: float
    flags: list[str]


class LineJson(Box):
    """A line; `words`: the first of its words and the one after its last."""

    text: str
    confidence: float
    block: int
    words: list[int]


class BlockJson(Box):
    """Lines that belong together; `lines` as a line's `words`."""

    block: int
    lines: list[int]


class PageJson(TypedDict):
    """A page that was read."""

    page: int
    width_px: int
    height_px: int
    text: str
    ocr_confidence: float | None
    rotation_deg: int
    skew_deg: float
    is_blank: bool
    flags: list[str]
    language: str | None
    engine: str
    words: list[WordJson]
    lines: list[LineJson]
    blocks: list[BlockJson]


class ReadError(TypedDict):
    """Why a file could not be read whole."""

    code: str
    message: str
    page: int | None


class FileJson(TypedDict):
    """A file that was read."""

    file: str
    pages: list[PageJson]
    error: ReadError | None


class OcrAnswer(TypedDict):
    """All files of a call."""

    files: list[FileJson]
    overlays: NotRequired[list[str]]
