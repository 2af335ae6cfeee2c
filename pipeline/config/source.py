"""A file of settings, read; and the shape in which settings travel until they are checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from pipeline.common.places import CONFIGS
from pipeline.errors import UsageError

DEFAULTS = CONFIGS / "default.toml"
Layer: TypeAlias = Mapping[str, object]
"""What one source says: values by key, sections as mappings of the same kind."""


def read_settings_file(path: Path) -> Layer:
    """What a TOML file says.

    Raises:
        UsageError: `settings_unreadable`, `settings_invalid`.
    """
    try:
        return _parse(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise UsageError(
            "settings_unreadable",
            f"the settings file can't be read ({error.strerror})",
            item=str(path),
            remedy="check the path and its permissions",
            values={"reason": error.strerror},
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            "settings_invalid",
            f"not valid TOML: {error}",
            item=str(path),
            remedy="correct the line named",
            values={"reason": error},
        ) from error


@lru_cache(maxsize=16)
def _parse(path: Path, _changed: int) -> Layer:
    """A file's settings; read once for as long as it is the same. Callers leave them as they
    are."""
    return tomllib.loads(path.read_text(encoding="utf-8-sig"))
