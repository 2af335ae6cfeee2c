"""What a page's content names, taken over into another file: fonts, colours, pictures, forms."""

from __future__ import annotations

import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name

from pipeline.ingest.pdf.kept.colours import copy_space
from pipeline.ingest.pdf.kept.content import rewrite
from pipeline.ingest.pdf.kept.fonts import KeptFont
from pipeline.ingest.pdf.kept.pictures import copy_picture
from pipeline.ingest.pdf.kept.why import ask
from schemas.imaging import RESERVED_NAMES
from schemas.kept import WhyDrawn

_DEEPEST = 6
_STATE_OF_FORM = 2  # saved states that drawing a form takes
_NUMBERS = ("/LW", "/LC", "/LJ", "/ML", "/FL", "/SM", "/CA", "/ca", "/OPM")
_SWITCHES = ("/SA", "/OP", "/op", "/AIS", "/TK")
_PLAIN = {"/BM": {"/Normal", "/Compatible"}, "/SMask": {"/None"}}
_FORM = {
    *("/Type", "/Subtype", "/BBox", "/Matrix", "/Resources", "/FormType", "/Group"),
    *("/Length", "/Filter", "/DecodeParms", "/Name", "/StructParent", "/StructParents"),
    *("/LastModified", "/PieceInfo", "/Metadata"),
}


class TakenOver:
    """What one page has brought into its new file so far, each thing once."""

    def __init__(self, holder: pikepdf.Pdf) -> None:
        """`holder`: the new file."""
        self.holder = holder
        self.fonts: dict[tuple[int, int], KeptFont] = {}
        self.objects: dict[tuple[int, int], pikepdf.Object] = {}


class KeptResources:
    """The resources of one content stream. `made`: those that it names, by kind."""

    def __init__(
        self, source: pikepdf.Object | None, taken: TakenOver, depth: int = 0
    ) -> None:
        """`depth`: how many forms this one lies in."""
        ask(depth <= _DEEPEST, WhyDrawn.CONTENT)
        self._source = source if isinstance(source, Dictionary) else Dictionary()
        self._taken, self._depth = taken, depth
        self.made: dict[str, Dictionary] = {}

    def take_font(self, name: Name) -> KeptFont:
        """The font of that name, taken over."""
        source = self._find("/Font", name, WhyDrawn.FONT)
        ask(source.is_indirect, WhyDrawn.FONT)
        fonts = self._taken.fonts
        if source.objgen not in fonts:
            fonts[source.objgen] = KeptFont(self._taken.holder, source)
        font = fonts[source.objgen]
        self._put("/Font", name, font.copy)
        return font

    def take(self, kind: str, name: Name) -> None:
        """Something else that the content names."""
        if name in self.made.get(kind, Dictionary()):
            return
        source = self._find(kind, name, WhyDrawn.CONTENT)
        self._put(kind, name, self._take_over(kind, source))

    def _take_over(self, kind: str, source: pikepdf.Object) -> pikepdf.Object:
        if kind == "/ExtGState":
            return _copy_state(source)
        if kind == "/ColorSpace":
            return copy_space(self._taken.holder, source)[0]
        return self._take_drawn(source)

    def _find(self, kind: str, name: Name, why: WhyDrawn) -> pikepdf.Object:
        ask(str(name).isascii() and len(str(name)) <= 120, WhyDrawn.CONTENT)
        ask(not str(name).startswith(RESERVED_NAMES), WhyDrawn.CONTENT)
        named = self._source.get(kind)
        ask(isinstance(named, Dictionary) and name in named, why)
        assert isinstance(named, Dictionary)
        return named[name]

    def _put(self, kind: str, name: Name, made: pikepdf.Object) -> None:
        self.made.setdefault(kind, Dictionary())[str(name)] = made

    def _take_drawn(self, source: pikepdf.Object) -> pikepdf.Object:
        """A picture or a form."""
        ask(isinstance(source, pikepdf.Stream), WhyDrawn.CONTENT)
        assert isinstance(source, pikepdf.Stream)
        objects = self._taken.objects
        if source.objgen not in objects:
            if source.get("/Subtype") == Name.Image:
                objects[source.objgen] = copy_picture(self._taken.holder, source)
            else:
                objects[source.objgen] = self._copy_form(source)
        return objects[source.objgen]

    def _copy_form(self, source: pikepdf.Stream) -> pikepdf.Object:
        ask(source.get("/Subtype") == Name.Form, WhyDrawn.CONTENT)
        ask("/OC" not in source, WhyDrawn.EFFECTS)
        ask(_FORM.issuperset(source.keys()), WhyDrawn.CONTENT)
        inner = KeptResources(source.get("/Resources"), self._taken, self._depth + 1)
        content = rewrite(source, inner, _STATE_OF_FORM * (self._depth + 1))
        entries = {
            "/Type": Name.XObject,
            "/Subtype": Name.Form,
            "/BBox": copy_numbers(source.BBox, 4),
            "/Resources": Dictionary(inner.made),
        }
        if "/Matrix" in source:
            entries["/Matrix"] = copy_numbers(source.Matrix, 6)
        if "/Group" in source:
            entries["/Group"] = copy_group(self._taken.holder, source.Group)
        packed = zlib.compress(content, 6)
        made = self._taken.holder.make_stream(packed)
        made.stream_dict = Dictionary({**entries, "/Filter": Name.FlateDecode})
        return made


def copy_numbers(entry: pikepdf.Object, count: int) -> Array:
    """An array of so many numbers."""
    ask(isinstance(entry, Array) and len(entry) == count, WhyDrawn.CONTENT)
    return Array([pikepdf.Object.parse(f"{float(one):.6f}".encode()) for one in entry])


def copy_group(holder: pikepdf.Pdf, group: pikepdf.Object) -> Dictionary:
    """A transparency group without more than its colours.

    Raises:
        NotKept: another kind of group.
    """
    ask(isinstance(group, Dictionary), WhyDrawn.EFFECTS)
    ask(group.get("/S") == Name.Transparency, WhyDrawn.EFFECTS)
    made = Dictionary(Type=Name.Group, S=Name.Transparency)
    if "/CS" in group:
        made.CS, _ = copy_space(holder, group.CS)
    for key in ("/I", "/K"):
        if key in group:
            made[key] = bool(group[key])
    return made


def _copy_state(source: pikepdf.Object) -> Dictionary:
    """A graphics state of lines and plain transparency."""
    ask(isinstance(source, Dictionary), WhyDrawn.CONTENT)
    made = Dictionary(Type=Name.ExtGState)
    for key, value in source.items():
        if key in _NUMBERS:
            made[key] = pikepdf.Object.parse(f"{float(value):.6f}".encode())
        elif key in _SWITCHES:
            made[key] = bool(value)
        elif key in _PLAIN:
            ask(str(value) in _PLAIN[key], WhyDrawn.EFFECTS)
            made[key] = value
        else:
            ask(key == "/Type", WhyDrawn.EFFECTS)
    return made
