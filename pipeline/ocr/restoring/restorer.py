"""A small network that gives back what was printed where a black and white scan shows specks of a
grey ground.

A small U-Net (training/tune_restorer.py); it never sees a word, only strokes and what is around
them. It is asked on shaded pages alone. Broken strokes, which it saw in training, too, it hardly
joins.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.common.data import CONFIGS, load_data
from pipeline.common.model_file import HashedFile, open_session
from schemas.imaging import Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# The picture goes through in bands, each seen with so much of its neighbours (pixels), so that
# memory does not grow with it. The network halves it three times: all sides are multiples of 8.
BAND, SHARED, STEP = 512, 64, 8


@cache
def describe_restorer() -> HashedFile:
    """The network's file, as configs/ocr/restorer.toml describes it."""
    return load_data(HashedFile, CONFIGS / "ocr" / "restorer.toml")


class Restorer:
    """Restores pages. The network is loaded at the first one, so it can be pickled before."""

    def __init__(self) -> None:
        """Check that the file is there and whole.

        Raises:
            MissingToolError: `model_missing`, `model_damaged`.
        """
        self._path = describe_restorer().verify()
        self._session: InferenceSession | None = None

    def __call__(self, page: Pixels) -> Pixels:
        """The page as it was printed.

        Args:
            page: uint8 (h, w), black on white, upright, 200 dots per inch.
        """
        height, width = page.shape
        down, right = SHARED + -height % STEP, -width % STEP
        framed = cv2.copyMakeBorder(
            page, SHARED, down, 0, right, cv2.BORDER_CONSTANT, value=255
        )
        restored = np.empty((height, width), np.uint8)
        for top in range(0, height, BAND):
            part = framed[top : top + BAND + 2 * SHARED]
            printed = self._printed(part)[SHARED:][: min(BAND, height - top), :width]
            restored[top : top + BAND] = printed
        return restored

    def _printed(self, part: Pixels) -> Pixels:
        ink = (255 - part).astype(np.float32)[None, None] / np.float32(255)
        printed = self._load().run(None, {"ink": ink})[0][0, 0]
        return np.asarray(np.round(255 * (1 - printed)), np.uint8)

    def _load(self) -> InferenceSession:
        if self._session is None:
            self._session = open_session(self._path)
        return self._session
