"""Settings: read once from configs/default.toml, the archive, --config, the environment and
options; then frozen.

Unknown keys and wrong values are refused with the file and the key (exit 2).
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError

from pipeline.common import places
from pipeline.common.data import Data, data_digest
from pipeline.errors import UsageError

CONFIGS = places.CONFIGS
SHAPING_DATA = (
    "ocr",
    "document_types",
    "matching",
    "profiles",
    "citizen_id.toml",
    "dossier_codes.toml",
    "models.toml",
    "poppler.toml",
)
"""Data in configs/ that a document's rows and file depend on, beside the rules edition."""
ENV_PREFIX = "SOHOA_"
# Read by other means: the archive's place, the tests' switch, the bench's.
ENV_RESERVED = {"ARCHIVE", "REQUIRE_ALL", "DEBUG"}


class OrganSettings(Data):
    """The organ that signs."""

    name: str


class KeySettings(Data):
    """Signing keys, below the archive's keys/ folder."""

    organ: str
    person: str
    passphrase_file: str
    passphrase: SecretStr
    tsa_url: str
    development: bool


class InboxSettings(Data):
    """How the inbox is looked at."""

    settle_seconds: float = Field(ge=0)


class RunSettings(Data):
    """How a batch uses the machine."""

    workers: int = Field(ge=0)
    scheduler: str
    in_flight_per_worker: int = Field(ge=1)
    commit_documents: int = Field(ge=1)
    commit_seconds: float = Field(gt=0)
    attempts: int = Field(ge=1)
    log_level: Literal["debug", "info", "warning", "error"]
    keep_logs_days: int = Field(ge=0)
    scheduler_wait_seconds: float = Field(gt=0)


class NotifySettings(Data):
    """Who is told how a run ended."""

    target: str
    smtp: str
    sender: str
    user: str
    password: SecretStr


class LimitSettings(Data):
    """What is refused before it is decoded."""

    max_megapixels: float = Field(gt=0)
    max_drawn_megapixels: float = Field(gt=0)
    min_side_px: int = Field(ge=1)
    max_pages: int = Field(ge=1)
    max_file_mb: int = Field(ge=1)


class TableSettings(Data):
    """What input tables may hold."""

    days_ahead: int = Field(ge=0)
    due_days_ahead: int = Field(ge=0)
    max_reused_components: int = Field(ge=0)
    least_share: float = Field(ge=0, le=1)


class PreprocessSettings(Data):
    """Orientation, deskew and the cleaned copy."""

    default_dpi: float = Field(gt=0)
    max_skew_deg: float = Field(ge=0, le=45)
    render_dpi: int = Field(ge=72, le=600)
    clean: bool


class OcrSettings(Data):
    """Recognition."""

    engine: str
    profile: Literal["fast", "balanced", "best"]
    language: str
    min_confidence: float = Field(ge=0, le=1)


class ExtractSettings(Data):
    """Document types and fields."""

    min_type_confidence: float = Field(ge=0, le=1)
    sure_type_confidence: float = Field(ge=0, le=1)
    min_field_confidence: float = Field(ge=0, le=1)


class MatchSettings(Data):
    """The two settings that rule linking."""

    max_false_link_rate: float = Field(gt=0, lt=1)
    review_band: float = Field(ge=0, lt=1)


class ArchiveSettings(Data):
    """Signing profiles. What the files are, the rules edition says."""

    profile_run: str
    profile_counter: str


class IndexSettings(Data):
    """The search index."""

    kind: Literal["embedded", "elasticsearch"]
    url: str
    name: str
    timeout_seconds: float = Field(gt=0)


class ReceiptQrSettings(Data):
    """Fields of the QR on papers that the one-stop system prints (TCVN 7322)."""

    separator: str = Field(min_length=1)
    order: tuple[str, ...]


class StackSettings(Data):
    """Separator sheets."""

    separator_mark: str


class ReportSettings(Data):
    """Defaults of reports."""

    plan: str
    reading: Literal["points", "growth"]


class Settings(Data):
    """All settings, frozen. The fields are explained in configs/default.toml."""

    operator: str
    register_path: str = Field(alias="register")
    signing: Literal["profiles", "none"]
    lang: Literal["vi", "en"]
    rules: str
    audit_dir: str
    organ: OrganSettings
    keys: KeySettings
    inbox: InboxSettings
    run: RunSettings
    notify: NotifySettings
    limits: LimitSettings
    tables: TableSettings
    preprocess: PreprocessSettings
    ocr: OcrSettings
    extract: ExtractSettings
    matching: MatchSettings
    archive: ArchiveSettings
    index: IndexSettings
    receipt_qr: ReceiptQrSettings
    stack: StackSettings
    report: ReportSettings

    def digest(self) -> str:
        """12 hex digits over what shapes a document (not where or how fast it is made): settings,
        rules, weights."""
        shaping = self.model_dump(
            include={
                "limits",
                "preprocess",
                "ocr",
                "extract",
                "archive",
                "rules",
                "receipt_qr",
            }
        )
        # An edition that does not exist is refused where it is asked for.
        edition = f"rules/{self.rules}.toml"
        shaping["data"] = data_digest(
            (*SHAPING_DATA, edition) if (CONFIGS / edition).is_file() else SHAPING_DATA
        )
        return hashlib.sha256(
            json.dumps(shaping, sort_keys=True, default=str).encode()
        ).hexdigest()[:12]


