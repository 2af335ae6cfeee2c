"""Made pages as the preprocess stage receives them, with their truth."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from schemas.imaging import EncodedImage, PageImage
from synthetic import Wear, degrade, make_paper, render_paper


def page_image(
    picture: Image.Image | np.ndarray,
    dpi: float = 200.0,
    known: bool = True,
    hint: int = 0,
) -> PageImage:
    pixels = np.asarray(picture)
    height, width = pixels.shape[:2]
    colours = "DeviceRGB" if pixels.ndim == 3 else "DeviceGray"
    encoded = EncodedImage(
        pixels.tobytes(), "FlateDecode", width, height, 8, colours, False
    )
    return PageImage(pixels, dpi, known, encoded, rotation_hint=hint)


def made(kind: str, seed: int, level: str = "clean", **wear: object):
    """A rendered page after wear: `.image` and `.truth`."""
    rng = np.random.default_rng(seed)
    page = render_paper(make_paper(kind, rng), dpi=200)[0]
    return degrade(page, level, rng, wear=Wear(**wear) if wear else None)


def bent(page: np.ndarray, sag: float) -> np.ndarray:
    """The page with every column moved down, most in the middle, `sag` pixels there."""
    height, width = page.shape[:2]
    x, y = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    y -= (sag * np.cos(np.pi * (x / width - 0.5))).astype(np.float32)
    return cv2.remap(page, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def drawn_seal(
    page: np.ndarray, centre: tuple[int, int], radius: int, ink: int = 200
) -> np.ndarray:
    """The page with the print of a round red seal: two rings and letters between them."""
    sealed = page.copy()
    layer = np.full_like(sealed, 255)
    colour = (ink, 30, 40)
    for ring in (radius, round(0.72 * radius)):
        cv2.circle(layer, centre, ring, colour, 5)
    for turn in range(0, 360, 30):
        at = np.array((np.cos(np.radians(turn)), np.sin(np.radians(turn))))
        x, y = (np.array(centre) + 0.86 * radius * at - (9, -9)).astype(int).tolist()
        cv2.putText(layer, "V", (x, y), 0, 0.8, colour, 3)
    cv2.line(
        layer,
        (centre[0] - radius // 2, centre[1]),
        (centre[0] + radius // 2, centre[1]),
        colour,
        9,
    )
    return np.minimum(sealed, layer)
