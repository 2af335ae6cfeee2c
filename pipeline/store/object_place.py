"""A store on a pyarrow file system: an object store of the S3 kind, or any other.

An object appears as a whole or not at all, and takes the place of an earlier one in one step; so no
rename is needed. Other file systems get files under another name first.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path

import pyarrow as pa
from pyarrow.fs import FileSelector, FileSystem, FileType

from pipeline.common.fault_points import reach
from pipeline.common.files import replace_file, sha256_of, synced_file
from pipeline.errors import DigitizationError, StorageError, UsageError
from pipeline.store.durable import ASIDE
from pipeline.store.place import KEYS_ENDING

_OBJECT_STORES = {"s3", "gcs", "abfs"}
_CHUNK = 1 << 20

# Words of pyarrow's errors, which come without numbers.
_REFUSALS = (
    "ACCESS_DENIED",
    "SIGNATURE_DOES_NOT_MATCH",
    "INVALID_ACCESS_KEY_ID",
    "INVALID_SIGNATURE",
    "INVALID_CLIENT_TOKEN_ID",
    "UNRECOGNIZED_CLIENT",
    "MISSING_AUTHENTICATION_TOKEN",
    "REQUEST_EXPIRED",
    "ExpiredToken",
    "HTTP status 401",
    "HTTP status 403",
)
_NO_BUCKET = "NO_SUCH_BUCKET"


@dataclass(frozen=True, slots=True)
class ObjectPlace:
    """`StorePlace` below `base` of a file system.

    `name`: its address, without secrets. `cache`: a folder of this machine that keeps key files, so
    that a look-up fetches only what it reads; it may be emptied at any time.
    """

    name: str
    base: str = field(compare=False)
    system: FileSystem = field(compare=False)
    cache: Path | None = field(default=None, compare=False)

    @property
    def is_remote(self) -> bool:
        """Always."""
        return True

    def prepare(self, folders: Iterable[str]) -> None:
        """Find out whether objects can be written, read and removed; make the folders where there
        are such things.

        Raises:
            UsageError: `store_bucket_missing`, `store_refused`.
            StorageError: `store_unreachable`.
        """
        self.require()
        if not self._keeps_objects:
            for one in folders:
                self._make_folder(self._at(one))
        with self._asked():
            self.put("probe", b"can this be written?")
            self.remove("probe")

    def require(self) -> None:
        """Find out whether the place is there and can be read, before any work.

        Raises:
            UsageError, StorageError: see `prepare`.
        """
        with self._asked():
            top = self.base.split("/", 1)[0] if self._keeps_objects else ""
            if top and self._kind(top) is FileType.NotFound:
                raise _no_bucket(self.name)

    @contextmanager
    def storage(self) -> Iterator[None]:
        """See `StorePlace`."""
        try:
            yield
        except (OSError, pa.ArrowException) as error:
            found = _trouble(self.name, error)
            if found is None:
                raise
            raise found from error

    @contextmanager
    def _call(self) -> Iterator[None]:
        """A call to the server: whatever fails but a missing file is the server's."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException) as error:
            raise (
                _trouble(self.name, error) or _unreachable(self.name, "?")
            ) from error

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Before work a wrong key or bucket is a wrong setting; later it is the storage's."""
        try:
            yield
        except StorageError as error:
            if error.code == "store_unreachable":
                raise
            raise UsageError(
                error.code, error.message, item=error.item, remedy=error.remedy
            ) from error

    def read(self, path: str) -> bytes:
        """See `StorePlace`. One call brings all bytes, so they are of one object, whoever replaces
        it meanwhile; of a longer one than was there a moment before the end may be missing."""
        with self._call(), self.system.open_input_file(self._at(path)) as file:
            return bytes(file.read_at(file.size(), 0))

    @contextmanager
    def open(self, path: str) -> Iterator[pa.NativeFile]:
        """See `StorePlace`."""
        with self.storage(), self.system.open_input_file(self._at(path)) as file:
            yield file

    def map(self, path: str) -> mmap | bytes:
        """The file as the cache keeps it; it is fetched first where that lacks it."""
        kept = self._kept(path)
        if kept is None:
            return self.read(path)
        if not kept.is_file():
            data = self.read(path)
            if not _keep(kept, data):  # whoever may only read the archive
                return data
        with kept.open("rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)

    def sha256(self, path: str) -> str:
        """Of the object itself; a copy in the cache that is another's goes."""
        digest = hashlib.sha256()
        with self._call(), self.system.open_input_stream(self._at(path)) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
        found = digest.hexdigest()
        kept = self._kept(path)
        if kept is not None and kept.is_file() and sha256_of(kept) != found:
            with suppress(OSError):
                kept.unlink()
        return found

    def sizes(self, below: str = "") -> dict[str, int]:
        """See `StorePlace`."""
        chosen = FileSelector(self._at(below), allow_not_found=True, recursive=True)
        with self._call():
            found = self.system.get_file_info(chosen)
        return {
            posixpath.relpath(one.path, self.base): one.size
            for one in found
            if one.type is FileType.File
        }

    def put(self, path: str, data: bytes | memoryview) -> None:
        """See `StorePlace`."""
        with self._call():
            reach("object.put")
            self._put(self._at(path), data)
            reach("object.there")
        kept = self._kept(path)
        if kept is not None:
            _keep(kept, bytes(data))

    def settle(self, folders: Iterable[str]) -> None:
        """Nothing to do: an object that is there is durable."""

    def replace(self, path: str, data: bytes) -> None:
        """See `StorePlace`."""
        self.put(path, data)

    def remove(self, path: str) -> None:
        """See `StorePlace`."""
        with self._call(), suppress(FileNotFoundError):
            self.system.delete_file(self._at(path))
        kept = self._kept(path)
        if kept is not None:
            with suppress(OSError):
                kept.unlink()

    def fetch(self, path: str, target: Path) -> None:
        """A copy of its bytes."""
        with (
            self._call(),
            self.system.open_input_stream(self._at(path)) as stream,
            synced_file(target) as file,
        ):
            while chunk := stream.read(_CHUNK):
                file.write(chunk)

    def keep_beside(self, ending: str, paths: Sequence[str]) -> None:
        """Copied by the server; the last one puts the others in force."""
        beside = self.base + ending
        with self._call():
            if self._kind(f"{beside}/{paths[-1]}") is FileType.File:
                return
            for path in paths:
                target = f"{beside}/{path}"
                if not self._keeps_objects:
                    self._make_folder(posixpath.dirname(target))
                self.system.copy_file(self._at(path), target)

    @property
    def _keeps_objects(self) -> bool:
        return self.system.type_name in _OBJECT_STORES

    def _at(self, path: str) -> str:
        return f"{self.base}/{path}" if path else self.base

    def _kind(self, path: str) -> FileType:
        with self._call():
            return self.system.get_file_info(path).type

    def _kept(self, path: str) -> Path | None:
        """Where the cache keeps a key file; None for everything else."""
        if self.cache is None or not path.endswith(KEYS_ENDING):
            return None
        return self.cache / path

    def _put(self, target: str, data: bytes | memoryview) -> None:
        aside = target if self._keeps_objects else target + ASIDE
        if not self._keeps_objects:
            self._make_folder(posixpath.dirname(target))
        with self.system.open_output_stream(aside) as stream:
            stream.write(data)
        if aside != target:
            self.system.move(aside, target)

    def _make_folder(self, path: str) -> None:
        with self._call():
            self.system.create_dir(path, recursive=True)


def _keep(kept: Path, data: bytes) -> bool:
    """Put a file into the cache, where that can be written."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        replace_file(kept, data)
    except OSError:
        return False
    return True


def _trouble(name: str, error: Exception) -> DigitizationError | None:
    """What a server said, as an error in words; None where no server said it (a damaged file)."""
    said = str(error)
    if _NO_BUCKET in said:
        return _no_bucket(name, StorageError)
    if any(word in said for word in _REFUSALS):
        return StorageError(
            "store_refused",
            "the object store refuses the credentials, or they lack the right to it",
            item=name,
            remedy="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or AWS_PROFILE) to a key that "
            "may list, read, write and remove objects there; nothing is lost",
        )
    _, of_server, rest = said.partition("AWS Error ")
    # The server's own words alone: what it was asked for names parts.
    return _unreachable(name, rest.partition(" during ")[0]) if of_server else None


def _unreachable(name: str, reason: str) -> StorageError:
    return StorageError(
        "store_unreachable",
        f"the object store does not answer as it should ({reason})",
        item=name,
        remedy="see whether the server is up and reached from here (store.url, network); nothing "
        "is lost, the same command goes on",
        values={"reason": reason},
    )


def _no_bucket(
    name: str, kind: type[DigitizationError] = UsageError
) -> DigitizationError:
    return kind(
        "store_bucket_missing",
        "the object store has no such bucket",
        item=name,
        remedy="make the bucket, or mend store.url",
    )
