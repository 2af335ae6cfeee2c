"""The operators of a PDF page's content (ISO 32000-1, 8 and 9) and what they leave on the page.

Operators that are unknown, stand too often or name what is missing have no effect here, as in every
reader. What is not followed (patterns, transparency, slanted clips) is said by `unclear`, not
guessed. Invisible text and layers that are off do not count as seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, SupportsFloat

import pikepdf
from pikepdf import Name

from pipeline.ingest.pdf.boxes import EVERYTHING, as_rectangle, intersect, rectangle
from pipeline.ingest.pdf.document import filters, inflate
from pipeline.ingest.pdf.layers import Layers
from pipeline.ingest.pdf.marks import (
    BLACK,
    WHITE,
    DrawnImage,
    GraphicsState,
    PageContent,
)
from schemas.geometry import Affine, BoundingBox

_MAX_CONTENT = 4 << 20
_MAX_FORMS = 6
_MAX_OPERATORS = 1_000_000
_PATH = {"m", "l", "c", "v", "y", "h"}
_FILL, _STROKE = {"f", "F", "f*"}, {"S", "s"}
_PAINT = {*_FILL, *_STROKE, "B", "B*", "b", "b*", "sh", "n"}
_SHOW = {"Tj", "TJ", "'", '"'}
_FILL_COLOURS, _STROKE_COLOURS = (
    {"g", "rg", "k", "cs", "sc", "scn"},
    {"G", "RG", "K", "CS", "SC", "SCN"},
)
_INVISIBLE, _CLIPS = 3, 4
_COLOURS = {
    ("g", (0.0,)): BLACK,
    ("rg", (0.0,) * 3): BLACK,
    ("k", (0.0, 0.0, 0.0, 1.0)): BLACK,
    ("g", (1.0,)): WHITE,
    ("rg", (1.0,) * 3): WHITE,
    ("k", (0.0,) * 4): WHITE,
}
# What pikepdf raises where an entry is missing or of another kind.
ODD_ENTRIES = (
    pikepdf.PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
)


_UPRIGHT = pikepdf.Array([1, 0, 0, 1, 0, 0])
# An operator's operands, and a page's or form's resources: of any kind, as the file has them.
Operands = Sequence[Any]
Resources = Any
Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage


class TooMuchContent(Exception):
    """More content than a scan's page ever holds."""


