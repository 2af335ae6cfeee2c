"""What stands on papers besides text: seals, signatures, QR codes, the emblem, portraits,
backgrounds, plans.

Everything is drawn at the page's resolution and returned as a mask of ink (uint8, 255 = full ink)
or drawn straight onto a picture. Ink is laid on by `lay_ink`, which darkens as ink does, so that
text under a seal stays readable.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from synthetic.pages import fonts
from synthetic.pages.items import Colour, Leader

Mask = NDArray[np.uint8]


def lay_ink(
    picture: NDArray[np.uint8],
    mask: Mask,
    x: int,
    y: int,
    color: Colour,
    strength: float = 1.0,
) -> None:
    """Multiply ink onto an RGB picture, in place; what lies outside is cut off."""
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = (
        max(x, 0),
        max(y, 0),
        min(x + mask.shape[1], width),
        min(y + mask.shape[0], height),
    )
    if x0 >= x1 or y0 >= y1:
        return
    part = mask[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.float32)[..., None] * (
        strength / 255
    )
    ink = 1 - part * (1 - np.array(color, dtype=np.float32) / 255)
    picture[y0:y1, x0:x1] = (picture[y0:y1, x0:x1] * ink).astype(np.uint8)


def leader(draw: ImageDraw.ImageDraw, item: Leader, unit: float) -> None:
    """Dots, dashes, a thin line, or a typed mark, from one end to the other."""
    ink, y, x1 = (46, 46, 50), item.y * unit, item.x1 * unit
    half = item.weight * unit / 2
    if item.mark == "line":
        draw.line((item.x0 * unit, y, x1, y), fill=ink, width=max(1, round(2 * half)))
        return
    font = fonts.load(item.face, round(item.size * unit))
    for n in range(max(0, int((item.x1 - item.x0) / item.pitch))):
        x = (item.x0 + n * item.pitch) * unit
        if item.mark == "dot":
            draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)
        elif item.mark == "dash":
            draw.rectangle(
                (x, y - half, x + item.pitch * 0.5 * unit, y + half), fill=ink
            )
        else:
            draw.text((x, y), item.mark, fill=ink, font=font, anchor="ls")


@lru_cache(maxsize=32)
def seal(name: str, above: str, pixels: int) -> Mask:
    """A round seal: two rings, the organ's name along the upper edge, the authority above it below,
    a star."""
    big = 2 * pixels
    image = Image.new("L", (big, big), 0)
    draw = ImageDraw.Draw(image)
    for inset, line in ((0.012, 0.022), (0.235, 0.008)):
        draw.ellipse(
            (big * inset, big * inset, big * (1 - inset), big * (1 - inset)),
            outline=255,
            width=round(big * line),
        )
    _around(image, name, big, upper=True)
    _around(image, above, big, upper=False)
    centre, outer, inner = big / 2, big * 0.17, big * 0.066
    star = [
        (
            centre + radius * math.sin(math.pi * k / 5),
            centre - radius * math.cos(math.pi * k / 5),
        )
        for k, radius in ((k, inner if k % 2 else outer) for k in range(10))
    ]
    draw.polygon(star, fill=255)
    return np.asarray(image.resize((pixels, pixels), Image.Resampling.LANCZOS))


def _around(image: Image.Image, text: str, big: int, upper: bool) -> None:
    face, radius, widest = (
        fonts.Face("heros", bold=True),
        big * 0.38,
        math.radians(205 if upper else 125),
    )
    font = fonts.load(face, round(big * 0.082))
    needed = sum(font.getlength(char) for char in text) * 1.06 / radius
    if needed > widest:
        font = fonts.load(face, round(big * 0.082 * widest / needed))
    span = min(widest, needed)
    widths = [font.getlength(char) for char in text]
    total, done = sum(widths) or 1.0, 0.0
    for char, wide in zip(text, widths, strict=True):
        angle = ((done + wide / 2) / total - 0.5) * span
        done += wide
        tile = Image.new("L", (round(big * 0.14), round(big * 0.14)), 0)
        ImageDraw.Draw(tile).text(
            (tile.width / 2, tile.height / 2), char, fill=255, font=font, anchor="mm"
        )
        turned = tile.rotate(
            -math.degrees(angle) if upper else math.degrees(angle),
            Image.Resampling.BICUBIC,
        )
        x = big / 2 + radius * math.sin(angle) - tile.width / 2
        y = big / 2 + (-radius if upper else radius) * math.cos(angle) - tile.height / 2
        image.paste(255, (round(x), round(y)), turned)


def worn(mask: Mask, angle: float, seed: int) -> Mask:
    """A seal as pressed by hand: turned, its ink uneven."""
    rng = np.random.default_rng(seed)
    size = mask.shape[0]
    turned = cv2.warpAffine(
        mask, cv2.getRotationMatrix2D((size / 2, size / 2), angle, 1.0), (size, size)
    )
    uneven = cv2.resize(
        rng.uniform(0.55, 1.0, (9, 9)).astype(np.float32),
        (size, size),
        interpolation=cv2.INTER_CUBIC,
    )
    return np.asarray(np.clip(turned * uneven, 0, 255), dtype=np.uint8)


def signature(width: int, height: int, seed: int) -> Mask:
    """A few swinging pen strokes."""
    rng = np.random.default_rng(seed)
    mask = np.zeros((height, width), dtype=np.uint8)
    thick = max(2, round(height / 34))
    knots = int(rng.integers(9, 14))
    x = np.linspace(0.08, 0.72, knots) + rng.normal(0, 0.035, knots)
    y = 0.55 + np.where(np.arange(knots) % 2, -1, 1) * rng.uniform(
        0.08, 0.36, knots
    ) * np.linspace(1.1, 0.45, knots)
    _stroke(mask, x, y, thick)
    flourish_x = np.array([0.62, 0.8, 0.95, 0.6, 0.15, 0.45, 0.97]) + rng.normal(
        0, 0.03, 7
    )
    flourish_y = np.array([0.5, 0.35, 0.5, 0.78, 0.74, 0.66, 0.58 + rng.normal(0, 0.1)])
    _stroke(mask, flourish_x, flourish_y, thick)
    return mask


def _stroke(mask: Mask, x: NDArray[Any], y: NDArray[Any], thick: int) -> None:
    """A Catmull-Rom curve through points given as shares of the mask."""
    points = np.stack(
        [
            np.clip(x, 0.04, 0.94) * mask.shape[1],
            np.clip(y, 0.08, 0.92) * mask.shape[0],
        ],
        axis=1,
    )
    padded = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, 14)[:, None]
    curve = np.concatenate(
        [
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
            for a, b, c, d in zip(
                padded, padded[1:], padded[2:], padded[3:], strict=False
            )
        ]
    )
    cv2.polylines(
        mask,
        [np.round(curve * 8).astype(np.int32)],
        False,
        255,
        thick,
        cv2.LINE_AA,
        shift=3,
    )


def qr_code(text: str, pixels: int) -> Mask:
    """A QR code with its quiet zone as a mask of ink, about `pixels` wide (whole pixels a module)."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    modules = np.asarray(
        zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=True)
    )
    scale = max(2, round(pixels / modules.shape[0]))
    return np.ascontiguousarray(
        255 - np.kron(modules, np.ones((scale, scale), dtype=np.uint8))
    )


