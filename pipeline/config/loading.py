"""Settings merged from configs/default.toml, the archive, --config, the environment and options.

Unknown keys and wrong values are refused with the file and the key (exit 2).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from pipeline.config.environment import environment_layer
from pipeline.config.settings import Settings
from pipeline.config.source import DEFAULTS, Layer, read_settings_file
from pipeline.errors import UsageError


def load_settings(
    archive: Path | None = None,
    config: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    options: Layer | None = None,
) -> Settings:
    """Merge all sources of settings and validate the result.

    Args:
        archive: an archive folder whose sohoa.toml is read, if it has one.
        config: a further TOML file, standing above the archive's.
        environ: SOHOA_SECTION__KEY and SOHOA_KEY; variables that are no settings are left alone,
            see `unknown_variables`.
        options: values given on the command line, as a nested mapping; None values are left out.

    Raises:
        UsageError: a file that can't be read, an unknown key, a wrong value; the item names the
            source.
    """
    known = read_settings_file(DEFAULTS)
    merged: dict[str, object] = {}
    for source, layer in _layers(archive, config, environ, options or {}):
        _refuse_unknown(source, layer, known)
        _merge(merged, layer)
        _validate(merged, source)
    return _validate(merged, "settings")


def _layers(
    archive: Path | None,
    config: Path | None,
    environ: Mapping[str, str],
    options: Layer,
) -> Iterator[tuple[str, Layer]]:
    """Every source by name, the weakest first."""
    known = read_settings_file(DEFAULTS)
    yield str(DEFAULTS), known
    own = archive / "sohoa.toml" if archive is not None else None
    if own is not None and own.exists():
        yield str(own), read_settings_file(own)
    if config is not None:
        yield str(config), read_settings_file(config)
    yield "environment", environment_layer(environ, known)
    yield "options", options


def _refuse_unknown(source: str, layer: Layer, known: Layer, at: str = "") -> None:
    for key, value in layer.items():
        name = f"{at}{key}"
        if key not in known:
            near = ", ".join(sorted(known))
            raise UsageError(
                "unknown_setting",
                f"unknown setting {name!r}",
                item=f"{source}: {name}",
                remedy=f"one of: {near}",
                values={"name": name, "near": near},
            )
        section = known[key]
        if isinstance(section, Mapping) and isinstance(value, Mapping):
            _refuse_unknown(source, value, section, f"{name}.")


def _merge(into: dict[str, object], layer: Layer) -> None:
    for key, value in layer.items():
        if value is None:
            continue
        if isinstance(value, Mapping):
            before = into.get(key)
            section = before if isinstance(before, dict) else {}
            _merge(section, value)
            into[key] = section
        else:
            into[key] = value


def _validate(merged: Layer, source: str) -> Settings:
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        name = _join_key(first["loc"])
        raise UsageError(
            "wrong_setting",
            f"setting {name!r}: {first['msg']}",
            item=f"{source}: {name}",
            remedy="see configs/default.toml for what it takes",
            values={"name": name, "reason": first["msg"]},
        ) from None


def _join_key(parts: Iterable[object]) -> str:
    return ".".join(str(part) for part in parts)
