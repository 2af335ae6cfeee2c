"""The store that the settings name: in the archive's own folder, or elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from pipeline.config import StoreSettings
from pipeline.errors import UsageError
from pipeline.store.folder_place import FolderPlace
from pipeline.store.manifest import MANIFEST
from pipeline.store.parquet import ParquetStore
from pipeline.store.place import StorePlace

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

ELSEWHERE = "elsewhere.json"
"""In the archive's store/, where the record lies outside the archive: says where."""
_OPTIONS = {"endpoint_override", "region", "scheme", "tls_ca_file_path"}
_SCHEMES = "s3://BUCKET/PREFIX, gs://…, abfs://… or file:///FOLDER"


def open_store(
    settings: StoreSettings, folder: Path, mark: Callable[[], str]
) -> ParquetStore:
    """The archive's record, at the place that `store.url` names; empty: in its own folder.

    Args:
        settings: name the place.
        folder: the archive's store/.
        mark: gives what tells the archive from all others.

    Raises:
        UsageError: the setting is malformed, or does not go with what lies in the archive's folder;
            the place is not there, or refuses the credentials.
        StorageError: a server does not answer.
    """
    if not settings.url:
        _require_none_elsewhere(folder)
        return ParquetStore(folder)
    _require_none_here(folder)
    store = ParquetStore(place_named(settings, folder), mark())
    store.require()
    return store


def create_store(
    settings: StoreSettings, folder: Path, mark: Callable[[], str]
) -> None:
    """A new, empty record at the place that `store.url` names; arguments as of `open_store`.

    Raises:
        UsageError, StorageError: as `open_store`; `store_exists`.
    """
    if not settings.url:
        ParquetStore(folder).create()
        return
    ParquetStore(place_named(settings, folder), mark()).create()
    folder.mkdir(exist_ok=True)
    FolderPlace(folder).replace(ELSEWHERE, json.dumps({"url": settings.url}).encode())


def place_named(settings: StoreSettings, cache: Path) -> StorePlace:
    """The place of `store.url`; `cache` is where key files are kept on this machine.

    Raises:
        UsageError: `bad_store_url`.
    """
    url = settings.url
    parts = urlsplit(url)
    if url.startswith("file:///"):
        return FolderPlace(Path(parts.path))
    options = dict(parse_qsl(parts.query))
    if "@" in parts.netloc or not options.keys() <= _OPTIONS:
        raise _bad_url(
            "store.url takes no credentials, and of options only "
            + ", ".join(sorted(_OPTIONS))
        )
    if parts.scheme not in {"s3", "gs", "abfs", "abfss"} or not parts.netloc:
        raise _bad_url(f"not one of {_SCHEMES}")
    # Loaded here alone: most archives lie in a folder, and a start would pay for it.
    from pipeline.store.object_place import ObjectPlace

    system, base = (
        _s3(settings, options, parts.netloc + parts.path)
        if parts.scheme == "s3"
        else _any(url)
    )
    base = base.rstrip("/")
    return ObjectPlace(f"{parts.scheme}://{base}", base, system, cache)


def _s3(
    settings: StoreSettings, options: dict[str, str], base: str
) -> tuple[FileSystem, str]:
    from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem

    try:
        system = S3FileSystem(
            **options,
            connect_timeout=settings.timeout_seconds,
            request_timeout=settings.timeout_seconds,
            retry_strategy=AwsStandardS3RetryStrategy(max_attempts=settings.tries),
            # A small object is put by one call; an error is told where it happens.
            allow_delayed_open=True,
            background_writes=False,
        )
    except (OSError, ValueError) as error:
        raise _bad_url(str(error).splitlines()[0]) from error
    return system, base


def _any(url: str) -> tuple[FileSystem, str]:
    from pyarrow.fs import FileSystem

    try:
        return FileSystem.from_uri(url)
    except (OSError, ValueError) as error:
        raise _bad_url(str(error).splitlines()[0]) from error


def _bad_url(reason: str) -> UsageError:
    # The address itself is not told: it may hold what should not be in it.
    return UsageError(
        "bad_store_url",
        f"store.url can't be used: {reason}",
        item="store.url",
        remedy=f"give {_SCHEMES}; credentials come from the environment (AWS_ACCESS_KEY_ID, "
        "AWS_SECRET_ACCESS_KEY, AWS_PROFILE)",
        values={"reason": reason},
    )


def _require_none_elsewhere(folder: Path) -> None:
    """Without the setting, the record of an archive that has it elsewhere would look lost."""
    if not (folder / ELSEWHERE).is_file() or (folder / MANIFEST).is_file():
        return
    url = str(json.loads((folder / ELSEWHERE).read_bytes()).get("url"))
    raise UsageError(
        "store_url_missing",
        f"the record of this archive lies at {url}, and store.url is empty",
        item="store.url",
        remedy=f'set url = "{url}" in section [store] of sohoa.toml',
        values={"url": url},
    )


def _require_none_here(folder: Path) -> None:
    if (folder / MANIFEST).is_file():
        raise UsageError(
            "store_two_places",
            "the archive's own folder holds its record, and store.url names another place",
            item="store.url",
            remedy="leave store.url empty; for a record elsewhere, name it when an archive is made "
            "(sohoa init --store URL)",
        )
