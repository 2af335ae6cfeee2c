"""The operators of a page that is kept, written anew: those of ISO 32000-1 that paint, with
operands of the right kind, and none that name places in a structure or layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Protocol

import pikepdf
from pikepdf import Array, Dictionary, Name

from pipeline.ingest.pdf.kept.fonts import KeptFont
from pipeline.ingest.pdf.kept.why import ask
from schemas.kept import WhyDrawn

Operands = Sequence[Any]
_COUNTS = {
    **dict.fromkeys(("q", "Q", "h", "S", "s", "f", "F", "f*", "B", "B*", "b"), 0),
    **dict.fromkeys(("b*", "n", "W", "W*", "BT", "ET", "T*"), 0),
    **dict.fromkeys(("w", "J", "j", "M", "i", "Tc", "Tw", "Tz", "TL", "Ts"), 1),
    **dict.fromkeys(("g", "G", "Tr"), 1),
    **dict.fromkeys(("m", "l", "Td", "TD"), 2),
    **dict.fromkeys(("rg", "RG"), 3),
    **dict.fromkeys(("v", "y", "re"), 4),
    **dict.fromkeys(("cm", "c", "Tm"), 6),
}
"""Operators whose operands are so many numbers."""
_INKS = {"k", "K", "sh"}
_OF_STRUCTURE = {"BMC", "BDC", "EMC", "MP", "DP"}
_DEEPEST = 20  # of 28 that PDF/A allows: the page is drawn inside another one
_GREATEST = 1e6
_VISIBLE_MODES = {0, 1, 2}
_INTENTS = {
    *("/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual"),
}


class NamedThings(Protocol):
    """What a content stream names: each is taken over when it is first asked for."""

    def take_font(self, name: Name) -> KeptFont:
        """The font of that name."""

    def take(self, kind: str, name: Name) -> None:
        """Something else, of /ExtGState, /ColorSpace or /XObject."""


def rewrite(
    content: pikepdf.Object | pikepdf.Page, things: NamedThings, depth: int = 0
) -> bytes:
    """A content stream with nothing in it that is not known to fit.

    Args:
        content: a page or a form.
        things: its resources.
        depth: how deep states are saved where it begins.

    Raises:
        NotKept: there is something else in it.
        pikepdf.PdfError: it can't be read.
    """
    reader = _Reader(things, depth)
    kept = [one for one in pikepdf.parse_content_stream(content) if reader.keeps(one)]
    ask(not reader.saved and not reader.in_text, WhyDrawn.CONTENT)
    return pikepdf.unparse_content_stream(kept)


class _Reader:
    """Goes through one stream; knows the font in force."""

    def __init__(self, things: NamedThings, depth: int) -> None:
        self._things, self._depth = things, depth
        self._font: KeptFont | None = None
        self.saved: list[KeptFont | None] = []
        self.in_text = False
        self._special: dict[str, Callable[[Operands], None]] = {
            "Tf": self._set_font,
            "Tj": self._show,
            "'": self._show,
            '"': self._show,
            "TJ": self._show_spaced,
            "Do": lambda given: self._name("/XObject", given),
            "gs": lambda given: self._name("/ExtGState", given),
            "cs": self._set_space,
            "CS": self._set_space,
            "d": _check_dashes,
            "ri": _check_intent,
            **dict.fromkeys(("sc", "scn", "SC", "SCN"), _check_colour),
        }

    def keeps(self, one: object) -> bool:
        """Whether an instruction goes over; NotKept where it may not."""
        ask(isinstance(one, pikepdf.ContentStreamInstruction), WhyDrawn.PICTURES)
        assert isinstance(one, pikepdf.ContentStreamInstruction)
        operator, operands = str(one.operator), list(one.operands)
        if operator in _OF_STRUCTURE:
            _check_structure(operands)
            return False
        ask(operator not in _INKS, WhyDrawn.COLOURS)
        if operator in self._special:
            self._special[operator](operands)
        else:
            ask(_COUNTS.get(operator) == len(operands), WhyDrawn.CONTENT)
            ask(all(map(_is_number, operands)), WhyDrawn.CONTENT)
            self._follow(operator, operands)
        return True

    def _follow(self, operator: str, operands: Operands) -> None:
        if operator in {"BT", "ET", "q", "Q"}:
            ask(self.in_text == (operator == "ET"), WhyDrawn.CONTENT)
            self.in_text = operator == "BT"
        if operator == "q":
            self.saved.append(self._font)
            ask(self._depth + len(self.saved) <= _DEEPEST, WhyDrawn.CONTENT)
        elif operator == "Q":
            ask(self.saved, WhyDrawn.CONTENT)
            self._font = self.saved.pop()
        elif operator == "Tr":
            ask(int(operands[0]) in _VISIBLE_MODES, WhyDrawn.TEXT)

    def _set_font(self, operands: Operands) -> None:
        name, size = operands
        ask(isinstance(name, Name) and _is_number(size), WhyDrawn.CONTENT)
        self._font = self._things.take_font(name)

    def _show(self, operands: Operands) -> None:
        *numbers, text = operands
        fits = all(map(_is_number, numbers)) and isinstance(text, pikepdf.String)
        ask(fits, WhyDrawn.CONTENT)
        self._show_text(text)

    def _show_spaced(self, operands: Operands) -> None:
        (pieces,) = operands
        ask(isinstance(pieces, Array), WhyDrawn.CONTENT)
        for piece in pieces:
            if isinstance(piece, pikepdf.String):
                self._show_text(piece)
            else:
                ask(_is_number(piece), WhyDrawn.CONTENT)

    def _show_text(self, text: pikepdf.String) -> None:
        ask(self._font is not None, WhyDrawn.FONT)
        assert self._font is not None
        self._font.show(bytes(text))

    def _name(self, kind: str, operands: Operands) -> None:
        (name,) = operands
        ask(isinstance(name, Name), WhyDrawn.CONTENT)
        self._things.take(kind, name)

    def _set_space(self, operands: Operands) -> None:
        (name,) = operands
        ask(name != Name.Pattern, WhyDrawn.EFFECTS)
        if str(name) not in {"/DeviceGray", "/DeviceRGB"}:
            self._name("/ColorSpace", operands)


def _is_number(value: object) -> bool:
    plain = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    return plain and abs(value) <= _GREATEST  # type: ignore[arg-type]


def _check_colour(operands: Operands) -> None:
    """Numbers alone: a name would be that of a pattern."""
    ask(not any(isinstance(one, Name) for one in operands), WhyDrawn.EFFECTS)
    ask(len(operands) in {1, 3} and all(map(_is_number, operands)), WhyDrawn.COLOURS)


def _check_dashes(operands: Operands) -> None:
    lengths, phase = operands
    fits = isinstance(lengths, Array) and all(map(_is_number, lengths))
    ask(fits and _is_number(phase), WhyDrawn.CONTENT)


def _check_intent(operands: Operands) -> None:
    (intent,) = operands
    ask(str(intent) in _INTENTS, WhyDrawn.COLOURS)


def _check_structure(operands: Operands) -> None:
    """Marks fall away: they may not hide anything, nor say another text than what is drawn."""
    for one in operands:
        ask(one != Name.OC, WhyDrawn.EFFECTS)
        if isinstance(one, Dictionary):
            ask(not {"/ActualText", "/Alt", "/E"} & {*one.keys()}, WhyDrawn.TEXT)
