"""The reader of written digits: a small network over the strip of a filled gap
(`training/digits`), run by ONNX Runtime."""

from __future__ import annotations

import logging
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from pipeline.common.model_file import ModelFile, find_model, open_session
from pipeline.errors import MissingToolError
from pipeline.extract.written.decoding import numbers
from pipeline.extract.written.strip import Ink
from schemas.ocr import GapKind

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_LOG = logging.getLogger(__name__)
_LONGEST = {GapKind.NUMBER: 5, GapKind.DAY: 2, GapKind.MONTH: 2}
_MOST = {GapKind.DAY: 31, GapKind.MONTH: 12}


class DigitReader:
    """Reads strips. The model is opened at the first one."""

    def __init__(self, model: ModelFile | None = None) -> None:
        """`model`: without it `digits` of configs/models.toml."""
        self._model = model or find_model("digits")
        self._session: InferenceSession | None = None

    def read(self, strip: Ink, kind: GapKind) -> tuple[str, float] | None:
        """The likeliest number of a gap and its probability; None where none is seen.

        Days and months come with two digits, and only possible ones.

        Raises:
            MissingToolError: the model file is missing or damaged.
        """
        session = self._open()
        (posteriors,) = session.run(
            None, {session.get_inputs()[0].name: strip[None, None]}
        )
        found: dict[str, float] = defaultdict(float)
        for text, share in numbers(posteriors[0], _LONGEST[kind]).items():
            found[_normalize(text, kind)] += share
        empty = found.pop("", 0.0)
        best = max(found, key=lambda text: found[text], default="")
        return (best, found[best]) if best and found[best] > empty else None

    def verify(self) -> None:
        """Look whether the model file is there and whole.

        Raises:
            MissingToolError: it is not.
        """
        self._model.verify()

    def _open(self) -> InferenceSession:
        if self._session is None:
            self._session = open_session(self._model.verify())
        return self._session


def _normalize(text: str, kind: GapKind) -> str:
    """A number as it is meant; empty for a day or month that there is not."""
    if kind not in _MOST:
        return text
    return f"{int(text):02d}" if text and 0 < int(text) <= _MOST[kind] else ""


@cache
def digit_reader() -> DigitReader | None:
    """The one reader of a process; None where its model is missing or damaged (`sohoa doctor` says
    so): nothing is suggested then, and every page is read as well without."""
    try:
        reader = DigitReader()
        reader.verify()
    except MissingToolError as error:
        _LOG.warning("written digits are not read: %s", error)
        return None
    return reader
