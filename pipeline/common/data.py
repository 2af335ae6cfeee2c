"""Rules, lists and weights of configs/: one strict base for their records, one loader."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import UsageError

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


class Data(BaseModel):
    """A record of configs/: frozen, and a key that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


D = TypeVar("D", bound=Data)


def load_data(kind: type[D], path: Path) -> D:
    """The TOML file at `path` as a record.

    Raises:
        UsageError: `config_invalid`: no such file, no TOML, an unknown key or a wrong value.
    """
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise UsageError(
            "config_invalid",
            f"the file can't be used: {error}",
            item=str(path),
            remedy="correct the file, or take the one that came with the program",
        ) from error
