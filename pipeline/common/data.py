"""Rules, lists and weights of configs/: one strict base for their records, one loader."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.common import places
from pipeline.errors import UsageError

CONFIGS = places.CONFIGS


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


@cache
def data_digest(names: tuple[str, ...], folder: Path = CONFIGS) -> str:
    """SHA-256 in hex over data files: their names and bytes, whatever order they are listed in.

    Args:
        names: files and folders (with all `.toml` files below) in `folder`.
        folder: where they lie.

    Raises:
        OSError: one is missing.
    """
    digest = hashlib.sha256()
    for path in sorted(_files(folder / name for name in names)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(places: Iterable[Path]) -> Iterable[Path]:
    for place in places:
        yield from place.rglob("*.toml") if place.is_dir() else (place,)
