"""Making a new archive."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

from pipeline import audit
from pipeline.archive.signing.keys import make_development_keys
from pipeline.common.files import write_synced
from pipeline.config import StoreSettings
from pipeline.errors import UsageError
from pipeline.folder import PRIVATE_FOLDER, ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.store.choose import create_store
from pipeline.trouble import GONE, NO_ACCESS, machine_trouble, storage_at

_DEVELOPMENT_ORGAN = "CƠ QUAN THỬ NGHIỆM"

_SETTINGS = """\
# Settings of this archive. They override configs/default.toml, which names and explains them all.

operator = ""            # họ tên đầy đủ của người số hóa; full name of who digitizes
register = ""            # citizen register folder, made by: sohoa register build SOURCE --out R
signing = "profiles"     # "none": files stay unsigned and are not counted as digitized

[organ]
name = {organ}

[keys]
development = {development}

[store]
url = {url}                # where the record lies; empty: here. Chosen when an archive is made
"""


_IN_ITS_FOLDER = StoreSettings(url="", timeout_seconds=1, tries=1)


def create_archive(
    place: Path,
    store: StoreSettings = _IN_ITS_FOLDER,
    *,
    development_keys: bool,
) -> ArchiveFolder:
    """A new archive folder; an existing one is left untouched.

    `store`: where its record is to lie.

    Raises:
        UsageError: there is something at that place already (an empty folder is fine); the record's
            place can't be used.
        StorageError: a disk failed, or the record's server.
    """
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise _exists(place)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        trouble = machine_trouble(error, place)
        if trouble is not None and trouble.code not in {NO_ACCESS, GONE}:
            raise trouble.for_storage() from error
        raise UsageError(
            "folder_closed",
            f"nothing can be written into the folder {place.parent}",
            item=str(place),
            remedy="name another folder, or ask for the right to write into this one",
            values={"folder": place.parent},
        ) from error
    folder = ArchiveFolder(place.resolve())
    with storage_at(folder.root):
        try:
            folder.documents.mkdir()
        except FileExistsError:  # another init was quicker
            raise _exists(place) from None
        try:
            _fill(folder, store, development_keys=development_keys)
        except BaseException:
            # All of it is ours and new; half an archive would be in the way of the same command.
            _empty(folder.root)
            raise
    return folder


def _exists(place: Path) -> UsageError:
    return UsageError(
        "archive_exists",
        "there is something here already; it was left untouched",
        item=str(place),
        remedy="name a folder that does not exist or is empty",
    )


def _empty(folder: Path) -> None:
    for one in folder.iterdir():
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)


def _fill(
    folder: ArchiveFolder, store: StoreSettings, *, development_keys: bool
) -> None:
    for part in (folder.originals, folder.index, folder.reports, folder.work):
        part.mkdir()
    for private in (folder.quarantine, folder.keys, folder.keys / "trust"):
        private.mkdir(mode=PRIVATE_FOLDER)
    organ = _DEVELOPMENT_ORGAN if development_keys else ""
    if development_keys:
        make_development_keys(folder.keys, organ)
    Ledger(folder.ledger_file).close()
    audit.append(
        folder.audit_file,
        actor=audit.PROGRAM,
        action="archive created",
        item=folder.root.name,
    )
    create_store(store, folder.store, partial(audit.first_hash, folder.audit_file))
    settings = _SETTINGS.format(
        organ=json.dumps(organ, ensure_ascii=False),
        development=str(development_keys).lower(),
        url=json.dumps(store.url),
    )
    write_synced(folder.settings_file, settings.encode())
