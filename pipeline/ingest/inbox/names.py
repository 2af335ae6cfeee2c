"""What an entry's name tells: litter, an unfinished transfer, or a picture (configs/inbox.toml)."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import Field

from pipeline.common.data import CONFIGS, Data, load_data


class IgnoredNames(Data):
    """What file servers, computers and office programs leave in shared folders."""

    hidden: bool
    entries: tuple[str, ...] = Field(min_length=1)
    files: tuple[str, ...] = Field(min_length=1)
    folders: tuple[str, ...] = Field(min_length=1)


class UnfinishedNames(Data):
    """Files that a program is still writing, or broke off."""

    files: tuple[str, ...] = Field(min_length=1)


class PictureNames(Data):
    """Endings, without the dot, by which a file claims to be a picture."""

    endings: frozenset[str] = Field(min_length=1)


class InboxNames(Data):
    """The whole of configs/inbox.toml."""

    ignored: IgnoredNames
    unfinished: UnfinishedNames
    pictures: PictureNames


@cache
def inbox_names() -> InboxNames:
    """The rules, checked.

    Raises:
        UsageError: `config_invalid`: the file has an unknown key or a wrong value.
    """
    return load_data(InboxNames, CONFIGS / "inbox.toml")


def is_litter(name: str, *, folder: bool) -> bool:
    """Whether an entry is one that systems and programs leave behind."""
    ignored = inbox_names().ignored
    return _matches(ignored.entries, name) or _matches(
        ignored.folders if folder else ignored.files, name
    )


def is_hidden(name: str, *, folder: bool) -> bool:
    """Whether an entry is hidden on purpose; an unfinished transfer is hidden for a while only."""
    return (
        inbox_names().ignored.hidden
        and name.startswith(".")
        and (folder or not is_unfinished(name))
    )


def is_unfinished(name: str) -> bool:
    """Whether a file's name says that its transfer is not at its end."""
    return _matches(inbox_names().unfinished.files, name)


def claims_picture(name: str) -> bool:
    """Whether any of a file's endings is a picture's: `2.heic` and `2.jpg.part` are, `2.pdf` is
    not."""
    endings = inbox_names().pictures.endings
    return any(ending[1:].casefold() in endings for ending in Path(name).suffixes)


def _matches(patterns: Iterable[str], name: str) -> bool:
    return _compile(tuple(patterns)).fullmatch(name.casefold()) is not None


@cache
def _compile(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        "|".join(fnmatch.translate(pattern.casefold()) for pattern in patterns)
    )
