"""AsterNet: a line recogniser for Vietnamese (convolutions, LSTM, attention, CTC) run by ONNX
Runtime.

Only the model file of the PyPI package asterocr is used (models/README.md); none of its code.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.common.model_file import ModelFile, find_model, open_session
from pipeline.ocr.arbitration.context import prefer_common_pairs
from pipeline.ocr.arbitration.line_text import LineText, WordText, join_parts
from pipeline.ocr.arbitration.mending import mend_line
from pipeline.ocr.asternet.cutting import find_cuts
from pipeline.ocr.asternet.decoding import Frames, decode
from pipeline.ocr.asternet.ink import Columns, find_ink
from pipeline.ocr.asternet.spaces import restore_spaces
from pipeline.ocr.segmentation.strips import RowStrip
from schemas.imaging import Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# What the network pads with, 0 between -1 and 1.
_MIDDLE_GREY = 128

Shown = NDArray[np.float32] | NDArray[np.uint8]


class AsterNet:
    """Reads strips of one text line; several threads may read at once. The session is made at the
    first line, so it can be pickled before."""

    def __init__(self, model: ModelFile | None = None) -> None:
        """Check that the model file is there and whole.

        Args:
            model: its description; without it `asternet` of configs/models.toml.

        Raises:
            MissingToolError: `model_missing`, `model_damaged`.
        """
        self.model = model or find_model("asternet")
        self.model.verify()
        self._session: InferenceSession | None = None
        self._opening = Lock()

    @property
    def version(self) -> str:
        """Model and the beginning of its hash."""
        return f"{self.model.name} {self.model.version} {self.model.sha256[:8]}"

    def read(self, strip: Pixels, squeeze: float | None = None) -> LineText:
        """Read one line.

        Args:
            strip: (h, w) uint8 grey, dark on light, one line cropped from ascender to descender
                with a few pixels around. Lines longer than the model likes are read in pieces, cut
                between words.
            squeeze: width shown to the model as a share of the natural one; less is faster. The
                model's own by default.
        """
        squeeze = squeeze or self.model.squeeze
        ink = find_ink(strip)
        longest = (
            self.model.most_frames * self.model.frame / self.model.height / squeeze
        )
        cuts = find_cuts(ink, strip.shape[0], self.model.max_aspect / squeeze, longest)
        pieces = [
            (float(a), self._read_piece(strip[:, a:b], ink[a:b], squeeze))
            for a, b in pairwise(cuts)
        ]
        line = restore_spaces(join_parts(pieces), ink, strip.shape[0])
        return prefer_common_pairs(mend_line(line))

    def read_row(
        self, strip: RowStrip, squeeze: float | None = None
    ) -> tuple[WordText, ...]:
        """The words of a row, each of its pieces read by itself; see `read`."""
        return tuple(
            word.shift(begin)
            for begin, end in strip.parts
            for word in self.read(strip.pixels[:, begin:end], squeeze).words
        )

    def _read_piece(self, strip: Pixels, ink: Columns, squeeze: float) -> LineText:
        shown = self._show(strip, squeeze)
        session = self._load()
        posteriors: Frames = session.run(None, {session.get_inputs()[0].name: shown})[0]
        frames = posteriors.reshape(-1, posteriors.shape[-1])
        per_frame = strip.shape[1] / shown.shape[-1] * self.model.frame
        return decode(frames, self.model.alphabet, self.model.blank, per_frame, ink)

    def _show(self, strip: Pixels, squeeze: float) -> Shown:
        """The strip as the network takes it: (1, planes, height, width)."""
        model = self.model
        height, width = strip.shape
        step = model.width_step
        wide = max(
            model.height,
            ceil(round(width * model.height / height * squeeze) / step) * step,
        )
        shrinks = height > model.height or width > wide
        small = cv2.resize(
            strip,
            (wide, model.height),
            interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
        )
        if model.input == "patches":
            return stack_neighbours(np.asarray(small, dtype=np.uint8))
        levels = small.astype(np.float32) / np.float32(127.5) - 1
        return np.ascontiguousarray(np.broadcast_to(levels, (1, 3, model.height, wide)))

    def _load(self) -> InferenceSession:
        with self._opening:
            if self._session is None:
                self._session = open_session(self.model.verify())
            return self._session

    def __getstate__(self) -> ModelFile:
        return self.model

    def __setstate__(self, model: ModelFile) -> None:
        self.model = model
        self._session = None
        self._opening = Lock()


def stack_neighbours(picture: Pixels) -> Pixels:
    """The 3×3 neighbourhood of every pixel as nine planes, (1, 9, h, w); around the picture lies
    middle grey."""
    height, width = picture.shape
    framed = cv2.copyMakeBorder(
        picture, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=_MIDDLE_GREY
    )
    return np.stack(
        [framed[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    )[None]
