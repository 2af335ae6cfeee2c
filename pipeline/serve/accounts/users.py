"""Who may sign in: keys/users.json, mode 0600, passwords as Argon2id hashes."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from pipeline.common.files import write_synced
from pipeline.common.locks import exclusive_lock
from pipeline.errors import StorageError, UsageError
from schemas.codec import from_plain

FILE = "users.json"
LEAST_PASSWORD = 10
"""Characters; NIST SP 800-63B asks for 8, and no rules about their kinds."""
_MODE = 0o600
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_LONGEST_NAME = 80
_LONGEST_PASSWORD = 1024


class Role(StrEnum):
    """What somebody is at the archive."""

    REVIEWER = "reviewer"
    CLERK = "clerk"
    OFFICIAL = "official"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a page asks for."""

    REVIEW = "review"
    """Be handed items and decide."""
    CORRECT = "correct"
    """Correct, undo, supersede, withdraw what is filed."""
    LOOK = "look"
    """Search and open dossiers; each look is in the audit trail."""
    BATCH = "batch"
    """See the batch and what stands in quarantine."""
    REPORT = "report"
    """Make reports."""
    RETRY = "retry"
    AUDIT = "audit"
    """See who saw whom, and everybody's figures."""


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REVIEWER: frozenset(
        {Right.REVIEW, Right.CORRECT, Right.LOOK, Right.BATCH, Right.REPORT}
    ),
    Role.CLERK: frozenset({Right.LOOK}),
    # Rates, and the batch behind them; papers and persons are not an official's to see.
    Role.OFFICIAL: frozenset({Right.BATCH, Right.REPORT}),
    Role.AUDITOR: frozenset({Right.LOOK, Right.BATCH, Right.REPORT, Right.AUDIT}),
    Role.ADMINISTRATOR: frozenset(Right),
}


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in; `name` stands in events and in the audit trail."""

    login: str
    name: str
    role: Role
    password_hash: str

    def may(self, right: Right) -> bool:
        """Whether the role has this right."""
        return right in RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class _UsersFile:
    users: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class Users:
    """The users of one archive; each call reads the file, so a change counts at once."""

    file: Path

    @classmethod
    def of(cls, keys: Path) -> Users:
        """Those kept in an archive's keys/ folder."""
        return cls(keys / FILE)

    def list(self) -> tuple[User, ...]:
        """All users, by login.

        Raises:
            StorageError: `users_damaged`, the file is there and can't be read.
        """
        try:
            return from_plain(_UsersFile, json.loads(self.file.read_bytes())).users
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise StorageError(
                "users_damaged",
                "the list of users can't be read",
                item=str(self.file),
                remedy="bring it back from the backup, or remove it and add the users again",
            ) from error

    def get(self, login: str) -> User | None:
        """The user with this login name."""
        return next((one for one in self.list() if one.login == login), None)

    def add(self, login: str, name: str, role: str, password: str) -> User:
        """A new user.

        Raises:
            UsageError: `user_login_invalid`, `user_name_invalid`, `user_exists`,
                `user_role_unknown`, `password_too_short`; nothing was changed.
        """
        user = User(_login(login), _name(name), _role(role), _hash(password))
        with exclusive_lock(self._lock, _MODE):
            others = self.list()
            if any(one.login == user.login or one.name == user.name for one in others):
                raise UsageError(
                    "user_exists",
                    "there is a user with this login or this full name",
                    item=user.login,
                    remedy="take another login; two people of one name add what tells them apart "
                    "(a unit, a year)",
                )
            self._write((*others, user))
        return user

    def remove(self, login: str) -> None:
        """Remove a user; open sessions end with their next request. The record keeps the name.

        Raises:
            UsageError: `user_unknown`.
        """
        with exclusive_lock(self._lock, _MODE):
            others = tuple(one for one in self.list() if one.login != login)
            if len(others) == len(self.list()):
                raise UsageError(
                    "user_unknown",
                    "there is no such user",
                    item=login,
                    remedy="see: sohoa users list",
                )
            self._write(others)

    def verify(self, login: str, password: str) -> User | None:
        """The user, if the password is right; takes as long where nobody has that login."""
        user = self.get(login.strip().casefold())
        kept = user.password_hash if user else _nobodys_hash()
        try:
            _hasher().verify(kept, _normal(password)[:_LONGEST_PASSWORD])
        except (Argon2Error, InvalidHashError):
            return None
        return user

    @property
    def _lock(self) -> Path:
        return self.file.with_name(f".{FILE}.lock")

    def _write(self, users: tuple[User, ...]) -> None:
        rows = [asdict(one) for one in sorted(users, key=lambda one: one.login)]
        content = json.dumps({"users": rows}, ensure_ascii=False, indent=1)
        write_synced(self.file, content.encode(), _MODE)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _hash(password: str) -> str:
    if not LEAST_PASSWORD <= len(_normal(password)) <= _LONGEST_PASSWORD:
        raise UsageError(
            "password_too_short",
            f"a password has at least {LEAST_PASSWORD} characters",
            item="password",
            remedy="take a longer one: a few words that only you know",
            values={"least": LEAST_PASSWORD},
        )
    return _hasher().hash(_normal(password))


def _login(text: str) -> str:
    login = text.strip().casefold()
    if not _LOGIN.fullmatch(login):
        raise UsageError(
            "user_login_invalid",
            "a login has 2 to 32 letters a-z, digits, dots, dashes",
            item=text,
            remedy="for example: dung.pt",
        )
    return login


def _name(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError(
            "user_name_invalid",
            f"a full name has 1 to {_LONGEST_NAME} characters",
            item="--name",
            remedy='give the full name: --name "Phạm Thị Dung"',
        )
    return name


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        known = ", ".join(Role)
        raise UsageError(
            "user_role_unknown",
            "no such role",
            item=text,
            remedy=f"one of: {known}",
            values={"known": known},
        ) from None
