"""Picture files as Pillow sees them, before anything is decoded."""

from __future__ import annotations

import io

from PIL import Image


def open_image(data: bytes) -> Image.Image:
    """A picture file, not yet decoded, however large it says it is.

    Raises:
        OSError, SyntaxError: it is no picture that Pillow knows.
    """
    # Our limits are checked before anything is decoded; Pillow's own would turn into warnings or
    # crashes.
    Image.MAX_IMAGE_PIXELS = None
    return Image.open(io.BytesIO(data))
