"""How the samples of a PDF image are to be read: size, depth, colour space, palette, polarity."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf


@dataclass(frozen=True, slots=True)
class SampleForm:
    """How a stream's samples are to be read. `space` is None for colour spaces that are not kept as
    they are."""

    width: int
    height: int
    bits: int
    space: str | None
    palette: bytes | None
    inverted: bool
    odd_decode: bool

    @property
    def channels(self) -> int:
        """Samples a pixel; of an indexed colour space one."""
        return 3 if self.space == "DeviceRGB" else 1

    @property
    def bilevel_grey(self) -> bool:
        """One bit a pixel, black or white."""
        return self.bits == 1 and self.space == "DeviceGray" and not self.odd_decode

    @property
    def black_and_white(self) -> bool:
        """The same, or by a palette of black and white."""
        colours = (
            {self.palette[at : at + 3] for at in range(0, 6, 3)}
            if self.palette
            else {None}
        )
        named = (
            self.bits == 1
            and self.palette is not None
            and colours <= {b"\0\0\0", b"\xff\xff\xff"}
        )
        return self.bilevel_grey or (named and not self.odd_decode)


_NAMED = {"/DeviceGray": "DeviceGray", "/G": "DeviceGray", "/DeviceRGB": "DeviceRGB"}
_CALIBRATED = {"/CalGray": "DeviceGray", "/CalRGB": "DeviceRGB"}
SPACE_OF_COMPONENTS = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}
_CHANNELS = {"/DeviceRGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4}


def sample_form(stream: pikepdf.Object) -> SampleForm:
    """How an image's samples are to be read. Raises AttributeError, TypeError or ValueError for
    broken entries."""
    mask = bool(stream.get("/ImageMask", False))
    bits = 1 if mask else int(stream.get("/BitsPerComponent", 8))
    space, palette = (
        ("DeviceGray", None) if mask else _space(stream.get("/ColorSpace"), bits)
    )
    decode = tuple(float(value) for value in stream.get("/Decode", []))
    top = float(2**bits - 1) if space == "Indexed" else 1.0
    inverted = space == "DeviceGray" and decode == (1.0, 0.0)
    odd = bool(decode) and not inverted and decode != (0.0, top) * (len(decode) // 2)
    return SampleForm(
        int(stream.Width), int(stream.Height), bits, space, palette, inverted, odd
    )


def _space(space: pikepdf.Object | None, bits: int) -> tuple[str | None, bytes | None]:
    """Device colour space that stands for `space`, and the RGB palette of an indexed one."""
    if isinstance(space, pikepdf.Name):
        return _NAMED.get(str(space)), None
    if not isinstance(space, pikepdf.Array) or len(space) == 0:
        return None, None
    kind = str(space[0])
    if kind in _CALIBRATED:
        return _CALIBRATED[kind], None
    if kind == "/ICCBased":
        channels = int(space[1].get("/N", 0))
        return {1: "DeviceGray", 3: "DeviceRGB"}.get(channels), None
    palette = _palette(space, bits) if kind == "/Indexed" and bits <= 8 else None
    return (None, None) if palette is None else ("Indexed", palette)


def _palette(space: pikepdf.Array, bits: int) -> bytes | None:
    """The colours of an indexed space as RGB; None where it is of another kind or too short."""
    base, _ = _space(space[1], 8)
    told = space[3]
    table = bytes(told.read_bytes() if isinstance(told, pikepdf.Stream) else told)
    size = min(int(space[2]) + 1, 2**bits)
    if base == "DeviceRGB" and len(table) >= 3 * size:
        return table[: 3 * size]
    if base == "DeviceGray" and len(table) >= size:
        return bytes(value for value in table[:size] for _ in range(3))
    return None


def channels_of(space: pikepdf.Object | None) -> int:
    """Samples a pixel in any colour space."""
    if not isinstance(space, pikepdf.Array) or len(space) == 0:
        return _CHANNELS.get(str(space), 1)
    name = str(space[0])
    if name == "/ICCBased" and isinstance(space[1], pikepdf.Stream):
        return int(space[1].get("/N", 1))
    return len(space[1]) if name == "/DeviceN" else _CHANNELS.get(name, 1)
