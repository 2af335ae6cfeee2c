"""How a person's gender is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Gender = Literal["M", "F"]
GENDER_OF: Mapping[str, Gender] = {
    "m": "M",
    "nam": "M",
    "male": "M",
    "f": "F",
    "nu": "F",
    "female": "F",
}
"""By a folded word."""
