"""Made pages as the preprocess stage receives them, with their truth."""

from __future__ import annotations

import numpy as np
from PIL import Image

from schemas.imaging import EncodedImage, PageImage
from synthetic import Wear, degrade, make_paper, render_paper


def page_image(
    picture: Image.Image | np.ndarray, dpi: float = 200.0, known: bool = True, hint: int = 0
) -> PageImage:
    pixels = np.asarray(picture)
    height, width = pixels.shape[:2]
    colours = "DeviceRGB" if pixels.ndim == 3 else "DeviceGray"
    encoded = EncodedImage(pixels.tobytes(), "FlateDecode", width, height, 8, colours, False)
    return PageImage(pixels, dpi, known, encoded, rotation_hint=hint)


def made(kind: str, seed: int, level: str = "clean", **wear: object):
    """A rendered page after wear: `.image` and `.truth`."""
    rng = np.random.default_rng(seed)
    page = render_paper(make_paper(kind, rng), dpi=200)[0]
    return degrade(page, level, rng, wear=Wear(**wear) if wear else None)
