"""Is a PDF page one picture and nothing else that is seen? Its content stream tells.

Only the operators that scanners and OCR programs write are understood (ISO 32000-1, 8 and 9); at anything else the
answer is "no", and the page is drawn instead. Invisible text (mode 3) and anything hidden under a picture that covers
the whole page do not count as seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Name

from pipeline.ingest.pdf import filters, inflated, inherited
from schemas.geometry import Affine, BoundingBox

_MAX_CONTENT = 4 << 20
_MAX_FORMS = 6
_WITHOUT_EFFECT = {
    "w", "J", "j", "M", "d", "ri", "i", "G", "RG", "K", "CS", "SC", "SCN", "BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf",
    "Ts", "Td", "TD", "Tm", "T*", "BMC", "EMC", "MP", "DP", "BX", "EX",
}  # fmt: skip
_PATH = {"m", "l", "c", "v", "y", "h"}
_PAINT = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh"}
_SHOW = {"Tj", "TJ", "'", '"'}
_BLACK = {"g": (0.0,), "rg": (0.0, 0.0, 0.0), "k": (0.0, 0.0, 0.0, 1.0)}
_AS_IT_STANDS = Affine()
_EVERYTHING = BoundingBox(-1e9, -1e9, 1e9, 1e9)


@dataclass(frozen=True, slots=True)
class DrawnImage:
    """The one picture of a page. `box`: where it is drawn (points); `turn`: by how many degrees clockwise."""

    stream: Any
    box: BoundingBox
    turn: int


@dataclass(frozen=True, slots=True)
class _State:
    matrix: Affine = _AS_IT_STANDS
    clip: BoundingBox = _EVERYTHING
    black: bool = True
    text_mode: int = 0


class _NotPlain(Exception):
    """The page is more than one picture."""


class _Reader:
    """Walks one page's operators; keeps what was drawn."""

    def __init__(self) -> None:
        self.image: DrawnImage | None = None
        self.clip = _EVERYTHING
        self.painted_below = False

    def walk(self, content: Any, resources: Any, state: _State, depth: int) -> None:
        """Follow a content stream or form."""
        saved: list[_State] = []
        path: list[BoundingBox | None] = []
        clipping = False
        for instruction in pikepdf.parse_content_stream(content):
            operator = str(instruction.operator)
            operands = instruction.operands
            if operator == "q":
                saved.append(state)
            elif operator == "Q":
                state = saved.pop() if saved else state
            elif operator == "cm":
                state = replace(state, matrix=Affine(*_numbers(operands)).then(state.matrix))
            elif operator in _BLACK or operator in {"cs", "sc", "scn"}:
                state = replace(state, black=operator in _BLACK and _numbers(operands) == _BLACK[operator])
            elif operator == "gs":
                _check_state(resources, operands[0])
            elif operator == "Tr":
                state = replace(state, text_mode=int(operands[0]))
            elif operator in _SHOW:
                self._text(state)
            elif operator == "re":
                path.append(_rectangle(operands, state.matrix))
            elif operator in _PATH:
                path.append(None)
            elif operator in {"W", "W*"}:
                clipping = True
            elif operator in _PAINT or operator == "n":
                if operator != "n":
                    self._paint()
                state = replace(state, clip=_clipped(state.clip, path)) if clipping else state
                path, clipping = [], False
            elif operator == "Do":
                self._object(resources, operands[0], state, depth)
            elif operator == "BDC":
                _check_layer(operands[0])
            elif operator not in _WITHOUT_EFFECT:
                raise _NotPlain

    def _text(self, state: _State) -> None:
        if state.text_mode != 3:
            if state.text_mode == 7:
                raise _NotPlain
            self._paint()

    def _paint(self) -> None:
        if self.image is not None:
            raise _NotPlain
        self.painted_below = True

    def _object(self, resources: Any, name: Any, state: _State, depth: int) -> None:
        item = resources.get("/XObject", {}).get(name)
        if not isinstance(item, pikepdf.Stream) or "/OC" in item or depth > _MAX_FORMS:
            raise _NotPlain
        if item.get("/Subtype") == Name.Form:
            matrix = Affine(*_numbers(item.get("/Matrix", [1, 0, 0, 1, 0, 0]))).then(state.matrix)
            clip = _rectangle(_as_rectangle(item["/BBox"]), matrix)
            if clip is None or "/Group" in item:
                raise _NotPlain
            inner = replace(state, matrix=matrix, clip=_clipped(state.clip, [clip]))
            _check_size(item)
            self.walk(item, item.get("/Resources", resources), inner, depth + 1)
            return
        if item.get("/Subtype") != Name.Image or self.image is not None:
            raise _NotPlain
        if bool(item.get("/ImageMask", False)) and not state.black:
            raise _NotPlain
        self.image = DrawnImage(item, state.matrix.apply_box(BoundingBox(0, 0, 1, 1)), _turn(state.matrix))
        self.clip = state.clip


