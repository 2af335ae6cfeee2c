"""Signing profiles: who signs, where the signature is seen and what it says. Data of
configs/profiles/."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.errors import UsageError


class SigningProfile(Data):
    """One profile; the fields are explained in configs/profiles/archive-organ.toml."""

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
    paths = sorted((CONFIGS / "profiles").glob("*.toml"))
    profiles = (load_data(SigningProfile, path, "profile_invalid") for path in paths)
    return MappingProxyType({profile.name: profile for profile in profiles})


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
