"""Which desks may call from other machines: keys/desks.json, mode 0600, tokens as hashes.

A token is 256 random bits, so its SHA-256 gives nothing away; a password's slow hash is not needed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.common.clock import now, stamp
from pipeline.common.files import write_synced
from pipeline.common.locks import exclusive_lock
from pipeline.errors import StorageError, UsageError
from schemas.codec import from_plain

FILE = "desks.json"
_MODE = 0o600
_TOKEN_BYTES = 32
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class AllowedDesk:
    """A desk that may call; `name` stands in the audit trail."""

    name: str
    token_sha256: str
    made_at: str


@dataclass(frozen=True, slots=True)
class _DesksFile:
    desks: tuple[AllowedDesk, ...]


@dataclass(frozen=True, slots=True)
class DeskTokens:
    """The desks of one archive; each call reads the file, so a revoked token ends at once."""

    file: Path

    @classmethod
    def of(cls, keys: Path) -> DeskTokens:
        """Those kept in an archive's keys/ folder."""
        return cls(keys / FILE)

    def list(self) -> tuple[AllowedDesk, ...]:
        """All desks, by name.

        Raises:
            StorageError: `desks_damaged`, the file is there and can't be read.
        """
        try:
            return from_plain(_DesksFile, json.loads(self.file.read_bytes())).desks
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise StorageError(
                "desks_damaged",
                "the list of desks can't be read",
                item=str(self.file),
                remedy="bring it back from the backup, or remove it and make the tokens again",
            ) from error

    def add(self, name: str) -> str:
        """Let a desk call; gives its token, which is kept nowhere.

        Raises:
            UsageError: `desk_name_invalid`, `desk_exists`.
        """
        wanted = _name(name)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with exclusive_lock(self._lock, _MODE):
            others = self.list()
            if any(one.name == wanted for one in others):
                raise UsageError(
                    "desk_exists",
                    "this desk has a token already",
                    item=wanted,
                    remedy="revoke it first, then make a new one: sohoa desk token revoke NAME",
                )
            self._write((*others, AllowedDesk(wanted, _digest(token), stamp(now()))))
        return token

    def revoke(self, name: str) -> None:
        """End a desk's token, from its next call on.

        Raises:
            UsageError: `desk_unknown`.
        """
        wanted = _name(name)
        with exclusive_lock(self._lock, _MODE):
            others = self.list()
            left = tuple(one for one in others if one.name != wanted)
            if len(left) == len(others):
                raise UsageError(
                    "desk_unknown",
                    "no desk of this name has a token",
                    item=wanted,
                    remedy="see: sohoa desk token list",
                )
            self._write(left)

    def desk_of(self, token: str) -> str | None:
        """The name of the desk whose token this is; takes as long whichever it is, or none."""
        given, found = _digest(token), None
        for one in self.list():
            if hmac.compare_digest(one.token_sha256, given):
                found = one.name
        return found

    @property
    def _lock(self) -> Path:
        return self.file.with_name(f".{FILE}.lock")

    def _write(self, desks: tuple[AllowedDesk, ...]) -> None:
        rows = [asdict(one) for one in sorted(desks, key=lambda one: one.name)]
        content = json.dumps({"desks": rows}, ensure_ascii=False, indent=1)
        write_synced(self.file, content.encode(), _MODE)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _name(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError(
            "desk_name_invalid",
            f"a desk's name has 1 to {_LONGEST_NAME} characters",
            item="NAME",
            remedy='for example: "Quầy 3"',
        )
    return name