def sole_image(page: pikepdf.Page) -> DrawnImage | None:
    """The picture that is all there is to see of a page and covers nearly all of it; None where there is none such.

    Nearly: nine tenths of the page's box, with at most a twentieth beyond its edges.
    """
    if _has_visible_notes(page):
        return None
    reader = _Reader()
    try:
        for part in _contents(page):
            _check_size(part)
        reader.walk(page, inherited(page, "/Resources") or {}, _State(), 0)
    except (_NotPlain, pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError):
        return None
    image = reader.image
    if image is None or "/SMask" in image.stream or "/Mask" in image.stream:
        return None
    sheet = page_box(page)
    cover = _coverage(image.box, sheet)
    if cover < (0.99 if reader.painted_below else 0.9) or not _inside(image.box, sheet, 0.05):
        return None
    return image if _inside(_shared(image.box, sheet), reader.clip, 0.005) else None


def page_box(page: pikepdf.Page) -> BoundingBox:
    """The crop box inside the media box, in points."""
    crop, media = (BoundingBox(*_sorted_box(box)) for box in (page.cropbox, page.mediabox))
    return _shared(crop, media)


def _contents(page: pikepdf.Page) -> list[Any]:
    contents = page.obj.get("/Contents")
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents] if contents is not None else []


def _check_size(stream: Any) -> None:
    """Refuse to parse content that would unpack to more than a scan's page ever holds."""
    if [name for name, _ in filters(stream)] == ["FlateDecode"]:
        inflated(stream.read_raw_bytes(), _MAX_CONTENT)
    elif int(stream.get("/Length", 0)) > _MAX_CONTENT:
        raise _NotPlain


def _has_visible_notes(page: pikepdf.Page) -> bool:
    hidden = 0b10 | 0b100000  # Hidden, NoView
    return any(
        isinstance(note, pikepdf.Dictionary)
        and str(note.get("/Subtype")) not in {"/Link", "/Popup"}
        and not int(note.get("/F", 0)) & hidden
        and _area(BoundingBox(*_sorted_box(note.get("/Rect", [0, 0, 0, 0])))) > 0
        for note in page.obj.get("/Annots", [])
    )


def _check_state(resources: Any, name: Any) -> None:
    state = resources["/ExtGState"][name]
    plain = {"/SMask": "/None", "/BM": "/Normal"}
    if any(str(state[key]) not in {value, "/Compatible"} for key, value in plain.items() if key in state):
        raise _NotPlain
    if any(float(state.get(key, 1)) != 1 for key in ("/ca", "/CA")) or "/TR" in state:
        raise _NotPlain


def _check_layer(tag: Any) -> None:
    if tag == Name.OC:
        raise _NotPlain


def _numbers(values: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _as_rectangle(box: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = _sorted_box(box)
    return x0, y0, x1 - x0, y1 - y0


def _sorted_box(box: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = _numbers(box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _rectangle(operands: Any, matrix: Affine) -> BoundingBox | None:
    if not _right_angled(matrix):
        return None
    x, y, width, height = _numbers(operands)
    return matrix.apply_box(BoundingBox(*_sorted_box((x, y, x + width, y + height))))


def _clipped(clip: BoundingBox, path: Sequence[BoundingBox | None]) -> BoundingBox:
    if len(path) != 1 or path[0] is None:
        raise _NotPlain
    return _shared(clip, path[0])


def _right_angled(matrix: Affine) -> bool:
    # A ten-thousandth of a turn is far below a pixel over a page.
    along, across = (abs(matrix.a) + abs(matrix.d)), (abs(matrix.b) + abs(matrix.c))
    return min(along, across) <= 1e-4 * max(along, across)


def _turn(matrix: Affine) -> int:
    """Clockwise quarter turn that the matrix applies; mirrored and slanted pictures are not plain."""
    if not _right_angled(matrix) or matrix.a * matrix.d - matrix.b * matrix.c <= 0:
        raise _NotPlain
    if abs(matrix.a) > abs(matrix.b):
        return 0 if matrix.a > 0 else 180
    return 90 if matrix.b < 0 else 270


def _shared(one: BoundingBox, other: BoundingBox) -> BoundingBox:
    return BoundingBox(max(one.x0, other.x0), max(one.y0, other.y0), min(one.x1, other.x1), min(one.y1, other.y1))


def _area(box: BoundingBox) -> float:
    return max(box.width, 0.0) * max(box.height, 0.0)


def _coverage(box: BoundingBox, sheet: BoundingBox) -> float:
    return _area(_shared(box, sheet)) / _area(sheet) if _area(sheet) else 0.0


def _inside(box: BoundingBox, outer: BoundingBox, slack: float) -> bool:
    dx, dy = slack * box.width, slack * box.height
    return box.x0 >= outer.x0 - dx and box.y0 >= outer.y0 - dy and box.x1 <= outer.x1 + dx and box.y1 <= outer.y1 + dy