class OperatorReader:
    """Walks one page's operators; `seen` keeps what is seen."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.seen = PageContent()
        self.pdf, self.layers = pdf, Layers(pdf)
        self.operators = 0
        self.hidden = 0  # layers that are off, one inside the other

    def walk(
        self,
        content: pikepdf.Object | pikepdf.Page,
        resources: Resources,
        state: GraphicsState,
        depth: int,
    ) -> None:
        """Follow a content stream or form."""
        stream = _Stream(self, resources, state, depth)
        before = self.hidden
        for instruction in pikepdf.parse_content_stream(content):
            self.operators += 1
            if self.operators > _MAX_OPERATORS:
                raise TooMuchContent
            stream.follow(instruction)
        self.hidden = before

    def paint(self, ink: float | None) -> None:
        """Something but a picture is painted."""
        if not self.hidden:
            self.seen.add_mark(ink)

    def picture(self, stream: pikepdf.Object, state: GraphicsState) -> None:
        """A picture is drawn."""
        if not self.hidden:
            self.seen.pictures.append(
                DrawnImage(stream, state.matrix, state.clip, state.fill)
            )

    def text(self, state: GraphicsState) -> None:
        """Text is shown."""
        if self.hidden or state.text_mode == _INVISIBLE:
            return
        self.seen.unclear = self.seen.unclear or state.text_mode >= _CLIPS
        self.seen.text_without_font = self.seen.text_without_font or not state.has_font
        self.seen.inner_pictures = self.seen.inner_pictures or state.bitmap_font
        m = state.matrix
        em = (
            abs(state.font_size)
            * state.text_scale
            * math.sqrt(abs(m.a * m.d - m.b * m.c))
        )
        self.seen.smallest_text = min(self.seen.smallest_text, em)
        self.paint(state.fill if state.text_mode == 0 else None)


class _Stream:
    """One content stream: its graphics state, the path that is being made,
    the marks that are open."""

    def __init__(
        self,
        reader: OperatorReader,
        resources: Resources,
        state: GraphicsState,
        depth: int,
    ) -> None:
        self.reader, self.resources, self.state, self.depth = (
            reader,
            resources,
            state,
            depth,
        )
        self.saved: list[GraphicsState] = []
        self.path: list[BoundingBox | None] = []
        self.clipping = False
        self.open_marks: list[int] = []
        self.handlers: dict[str, Callable[[str, Operands], None]] = {
            "q": self._save,
            "Q": self._restore,
            "cm": self._transform,
            "gs": self._graphics_state,
            "Tr": self._text_mode,
            "Tf": self._font,
            "Tm": self._text_matrix,
            "BT": self._begin_text,
            "re": self._box,
            "W": self._clip,
            "W*": self._clip,
            "Do": self._object,
            "BDC": self._mark,
            "BMC": self._mark,
            "EMC": self._end_mark,
            **dict.fromkeys(_FILL_COLOURS | _STROKE_COLOURS, self._colour),
            **dict.fromkeys(_PATH, self._line),
            **dict.fromkeys(_PAINT, self._paint),
            **dict.fromkeys(_SHOW, self._show),
        }

    def follow(self, instruction: Instruction) -> None:
        """One operator; unknown ones and such with operands of the wrong kind have no effect."""
        operator = str(instruction.operator)
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            self._inline(instruction)
            return
        handler = self.handlers.get(operator)
        if handler is None:
            return
        try:
            handler(operator, list(instruction.operands))
        except ODD_ENTRIES:
            self.reader.seen.unclear = True

    def _save(self, _: str, __: Operands) -> None:
        self.saved.append(self.state)

    def _restore(self, _: str, __: Operands) -> None:
        self.state = self.saved.pop() if self.saved else self.state

    def _transform(self, _: str, operands: Operands) -> None:
        self.state = replace(
            self.state, matrix=Affine(*_numbers(operands)).then(self.state.matrix)
        )

    def _colour(self, operator: str, operands: Operands) -> None:
        kind = "fill" if operator in _FILL_COLOURS else "stroke"
        plain = all(
            isinstance(value, (int, float)) or hasattr(value, "is_finite")
            for value in operands
        )
        if (
            any(isinstance(value, pikepdf.Name) for value in operands)
            and operator.lower() == "scn"
        ):
            self.reader.seen.inner_pictures = True
        ink = _COLOURS.get((operator.lower(), _numbers(operands))) if plain else None
        self.state = replace(self.state, **{kind: ink})  # type: ignore[arg-type]

    def _graphics_state(self, _: str, operands: Operands) -> None:
        states = self.resources.get("/ExtGState", {})
        if operands[0] in states and not _is_plain(states[operands[0]]):
            self.reader.seen.unclear = True

    def _text_mode(self, _: str, operands: Operands) -> None:
        self.state = replace(self.state, text_mode=int(operands[0]))

    def _font(self, _: str, operands: Operands) -> None:
        font = self.resources.get("/Font", {}).get(operands[0])
        known = isinstance(font, pikepdf.Dictionary)
        bitmap = known and font.get("/Subtype") == Name.Type3
        size = float(operands[1])
        self.state = replace(
            self.state, has_font=known, bitmap_font=bitmap, font_size=size
        )

    def _text_matrix(self, _: str, operands: Operands) -> None:
        a, b, c, d = _numbers(operands)[:4]
        self.state = replace(self.state, text_scale=math.sqrt(abs(a * d - b * c)))

    def _begin_text(self, _: str, __: Operands) -> None:
        self.state = replace(self.state, text_scale=1.0)

    def _show(self, _: str, __: Operands) -> None:
        self.reader.text(self.state)

    def _box(self, _: str, operands: Operands) -> None:
        self.path.append(rectangle(_numbers(operands), self.state.matrix))

    def _line(self, _: str, __: Operands) -> None:
        self.path.append(None)

    def _clip(self, _: str, __: Operands) -> None:
        self.clipping = True

    def _paint(self, operator: str, _: Operands) -> None:
        if operator in _FILL:
            self.reader.paint(self.state.fill)
        elif operator in _STROKE:
            self.reader.paint(self.state.stroke)
        elif operator != "n":
            self.reader.paint(None)
        if self.clipping:
            self._clip_to(self.path)
        self.path, self.clipping = [], False

    def _clip_to(self, path: Sequence[BoundingBox | None]) -> None:
        (only,) = path if len(path) == 1 else (None,)
        if only is None:
            self.reader.seen.unclear = True
        else:
            self.state = replace(self.state, clip=intersect(self.state.clip, only))

    def _mark(self, operator: str, operands: Operands) -> None:
        hides = 0
        if operator == "BDC" and operands[0] == Name.OC:
            layer = self.resources.get("/Properties", {}).get(operands[1])
            hides = self._hides(layer)
        self.open_marks.append(hides)
        self.reader.hidden += hides

    def _end_mark(self, _: str, __: Operands) -> None:
        self.reader.hidden -= self.open_marks.pop() if self.open_marks else 0

    def _hides(self, layer: pikepdf.Object | None) -> int:
        shown = self.reader.layers.shows(layer)
        self.reader.seen.unclear = self.reader.seen.unclear or shown is None
        return int(shown is False)

    def _inline(self, instruction: pikepdf.ContentStreamInlineImage) -> None:
        inline = instruction.iimage
        entries = dict(inline.obj.items())
        space = entries.get("/ColorSpace")
        if isinstance(space, pikepdf.Name):
            entries["/ColorSpace"] = self.resources.get("/ColorSpace", {}).get(
                space, space
            )
        stream = self.reader.pdf.make_stream(inline.read_raw_bytes())
        stream.stream_dict = pikepdf.Dictionary({**entries, "/Subtype": Name.Image})
        self.reader.picture(stream, self.state)

    def _object(self, _: str, operands: Operands) -> None:
        item = self.resources.get("/XObject", {}).get(operands[0])
        if not isinstance(item, pikepdf.Stream):
            self.reader.seen.unclear = True
            return
        hides = self._hides(item.get("/OC"))
        self.reader.hidden += hides
        if item.get("/Subtype") == Name.Form:
            self._form(item)
        elif item.get("/Subtype") == Name.Image:
            self.reader.picture(item, self.state)
        self.reader.hidden -= hides

    def _form(self, item: pikepdf.Object) -> None:
        if self.depth >= _MAX_FORMS:
            raise TooMuchContent
        matrix = Affine(*_numbers(item.get("/Matrix", _UPRIGHT))).then(
            self.state.matrix
        )
        clip = rectangle(as_rectangle(item["/BBox"]), matrix)
        if clip is None:
            self.reader.seen.unclear = True
            clip = EVERYTHING
        check_size(item)
        inner = replace(
            self.state, matrix=matrix, clip=intersect(self.state.clip, clip)
        )
        self.reader.walk(
            item, item.get("/Resources", self.resources), inner, self.depth + 1
        )


def check_size(stream: pikepdf.Object) -> None:
    """Refuse to parse content that would unpack to more than a scan's page ever holds."""
    if [name for name, _ in filters(stream)] == ["FlateDecode"]:
        packed = stream.read_raw_bytes()
        inflate(packed, _MAX_CONTENT) if packed else b""
    elif int(stream.get("/Length", 0)) > _MAX_CONTENT:
        raise TooMuchContent


def _is_plain(state: pikepdf.Object) -> bool:
    """Whether what is painted in this graphics state hides what lies below it, and is all there."""
    plain = {"/SMask": "/None", "/BM": "/Normal"}
    if any(
        str(state[key]) not in {value, "/Compatible"}
        for key, value in plain.items()
        if key in state
    ):
        return False
    return (
        all(float(state.get(key, 1)) == 1 for key in ("/ca", "/CA"))
        and "/TR" not in state
    )


def _numbers(values: Iterable[SupportsFloat]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