def picture(
    name: str,
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    unit: float,
    seed: int,
) -> None:
    """Draw a named picture into a box in pixels; `unit` is a point in pixels."""
    PICTURES[name](draw, box, unit, np.random.default_rng(seed))


def _guilloche(
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    unit: float,
    rng: np.random.Generator,
) -> None:
    """The pale pattern under certificates, with a double frame."""
    x0, y0, x1, y1 = box
    tint = [(255, 247, 243), (250, 247, 238), (246, 249, 252)][int(rng.integers(3))]
    draw.rectangle(box, fill=tint)
    shade = tuple(value - 14 for value in tint)
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    for ring in range(4, 27):
        radius = ring * 9.5 * unit
        draw.ellipse(
            (
                centre[0] - radius,
                centre[1] - radius,
                centre[0] + radius,
                centre[1] + radius,
            ),
            outline=shade,
        )
    for inset, line in ((0.0, 2.2), (5.0, 0.8)):
        draw.rectangle(
            (
                x0 + inset * unit,
                y0 + inset * unit,
                x1 - inset * unit,
                y1 - inset * unit,
            ),
            outline=(176, 96, 84),
            width=max(1, round(line * unit)),
        )


def _emblem(
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    unit: float,
    rng: np.random.Generator,
) -> None:
    """A plain stand-in for the national emblem: a red disc in a golden wreath with a star."""
    x0, y0, x1, y1 = box
    draw.ellipse(box, fill=(214, 168, 40))
    rim = (x1 - x0) * 0.1
    draw.ellipse((x0 + rim, y0 + rim, x1 - rim, y1 - rim), fill=(200, 30, 34))
    centre_x, centre_y, outer = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) * 0.25
    draw.polygon(
        [
            (
                centre_x + r * math.sin(math.pi * k / 5),
                centre_y - r * math.cos(math.pi * k / 5),
            )
            for k, r in ((k, outer * 0.4 if k % 2 else outer) for k in range(10))
        ],
        fill=(250, 210, 60),
    )


