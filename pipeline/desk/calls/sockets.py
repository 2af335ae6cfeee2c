"""Where the desk's service of an archive is found; client and service share this.

The socket lies in a folder of this account alone (mode 0700).
"""

from __future__ import annotations

import os
from zlib import adler32, crc32


def archive_tag(archive: str) -> str:
    """A short name that stands for an archive's path."""
    told = os.path.realpath(archive).encode("utf-8", "surrogateescape")
    return f"{crc32(told):08x}{adler32(told):08x}"


def socket_path(archive: str) -> str:
    """Where the service of this archive listens."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = f"{runtime}/sohoa" if runtime else f"/tmp/sohoa-{os.getuid()}"
    return f"{folder}/desk-{archive_tag(archive)}.sock"


def make_private(folder: str) -> None:
    """Make a folder for this account alone, with those above it.

    Raises:
        OSError: it can't be made, or it is another's or open to others.
    """
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if not is_private(folder):
        raise PermissionError(f"{folder} is open to others")


def is_private(folder: str) -> bool:
    """Whether a folder is there and this account's alone: else what listens there is not ours."""
    try:
        found = os.stat(folder, follow_symlinks=False)
    except OSError:
        return False
    return found.st_uid == os.getuid() and not found.st_mode & 0o077
