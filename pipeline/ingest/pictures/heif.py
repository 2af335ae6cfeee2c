"""Pictures of phones: HEIC by libheif (package pi-heif, which only decodes), AVIF by Pillow."""

from __future__ import annotations

from PIL import Image

from pipeline.ingest.pictures.opening import open_image

# Decoders of video hide what is missing: a copy that was broken off would be half a page. Coded
# pictures hold no long runs of zeros (ISO/IEC 23008-2, 7.3.1.1, forbids three), which file systems
# put in place of
# missing bytes.
_HOLE = bytes(4096)
_MISSING_END = bytes(64)


def open_heif(data: bytes) -> Image.Image:
    """The picture of a HEIC or AVIF file, not yet decoded; a HEIC is turned already as its file
    asks.

    Raises:
        OSError: it can't be opened, or data are missing in the middle or at the end.
    """
    import pi_heif  # takes long to load, and is rarely needed

    if _HOLE in data or data.endswith(_MISSING_END):
        raise OSError("data are missing")
    pi_heif.register_heif_opener()
    return open_image(data)
