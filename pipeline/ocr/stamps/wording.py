"""What stamps say: configs/ocr/stamps.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pipeline.common.data import CONFIGS, Data, load_data

_STAMPS = CONFIGS / "ocr" / "stamps.toml"


class ArrivalWording(Data):
    """Headings and beginnings of the lines of a stamp of arrival, folded; `telling`: those of the
    labels that stand on little else; width and height of its frame in heights of a line."""

    headings: tuple[str, ...]
    labels: tuple[str, ...]
    telling: tuple[str, ...]
    least_frame: tuple[float, float]
    largest_frame: tuple[float, float]


class StampWording(Data):
    """The wording of stamps."""

    version: Literal[1]
    source: str
    arrival: ArrivalWording


@cache
def load_stamp_wording(path: Path = _STAMPS) -> StampWording:
    """The wording.

    Raises:
        UsageError: `config_invalid`: it can't be read.
    """
    return load_data(StampWording, path)
