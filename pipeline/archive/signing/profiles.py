"""Signing profiles: who signs, where the signature is seen and what it says. Data of
configs/profiles/."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.config import CONFIGS
from pipeline.errors import UsageError


class SigningProfile(BaseModel):
    """One profile; the fields are explained in configs/profiles/archive-organ.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    key: Literal["person", "organ"]
    level: Literal["B-B", "B-T", "B-LT", "B-LTA"]
    visible: bool
    corner: Literal["top-left", "top-right"]
    lines: tuple[str, ...] = Field(min_length=1)
    size_pt: float = Field(gt=0, le=72)
    max_width_pt: float = Field(gt=0)
    fonts: tuple[str, ...] = Field(min_length=1)
    seal: str
    source: str


@lru_cache(maxsize=1)
def load_profiles() -> Mapping[str, SigningProfile]:
    """All profiles by name.

    Raises:
        UsageError: `profile_invalid`; the item names the file.
    """
    found: dict[str, SigningProfile] = {}
    for path in sorted((CONFIGS / "profiles").glob("*.toml")):
        try:
            profile = SigningProfile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, ValidationError) as error:
            raise UsageError(
                "profile_invalid",
                f"the signing profile can't be read: {error}",
                item=path.name,
                remedy="correct the file in configs/profiles",
            ) from error
        found[profile.name] = profile
    return MappingProxyType(found)


def profile_named(name: str) -> SigningProfile:
    """One profile.

    Raises:
        UsageError: `unknown_profile`.
    """
    profiles = load_profiles()
    if name not in profiles:
        raise UsageError(
            "unknown_profile",
            f"no signing profile {name!r}",
            item="archive.profile",
            remedy=f"one of: {', '.join(profiles)}",
        )
    return profiles[name]