def load_settings(
    archive: Path | None = None,
    config: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    options: Mapping[str, Any] | None = None,
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
    layers: list[tuple[str, Mapping[str, Any]]] = [
        (str(CONFIGS / "default.toml"), _read(CONFIGS / "default.toml"))
    ]
    if archive is not None and (archive / "sohoa.toml").exists():
        layers.append((str(archive / "sohoa.toml"), _read(archive / "sohoa.toml")))
    if config is not None:
        layers.append((str(config), _read(config)))
    layers.append(("environment", _from_environment(environ, layers[0][1])))
    layers.append(("options", options or {}))
    merged: dict[str, Any] = {}
    for source, layer in layers:
        _refuse_unknown(source, layer, layers[0][1])
        _merge(merged, layer)
        _validated(merged, source)
    return _validated(merged, "settings")


def _read(path: Path) -> dict[str, Any]:
    try:
        return _parsed(path, path.stat().st_mtime_ns)
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
def _parsed(path: Path, _changed: int) -> dict[str, Any]:
    """A file's settings; read once for as long as it is the same. Callers leave them as they
    are."""
    return tomllib.loads(path.read_text(encoding="utf-8-sig"))


def _from_environment(
    environ: Mapping[str, str], known: Mapping[str, Any]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    strange = set(unknown_variables(environ, known))
    for name, text in environ.items():
        key = name.removeprefix(ENV_PREFIX)
        if key == name or key in ENV_RESERVED or name in strange:
            continue
        *section, last = (part.lower() for part in key.split("__"))
        target, model = found, known
        for part in section:
            target = target.setdefault(part, {})
            inner = model.get(part)
            model = inner if isinstance(inner, Mapping) else {}
        target[last] = _typed(text, model.get(last))
    return found


def unknown_variables(
    environ: Mapping[str, str], known: Mapping[str, Any] | None = None
) -> tuple[str, ...]:
    """Variables named SOHOA_… that are no settings, and not close to the name of one (those are
    refused).

    Other programs and scripts may have variables of that name; none of them may stop a command.
    """
    names = {
        ENV_PREFIX + key
        for key in (
            *ENV_RESERVED,
            *_variables(known or _read(CONFIGS / "default.toml")),
        )
    }
    sections = {name.partition("__")[0] + "__" for name in names if "__" in name}
    return tuple(
        name
        for name in sorted(environ)
        if name.startswith(ENV_PREFIX)
        and name not in names
        and not any(name.startswith(section) for section in sections)
        and not any(_is_close(name, other) for other in names)
    )


def _variables(known: Mapping[str, Any]) -> Iterator[str]:
    for key, value in known.items():
        if isinstance(value, Mapping):
            yield from (f"{key}__{inner}".upper() for inner in value)
        yield key.upper()


def _is_close(name: str, other: str) -> bool:
    """One slip of the finger, or two in a long name."""
    from rapidfuzz.distance import OSA

    length = len(other) - len(ENV_PREFIX)
    return OSA.distance(name, other, score_cutoff=2) <= (1 if length < 8 else 2)


def _typed(text: str, like: object) -> object:
    """The text as the type of the default that it replaces; left as text where it does not fit
    (then refused)."""
    if isinstance(like, list):
        return [part.strip() for part in text.split(",")]
    return text


def _refuse_unknown(
    source: str, layer: Mapping[str, Any], known: Mapping[str, Any], at: str = ""
) -> None:
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
        if isinstance(known[key], Mapping) and isinstance(value, Mapping):
            _refuse_unknown(source, value, known[key], f"{name}.")


def _merge(into: dict[str, Any], layer: Mapping[str, Any]) -> None:
    for key, value in layer.items():
        if value is None:
            continue
        if isinstance(value, Mapping):
            _merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


def _validated(merged: Mapping[str, Any], source: str) -> Settings:
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        name = _dotted(first["loc"])
        raise UsageError(
            "wrong_setting",
            f"setting {name!r}: {first['msg']}",
            item=f"{source}: {name}",
            remedy="see configs/default.toml for what it takes",
            values={"name": name, "reason": first["msg"]},
        ) from None


def _dotted(parts: Iterable[object]) -> str:
    return ".".join(str(part) for part in parts)
