"""The citizen register, opened: arrays mapped into memory, shared by all processes that open the
same folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from pipeline.common.files import sha256_of
from pipeline.errors import UsageError
from pipeline.match.arrays import IntegerArray, StringTable
from pipeline.match.normal import GENDER_LETTERS
from pipeline.match.register.keys import NO_SHORTENED
from pipeline.match.register.layout import FORMAT, MANIFEST, MODEL, NO_OLD_ID, Manifest
from pipeline.match.register.remarks import NO_REMARKS, remark_at
from pipeline.match.register.syllables import Syllables
from pipeline.match.weights.forest import Forest, default_forest
from pipeline.match.weights.model import LogTables, MatchModel, load_model, log_tables
from schemas.linkage import Citizen

_REBUILD = "build the register again: sohoa register build SOURCE --out R"


@dataclass(frozen=True, slots=True)
class Register:
    """An opened register. Rows count from 0 in the order of citizen numbers.

    `version` is a digest of data, format and weights: decisions made under one version repeat under
    the same.
    """

    path: Path
    version: str
    model: MatchModel
    tables: LogTables
    arrays: dict[str, IntegerArray]
    strings: dict[str, StringTable]
    syllables: Syllables
    forest: Forest

    def __len__(self) -> int:
        return len(self.arrays["citizen_id"])

    def __getitem__(self, name: str) -> IntegerArray:
        return self.arrays[name]

    def __reduce__(self) -> tuple[Callable[[Path], Register], tuple[Path]]:
        # Workers map the files anew instead of receiving them.
        return open_register, (self.path,)

    def citizen_id(self, row: int) -> str:
        """The 12 digits of a row's number."""
        return f"{int(self.arrays['citizen_id'][row]):012d}"

    def row_of(self, citizen_id: str) -> int | None:
        """The row of a number; None for a text that is no number, or one that is not here."""
        if len(citizen_id) != 12 or not (
            citizen_id.isascii() and citizen_id.isdecimal()
        ):
            return None
        ids, number = self.arrays["citizen_id"], np.uint64(citizen_id)
        row = int(np.searchsorted(ids, number))
        return row if row < len(ids) and ids[row] == number else None

    def citizen(self, row: int) -> Citizen:
        """Everything that the register holds about one row."""
        place, old_id = int(self["place"][row]), int(self["old_id"][row])
        return Citizen(
            citizen_id=self.citizen_id(row),
            full_name=self.strings["name"][int(self["name"][row])],
            old_id=None if old_id == NO_OLD_ID else f"{old_id:09d}",
            birth_date=_date_text(int(self["birth"][row])),
            gender=GENDER_LETTERS[int(self["gender"][row])],
            birth_province=self.strings["birth_province"][
                int(self["birth_province"][row])
            ]
            or None,
            commune_code=self.strings["place_code"][place] or None,
            commune_name=self.strings["place_commune"][place] or None,
            province_name=self.strings["place_province"][place] or None,
            former_ids=self.former_ids(row),
            death_date=remark_at(row, self["death_rows"], self.strings["death"]),
        )

    def former_ids(self, row: int) -> tuple[str, ...]:
        """The numbers of 9 or 12 digits that a citizen bore before."""
        held = remark_at(row, self["former_rows"], self.strings["former"])
        return tuple(held.split(" ")) if held else ()


def _date_text(packed: int) -> str | None:
    year, month, day = packed >> 9, packed >> 5 & 15, packed & 31
    if not year:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}"


def open_register(path: Path) -> Register:
    """Map a register folder into memory; takes no time that grows with its size.

    Raises:
        UsageError: `register_missing`, `register_version` or `register_damaged` (a file gone or of
            another length).
    """
    try:
        return _mapped(path, _manifest(path))
    except FileNotFoundError:
        # A build may have replaced the data between reading the manifest and opening the files:
        # look once more.
        try:
            return _mapped(path, _manifest(path))
        except FileNotFoundError as error:
            raise _damaged(path, "a file is missing") from error


def current_register(path: Path) -> Register:
    """The register as it stands: opened once a process, and again once it was built, updated or
    trained, so that a service which runs for weeks knows who was born.

    Raises:
        UsageError: as `open_register`.
    """
    return _opened_as_of(path, tuple(_file_stamp(path / n) for n in (MANIFEST, MODEL)))


@lru_cache(maxsize=2)
def _opened_as_of(path: Path, _stamps: object) -> Register:
    return open_register(path)


def remarks_held(path: Path) -> int:
    """How many citizens of a register have a former number, and how many a day of death; 0 where
    none can be opened."""
    try:
        register = open_register(path)
    except UsageError:
        return 0
    return len(register["former_rows"]) + len(register["death_rows"])


def _file_stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def check_register(path: Path) -> None:
    """Compare every file with its recorded SHA-256; reads the whole register.

    Raises:
        UsageError: as `open_register`, and `register_damaged` where bytes differ.
    """
    open_register(path)
    manifest = _manifest(path)
    for name, recorded in manifest["files"].items():
        if sha256_of(path / manifest["folder"] / name) != recorded["sha256"]:
            raise _damaged(path, f"{name} has changed")


def _manifest(path: Path) -> Manifest:
    try:
        manifest: Manifest = json.loads((path / MANIFEST).read_bytes())
        found = manifest["format"]
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            "register_missing",
            "there is no citizen register",
            item=str(path),
            remedy=_REBUILD,
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(path, "the manifest can't be read") from error
    if found != FORMAT:
        raise UsageError(
            "register_version",
            f"the register has format {found}, this program reads {FORMAT}",
            item=str(path),
            remedy=_REBUILD,
        )
    return manifest


def _mapped(path: Path, manifest: Manifest) -> Register:
    try:
        arrays = {**NO_REMARKS, **NO_SHORTENED, **_arrays(path, manifest)}
        strings = _strings(arrays)
        syllables = Syllables(
            strings["syllable"], strings["given"], arrays["given_count"]
        )
        digest = str(manifest["digest"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, "the files do not fit the manifest") from error
    model = load_model(path / MODEL)
    return Register(
        path,
        version_of(digest, model),
        model,
        log_tables(model),
        arrays,
        strings,
        syllables,
        default_forest(),
    )


def version_of(digest: str, model: MatchModel) -> str:
    """What names the state of a register: its data's digest, its format and the weights."""
    parts = f"{FORMAT}:{digest}:{model.digest}:{default_forest().digest}"
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def _arrays(path: Path, manifest: Manifest) -> dict[str, IntegerArray]:
    """Every file as a plain view of its mapping: memmap's own indexing is several times slower."""
    arrays: dict[str, IntegerArray] = {}
    folder = path / manifest["folder"]
    for name, recorded in manifest["files"].items():
        file = folder / name
        if file.stat().st_size != recorded["bytes"]:
            raise _damaged(path, f"{name} has another length")
        mapped = np.load(file, mmap_mode="r", allow_pickle=False)
        arrays[file.stem] = np.asarray(mapped)
    return arrays


def _strings(arrays: dict[str, IntegerArray]) -> dict[str, StringTable]:
    """The tables of strings, by name."""
    labels = (name.removesuffix("_ends") for name in arrays if name.endswith("_ends"))
    return {
        label: StringTable(
            np.asarray(arrays[f"{label}_ends"], np.int64),
            np.asarray(arrays[f"{label}_text"], np.uint8),
        )
        for label in labels
    }


def _damaged(path: Path, why: str) -> UsageError:
    return UsageError(
        "register_damaged",
        f"the register is damaged: {why}",
        item=str(path),
        remedy=_REBUILD,
    )
