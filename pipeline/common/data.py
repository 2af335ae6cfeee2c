"""Rules, lists and weights of configs/: one strict base for their records, one loader."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.common import places
from pipeline.errors import UsageError

CONFIGS = places.CONFIGS
_SUFFIXES = (".toml", ".json")
_REMEDY = "correct the file, or take the one that came with the program"


class Data(BaseModel):
    """A record of configs/: frozen, and a key that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


D = TypeVar("D", bound=Data)


def load_data(
    kind: type[D], path: Path, code: str = "config_invalid", remedy: str = _REMEDY
) -> D:
    """The TOML or JSON file at `path` as a record.

    Args:
        kind: the record.
        path: the file, UTF-8 with or without a byte order mark; JSON where its name ends so.
        code: of the error, where users are told more than that a file is wrong.
        remedy: what to do then.

    Raises:
        UsageError: `code`: no such file, no TOML or JSON, an unknown key or a wrong value. The item
            names the file, the message the key.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        return kind.model_validate(
            json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        )
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        reason = f"{key}: {first['msg']}" if key else first["msg"]
        cause: Exception = error
    except OSError as error:
        reason, cause = error.strerror or type(error).__name__, error
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, UnicodeDecodeError) as error:
        reason, cause = str(error), error
    raise UsageError(
        code,
        f"the file can't be used: {reason}",
        item=str(path),
        remedy=remedy,
        values={"reason": reason},
    ) from cause


@cache
def data_digest(names: tuple[str, ...], folder: Path = CONFIGS) -> str:
    """SHA-256 in hex over data files: their names and bytes, whatever order they are listed in.

    Args:
        names: files and folders (with all `.toml` and `.json` files below) in `folder`.
        folder: where they lie.

    Raises:
        OSError: one is missing.
    """
    digest = hashlib.sha256()
    for path in sorted(_files(folder / name for name in names)):
        content = path.read_bytes()
        digest.update(
            f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode()
        )
        digest.update(content)
    return digest.hexdigest()


def _files(places: Iterable[Path]) -> Iterable[Path]:
    for place in places:
        if place.is_dir():
            yield from (one for one in place.rglob("*") if one.suffix in _SUFFIXES)
        else:
            yield place