def _portrait(
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    unit: float,
    rng: np.random.Generator,
) -> None:
    """A head and shoulders without features."""
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    draw.rectangle(box, fill=(196, 206, 214))
    draw.pieslice(
        (x0 + wide * 0.12, y0 + high * 0.66, x1 - wide * 0.12, y1 + high * 0.34),
        180,
        360,
        fill=(74, 84, 104),
    )
    draw.ellipse(
        (x0 + wide * 0.29, y0 + high * 0.18, x1 - wide * 0.29, y0 + high * 0.72),
        fill=(206, 178, 158),
    )
    draw.pieslice(
        (x0 + wide * 0.26, y0 + high * 0.12, x1 - wide * 0.26, y0 + high * 0.6),
        180,
        360,
        fill=(44, 38, 36),
    )


def _card(
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    unit: float,
    rng: np.random.Generator,
) -> None:
    """The body of an identity card."""
    draw.rounded_rectangle(
        box,
        radius=9 * unit,
        fill=(226, 238, 230),
        outline=(140, 150, 146),
        width=max(1, round(unit)),
    )
    x0, y0, x1, y1 = box
    for step in range(1, 12):
        y = y0 + (y1 - y0) * step / 12
        draw.line(
            (x0 + 8 * unit, y, x1 - 8 * unit, y - 5 * unit),
            fill=(214, 230, 222),
            width=1,
        )


def _box(
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    unit: float,
    rng: np.random.Generator,
) -> None:
    """An empty tick box."""
    draw.rectangle(box, outline=(30, 30, 34), width=max(1, round(0.8 * unit)))


def _ticked(
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    unit: float,
    rng: np.random.Generator,
) -> None:
    """A tick box with a cross."""
    _box(draw, box, unit, rng)
    x0, y0, x1, y1 = box
    for line in ((x0, y0, x1, y1), (x0, y1, x1, y0)):
        draw.line(line, fill=(30, 30, 34), width=max(1, round(0.9 * unit)))


def _thumb(
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    unit: float,
    rng: np.random.Generator,
) -> None:
    """A dotted frame for a photograph."""
    x0, y0, x1, y1 = box
    step = 4 * unit
    for n in range(int((x1 - x0) / step)):
        for y in (y0, y1):
            draw.line(
                (x0 + n * step, y, x0 + n * step + step / 2, y), fill=(90, 90, 90)
            )
    for n in range(int((y1 - y0) / step)):
        for x in (x0, x1):
            draw.line(
                (x, y0 + n * step, x, y0 + n * step + step / 2), fill=(90, 90, 90)
            )


PICTURES = {
    "guilloche": _guilloche,
    "emblem": _emblem,
    "portrait": _portrait,
    "card": _card,
    "box": _box,
    "ticked": _ticked,
    "photo_frame": _thumb,
}
